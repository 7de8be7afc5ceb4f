// Package kapacitorconf reads and writes kapacitor.conf, the configuration of kapacitord 1.8, with typed sections:
//
//	c := &kapacitorconf.Config{
//		HTTP:     &kapacitorconf.HTTP{BindAddress: "127.0.0.1:9092"},
//		InfluxDB: []kapacitorconf.InfluxDB{{Enabled: kapacitorconf.Bool(true), Name: "main", URLs: []string{"http://127.0.0.1:8086"}}},
//		Alerta:   kapacitorconf.NewAlerta("http://alerta.example/api", key),
//	}
//	err := c.Write(file)
//
// What has no type is kept as it is: sections in Config.Extra, options in the Extra of their section. A pointer to a bool
// that is nil leaves the option out, which is not always the same as false.
//
// Passwords and tokens are in what Write writes and nowhere else: String, every verb of fmt and JSON show [redacted].
package kapacitorconf
