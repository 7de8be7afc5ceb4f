package alert

// global is a service that may be added to every alert (A024).
type global struct {
	kind              string
	on, onlyOnChanges bool
}

func (c *Config) globals() []global {
	var slack SlackConfig
	if s, err := c.slack(""); err == nil {
		slack = *s
	}
	var discord DiscordConfig
	if d, err := c.discord(""); err == nil {
		discord = *d
	}
	return []global{
		{"smtp", c.SMTP.Global, c.SMTP.StateChangesOnly},
		{"victorops", c.VictorOps.Global, false},
		{"pagerduty", c.PagerDuty.Global, false},
		{"pagerduty2", c.PagerDuty2.Global, false},
		{"slack", slack.Global, slack.StateChangesOnly},
		{"telegram", c.Telegram.Global, c.Telegram.StateChangesOnly},
		{"hipchat", c.HipChat.Global, c.HipChat.StateChangesOnly},
		{"opsgenie", c.OpsGenie.Global, false},
		{"opsgenie2", c.OpsGenie2.Global, false},
		{"teams", c.Teams.Global, c.Teams.StateChangesOnly},
		{"discord", discord.Global, discord.StateChangesOnly},
		{"servicenow", c.ServiceNow.Global, c.ServiceNow.StateChangesOnly},
		{"bigpanda", c.BigPanda.Global, c.BigPanda.StateChangesOnly},
		{"zenoss", c.Zenoss.Global, c.Zenoss.StateChangesOnly},
	}
}

// StateChangesOnly reports whether the configuration makes every alert send
// changes of level only: a service that is global with state-changes-only does
// (A023).
func (c *Config) StateChangesOnly() bool {
	if c == nil {
		return false
	}
	for _, g := range c.globals() {
		if g.on && g.onlyOnChanges {
			return true
		}
	}
	return false
}

// GlobalHandlers returns the handlers that the configuration adds to an alert
// whose own handlers have the kinds given.
func (c *Config) GlobalHandlers(own map[string]bool) []*Handler {
	if c == nil {
		return nil
	}
	var out []*Handler
	for _, g := range c.globals() {
		if !g.on || own[g.kind] {
			continue
		}
		// Without options there is nothing to go wrong.
		if h, _ := compileOptions(g.kind, kinds[g.kind](), c); h != nil {
			out = append(out, h)
		}
	}
	return out
}
