package judge

import (
	"net"
	"strings"
)

// config is the part of kapacitor.conf that points the handlers at the listeners. Names and keys in it are
// invented; they appear in the captured requests.
func (c *capture) config() string {
	_, smtpPort, _ := net.SplitHostPort(c.smtp.Addr().String())
	return strings.NewReplacer("$URL", c.http.URL, "$SENSU", c.sensu.Addr().String(), "$SMTPPORT", smtpPort).Replace(handlers)
}

const handlers = `
[alerta]
  enabled = true
  url = "$URL/alerta"
  token = "alerta-token"
  token-prefix = "Key"
  environment = "Production"
  origin = "kapacitor"

[[slack]]
  enabled = true
  default = true
  workspace = "main"
  url = "$URL/slack"
  channel = "#alerts"

[[discord]]
  enabled = true
  default = true
  workspace = "main"
  url = "$URL/discord"

[bigpanda]
  enabled = true
  url = "$URL/bigpanda"
  app-key = "bigpanda-app"
  token = "bigpanda-token"

[telegram]
  enabled = true
  url = "$URL/telegram/bot"
  token = "telegram-token"
  chat-id = "chat"

[hipchat]
  enabled = true
  url = "$URL/hipchat"
  token = "hipchat-token"
  room = "room"

[opsgenie]
  enabled = true
  api-key = "opsgenie-key"
  url = "$URL/opsgenie"
  recovery_url = "$URL/opsgenie/close"

[opsgenie2]
  enabled = true
  api-key = "opsgenie2-key"
  url = "$URL/opsgenie2"

[pagerduty]
  enabled = true
  url = "$URL/pagerduty"
  service-key = "pagerduty-key"

[pagerduty2]
  enabled = true
  url = "$URL/pagerduty2"
  routing-key = "pagerduty2-key"

[pushover]
  enabled = true
  url = "$URL/pushover"
  token = "pushover-token"
  user-key = "pushover-user"

[sensu]
  enabled = true
  addr = "$SENSU"
  source = "kapacitor"

[victorops]
  enabled = true
  url = "$URL/victorops"
  api-key = "victorops-key"
  routing-key = "victorops-route"

[talk]
  enabled = true
  url = "$URL/talk"
  author_name = "kapacitor"

[teams]
  enabled = true
  channel-url = "$URL/teams"

[servicenow]
  enabled = true
  url = "$URL/servicenow"
  source = "kapacitor"

[zenoss]
  enabled = true
  url = "$URL/zenoss"

[smtp]
  enabled = true
  host = "127.0.0.1"
  port = $SMTPPORT
  from = "kapacitor@example.com"
  to = ["oncall@example.com"]
  idle-timeout = "1s"

[[httppost]]
  endpoint = "plain"
  url = "$URL/endpoint-plain"
  headers = { X-Test = "yes" }

[[httppost]]
  endpoint = "templated"
  url = "$URL/endpoint-templated"
  alert-template = "{{.ID}} {{.Level}} {{.Message}}"
  row-template = "{{.Name}} {{range .Values}}{{index . \"value\"}};{{end}}"
`
