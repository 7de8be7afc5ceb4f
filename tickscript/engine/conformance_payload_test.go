package engine_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// The addresses stand for those of the judge's listeners.
const (
	judgeURL = "http://127.0.0.1:12345"
	judgeTCP = "127.0.0.1:12346"
)

var judgeAddresses = strings.NewReplacer("$POST", judgeURL+"/post", "$HTTP", judgeURL, "$TCP", judgeTCP)

// judgeConfig is the handler configuration of the server that answered: the
// conformance module's judge/config.go.
func judgeConfig(a *recordedAnswer) *alert.Config {
	c := alert.DefaultConfig()
	c.BaseURL = a.baseURL()
	c.Alerta = alert.AlertaConfig{Enabled: true, URL: judgeURL + "/alerta", Token: "alerta-token", TokenPrefix: "Key", Environment: "Production", Origin: "kapacitor"}
	c.Slack = []alert.SlackConfig{{Enabled: true, Default: true, Workspace: "main", URL: judgeURL + "/slack", Channel: "#alerts"}}
	c.Discord = []alert.DiscordConfig{{Enabled: true, Default: true, Workspace: "main", URL: judgeURL + "/discord"}}
	c.BigPanda.Enabled, c.BigPanda.URL, c.BigPanda.AppKey, c.BigPanda.Token = true, judgeURL+"/bigpanda", "bigpanda-app", "bigpanda-token"
	c.Telegram.Enabled, c.Telegram.URL, c.Telegram.Token, c.Telegram.ChatID = true, judgeURL+"/telegram/bot", "telegram-token", "chat"
	c.HipChat.Enabled, c.HipChat.URL, c.HipChat.Token, c.HipChat.Room = true, judgeURL+"/hipchat", "hipchat-token", "room"
	c.OpsGenie.Enabled, c.OpsGenie.APIKey, c.OpsGenie.URL, c.OpsGenie.RecoveryURL = true, "opsgenie-key", judgeURL+"/opsgenie", judgeURL+"/opsgenie/close"
	c.OpsGenie2.Enabled, c.OpsGenie2.APIKey, c.OpsGenie2.URL = true, "opsgenie2-key", judgeURL+"/opsgenie2"
	c.PagerDuty = alert.PagerDutyConfig{Enabled: true, URL: judgeURL + "/pagerduty", ServiceKey: "pagerduty-key"}
	c.PagerDuty2 = alert.PagerDuty2Config{Enabled: true, URL: judgeURL + "/pagerduty2", RoutingKey: "pagerduty2-key"}
	c.Pushover = alert.PushoverConfig{Enabled: true, URL: judgeURL + "/pushover", Token: "pushover-token", UserKey: "pushover-user"}
	c.Sensu = alert.SensuConfig{Enabled: true, Addr: "sensu", Source: "kapacitor"}
	c.VictorOps = alert.VictorOpsConfig{Enabled: true, URL: judgeURL + "/victorops", APIKey: "victorops-key", RoutingKey: "victorops-route"}
	c.Talk = alert.TalkConfig{Enabled: true, URL: judgeURL + "/talk", AuthorName: "kapacitor"}
	c.Teams = alert.TeamsConfig{Enabled: true, ChannelURL: judgeURL + "/teams"}
	c.ServiceNow = alert.ServiceNowConfig{Enabled: true, URL: judgeURL + "/servicenow", Source: "kapacitor"}
	c.Zenoss.Enabled, c.Zenoss.URL = true, judgeURL+"/zenoss"
	c.SMTP.Enabled, c.SMTP.Host, c.SMTP.From, c.SMTP.To = true, "127.0.0.1", "kapacitor@example.com", []string{"oncall@example.com"}
	c.HTTPPost = []alert.HTTPPostConfig{
		{Endpoint: "plain", URL: judgeURL + "/endpoint-plain", Headers: map[string]string{"X-Test": "yes"}},
		{
			Endpoint: "templated", URL: judgeURL + "/endpoint-templated", AlertTemplate: "{{.ID}} {{.Level}} {{.Message}}",
			RowTemplate: "{{.Name}} {{range .Values}}{{index . \"value\"}};{{end}}",
		},
	}
	return c
}

var clientURL = regexp.MustCompile(`"client_url":"([^"]*)"`)

// baseURL is the address that the server had, as PagerDuty's payloads show it.
func (a *recordedAnswer) baseURL() string {
	for _, rs := range a.Requests {
		for _, r := range rs {
			if m := clientURL.FindStringSubmatch(r.Body); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// sent is a payload in the form in which the judge records requests.
func sent(t *testing.T, d *alert.Delivery) (listener string, r recordedRequest) {
	t.Helper()
	var name string
	switch p := d.Payload.(type) {
	case *alert.HTTPRequest:
		u, err := url.Parse(p.URL)
		require.NoError(t, err)
		n, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		r = recordedRequest{Method: p.Method, Path: "/" + rest, Body: string(p.Body)}
		if u.RawQuery != "" {
			r.Path += "?" + u.RawQuery
		}
		for _, k := range []string{"Content-Type", "Authorization"} {
			if v := p.Get(k); v != "" {
				if r.Header == nil {
					r.Header = map[string]string{}
				}
				r.Header[k] = v
			}
		}
		return n, r
	case *alert.FileLine:
		return "", r
	case *alert.TCPMessage:
		name = "tcp"
		if p.Address != judgeTCP {
			name = p.Address
		}
		return name, recordedRequest{Body: string(p.Data)}
	case *alert.Mail:
		r.Path = "MAIL FROM:<" + p.From + ">;"
		for _, to := range p.To {
			r.Path += "RCPT TO:<" + to + ">;"
		}
		r.Body = string(p.Message(time.Unix(0, 0)))
		return "smtp", r
	}
	t.Fatalf("%s: payload %T is not recorded", d.Kind, d.Payload)
	return "", r
}

// comparePayloads holds what the engine's handlers would send, and what they
// would log, against what the server sent and logged.
func comparePayloads(t *testing.T, c *recordedCase, a *recordedAnswer, j *judged) {
	t.Helper()
	if j.err == nil {
		compareStats(t, a, j.stats)
	}
	if j.handlers == 0 {
		return
	}
	delete(j.requests, "")
	for name, w := range a.Requests {
		if d := cmp.Diff(inOrder(w), inOrder(j.requests[name])); d != "" {
			t.Errorf("requests to %s (-kapacitord +engine):\n%s", name, shorten(d))
		}
		delete(j.requests, name)
	}
	require.Empty(t, j.requests, "payloads that kapacitord did not send")
	if !strings.HasPrefix(c.Name, "handler-") {
		return // other cases have other errors
	}
	want, got := map[string]int{}, map[string]int{}
	for _, e := range a.NodeErrors {
		want[e.Message+": "+e.Error] += e.Count
	}
	for _, err := range j.payloads {
		var he *alert.HandlerError
		require.ErrorAs(t, err, &he)
		got[he.Doing+": "+he.Err.Error()]++
	}
	require.Equal(t, want, got, "errors of handlers")
}

// inOrder sorts requests: handlers run side by side in Kapacitor.
func inOrder(rs []recordedRequest) []string {
	var out []string
	for _, r := range rs {
		body := r.Body
		if strings.HasPrefix(r.Path, "MAIL FROM") {
			body = mailInOrder(body)
		}
		out = append(out, fmt.Sprintf("%s %s %v\n%s", r.Method, r.Path, r.Header, body))
	}
	sort.Strings(out)
	return out
}

// mailInOrder sorts the headers of a mail, whose order is random in Kapacitor,
// and drops the date.
func mailInOrder(s string) string {
	head, body, _ := strings.Cut(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n")
	lines := strings.Split(strings.ReplaceAll(head, "\n ", "\x00"), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Date: ") })
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n\n" + strings.TrimRight(body, "\n")
}

// compareStats compares the counters of all nodes (R020, A036). An event that the
// server's store cannot keep because it has no id is an error there only.
func compareStats(t *testing.T, a *recordedAnswer, stats []engine.NodeStats) {
	t.Helper()
	for _, st := range stats {
		want := map[string]int64{}
		for key, v := range a.NodeStats[st.Node] {
			n, _ := v.(float64)
			want[key] = int64(n)
		}
		if len(want) == 0 {
			continue // the task ended too early to be asked
		}
		for _, e := range a.NodeErrors {
			if e.Node == st.Node && strings.Contains(e.Message+e.Error, "key required") {
				want["errors"] -= int64(e.Count)
			}
		}
		require.Equal(t, want, st.Values(), "counters of %s", st.Node)
	}
}
