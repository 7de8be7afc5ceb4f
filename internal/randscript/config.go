package randscript

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Host and Address stand for the listeners that handlers and httpPost nodes send to; nobody can have them.
const (
	Host    = "http://judge.invalid"
	Address = "judge.invalid:1"
)

// Placed puts them where a script has placeholders for listeners.
func Placed(script string) string {
	return strings.NewReplacer("$POST", Host+"/post", "$HTTP", Host, "$TCP", Address).Replace(script)
}

// HandlerConfig configures every handler that the scripts have, with services that are paths below Host.
func HandlerConfig() *alert.Config {
	c := alert.DefaultConfig()
	c.BaseURL = "http://server.invalid/kapacitor/v1"
	c.Alerta = alert.AlertaConfig{Enabled: true, URL: Host + "/alerta", Token: "alerta-token", TokenPrefix: "Key", Environment: "Production", Origin: "kapacitor"}
	c.Slack = []alert.SlackConfig{{Enabled: true, Default: true, Workspace: "main", URL: Host + "/slack", Channel: "#alerts"}}
	c.Discord = []alert.DiscordConfig{{Enabled: true, Default: true, Workspace: "main", URL: Host + "/discord"}}
	c.BigPanda.Enabled, c.BigPanda.URL, c.BigPanda.AppKey, c.BigPanda.Token = true, Host+"/bigpanda", "bigpanda-app", "bigpanda-token"
	c.Telegram.Enabled, c.Telegram.URL, c.Telegram.Token, c.Telegram.ChatID = true, Host+"/telegram/bot", "telegram-token", "chat"
	c.HipChat.Enabled, c.HipChat.URL, c.HipChat.Token, c.HipChat.Room = true, Host+"/hipchat", "hipchat-token", "room"
	c.OpsGenie.Enabled, c.OpsGenie.APIKey, c.OpsGenie.URL, c.OpsGenie.RecoveryURL = true, "opsgenie-key", Host+"/opsgenie", Host+"/opsgenie/close"
	c.OpsGenie2.Enabled, c.OpsGenie2.APIKey, c.OpsGenie2.URL = true, "opsgenie2-key", Host+"/opsgenie2"
	c.PagerDuty = alert.PagerDutyConfig{Enabled: true, URL: Host + "/pagerduty", ServiceKey: "pagerduty-key"}
	c.PagerDuty2 = alert.PagerDuty2Config{Enabled: true, URL: Host + "/pagerduty2", RoutingKey: "pagerduty2-key"}
	c.Pushover = alert.PushoverConfig{Enabled: true, URL: Host + "/pushover", Token: "pushover-token", UserKey: "pushover-user"}
	c.Sensu = alert.SensuConfig{Enabled: true, Addr: "sensu", Source: "kapacitor"}
	c.VictorOps = alert.VictorOpsConfig{Enabled: true, URL: Host + "/victorops", APIKey: "victorops-key", RoutingKey: "victorops-route"}
	c.Talk = alert.TalkConfig{Enabled: true, URL: Host + "/talk", AuthorName: "kapacitor"}
	c.Teams = alert.TeamsConfig{Enabled: true, ChannelURL: Host + "/teams"}
	c.ServiceNow = alert.ServiceNowConfig{Enabled: true, URL: Host + "/servicenow", Source: "kapacitor"}
	c.Zenoss.Enabled, c.Zenoss.URL = true, Host+"/zenoss"
	c.SMTP.Enabled, c.SMTP.Host, c.SMTP.From, c.SMTP.To = true, "127.0.0.1", "kapacitor@example.com", []string{"oncall@example.com"}
	c.HTTPPost = []alert.HTTPPostConfig{
		{Endpoint: "plain", URL: Host + "/endpoint-plain", Headers: map[string]string{"X-Test": "yes"}},
		{
			Endpoint: "templated", URL: Host + "/endpoint-templated", AlertTemplate: "{{.ID}} {{.Level}} {{.Message}}",
			RowTemplate: "{{.Name}} {{range .Values}}{{index . \"value\"}};{{end}}",
		},
	}
	return c
}
