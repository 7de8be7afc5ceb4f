package alert

// DefaultConfig is the configuration of a server whose sections are all present
// and empty: Kapacitor's defaults, nothing enabled.
func DefaultConfig() *Config {
	return &Config{BaseURL: "http://localhost:9092/kapacitor/v1"}
}

// EnabledConfig is DefaultConfig with every service enabled and invented
// addresses under .invalid where Kapacitor has no default: what a script's
// handlers would send, whatever server they run on.
func EnabledConfig() *Config {
	c := DefaultConfig()
	c.AssumeNamed = true
	c.Alerta.Enabled, c.Alerta.URL = true, "http://alerta.invalid/api"
	return c
}
