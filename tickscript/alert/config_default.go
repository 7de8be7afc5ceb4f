package alert

// DefaultConfig is the configuration of a server whose file is empty:
// Kapacitor's defaults, nothing enabled.
func DefaultConfig() *Config {
	return &Config{
		BaseURL:    "http://localhost:9092/kapacitor/v1",
		BigPanda:   BigPandaConfig{URL: "https://api.bigpanda.io/data/v2/alerts", AutoAttributes: "tags,fields"},
		Discord:    []DiscordConfig{{Default: true}},
		Kafka:      []KafkaConfig{{ID: "default"}},
		MQTT:       []MQTTConfig{{Name: "default"}},
		OpsGenie:   OpsGenieConfig{URL: "https://api.opsgenie.com/v1/json/alert", RecoveryURL: "https://api.opsgenie.com/v1/json/alert/note"},
		OpsGenie2:  OpsGenie2Config{URL: "https://api.opsgenie.com/v2/alerts", RecoveryAction: "notes"},
		PagerDuty:  PagerDutyConfig{URL: "https://events.pagerduty.com/generic/2010-04-15/create_event.json"},
		PagerDuty2: PagerDuty2Config{URL: "https://events.pagerduty.com/v2/enqueue"},
		Pushover:   PushoverConfig{URL: "https://api.pushover.net/1/messages.json"},
		Sensu:      SensuConfig{Source: "Kapacitor"},
		ServiceNow: ServiceNowConfig{URL: "https://instance.service-now.com/api/global/em/jsonv2"},
		Slack:      []SlackConfig{{Default: true, Username: "kapacitor"}},
		SMTP:       SMTPConfig{Host: "localhost", Port: 25},
		SNMPTrap:   SNMPTrapConfig{Addr: "localhost:162", Community: "kapacitor", Retries: 1},
		Telegram:   TelegramConfig{URL: "https://api.telegram.org/bot"},
		VictorOps:  VictorOpsConfig{URL: "https://alert.victorops.com/integrations/generic/20131114/alert"},
		Zenoss: ZenossConfig{
			URL: "https://tenant.zenoss.io:8080/zport/dmd/evconsole_router", Action: "EventsRouter", Method: "add_event", Type: "rpc", TID: 1, Collector: "Kapacitor",
			Severity: map[Level]any{OK: "Clear", Info: "Info", Warning: "Warning", Critical: "Critical"},
		},
	}
}

// EnabledConfig is DefaultConfig with every service enabled, with invented
// addresses under .invalid where Kapacitor has no default, and every name known:
// what a script's handlers would send, whatever server they run on.
func EnabledConfig() *Config {
	c := DefaultConfig()
	c.AssumeNamed = true
	c.Alerta.Enabled, c.Alerta.URL = true, "http://alerta.invalid/api"
	c.BigPanda.Enabled = true
	c.Discord[0].Enabled, c.Discord[0].URL = true, "http://discord.invalid/"
	c.HipChat.Enabled, c.HipChat.URL = true, "http://hipchat.invalid/v2/room"
	c.Kafka[0].Enabled, c.Kafka[0].Brokers = true, []string{"kafka.invalid:9092"}
	c.MQTT[0].Enabled, c.MQTT[0].URL = true, "tcp://mqtt.invalid:1883"
	c.OpsGenie.Enabled = true
	c.OpsGenie2.Enabled = true
	c.PagerDuty.Enabled = true
	c.PagerDuty2.Enabled = true
	c.Pushover.Enabled = true
	c.Sensu.Enabled, c.Sensu.Addr = true, "sensu.invalid:3030"
	c.ServiceNow.Enabled = true
	c.Slack[0].Enabled, c.Slack[0].URL = true, "http://slack.invalid/"
	c.SMTP.Enabled, c.SMTP.From, c.SMTP.To = true, "kapacitor@example.invalid", []string{"oncall@example.invalid"}
	c.SNMPTrap.Enabled = true
	c.Talk.Enabled, c.Talk.URL = true, "http://talk.invalid/"
	c.Teams.Enabled, c.Teams.ChannelURL = true, "http://teams.invalid/"
	c.Telegram.Enabled = true
	c.VictorOps.Enabled = true
	c.Zenoss.Enabled = true
	return c
}
