package alert

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

var _ = kind("alerta", func() options {
	return &AlertaOptions{Resource: "{{ .Name }}", Event: "{{ .ID }}", Group: "{{ .Group }}", Timeout: 24 * time.Hour}
})

// AlertaOptions are the settings of an alerta handler (H035, H050-H057). Strings
// other than Token, TokenPrefix and Origin are templates.
type AlertaOptions struct {
	Token       Secret         `opt:"token" tick:"token"`
	TokenPrefix string         `opt:"token-prefix"`
	Resource    string         `opt:"resource" tick:"resource"`
	Event       string         `opt:"event" tick:"event"`
	Environment string         `opt:"environment" tick:"environment"`
	Group       string         `opt:"group" tick:"group"`
	Value       string         `opt:"value" tick:"value"`
	Origin      string         `opt:"origin" tick:"origin"`
	Service     []string       `opt:"service" tick:"services"`
	Correlate   []string       `opt:"correlate" tick:"correlated"`
	Attributes  map[string]any `opt:"attributes" tick:"attribute"`
	Timeout     time.Duration  `opt:"timeout" tick:"timeout"`
}

// ErrAlertaEmpty is Kapacitor's refusal to send an alert without a resource or an
// event.
var ErrAlertaEmpty = errors.New("Resource and Event are required to send an alert")

const alertaTemplate = "failed to evaluate Alerta template"

func (o *AlertaOptions) does() string { return "failed to send event to Alerta" }

// attribute is a value to send with an alert: a template, or JSON.
type attribute struct {
	key  string
	tmpl *textTemplate
	json []byte
}

type alertaHandler struct {
	o                                          *AlertaOptions
	cfg                                        *AlertaConfig
	url                                        string
	resource, event, environment, group, value *textTemplate
	services, correlated                       []*textTemplate
	attributes                                 []attribute
}

func (o *AlertaOptions) compile(c *optionCompiler) builder {
	h := &alertaHandler{o: o, cfg: &c.cfg.Alerta}
	h.resource = c.template("resource", 0, "resource", o.Resource)
	h.event = c.template("event", 0, "event", o.Event)
	h.environment = c.template("environment", 0, "environment", o.Environment)
	h.group = c.template("group", 0, "group", o.Group)
	h.value = c.template("value", 0, "value", o.Value)
	for i, s := range o.Service {
		h.services = append(h.services, c.template("service", i, "service", s))
	}
	for i, s := range o.Correlate {
		h.correlated = append(h.correlated, c.template("correlate", i, "correlate", s))
	}
	h.attributes = c.attributes("attributes", o.Attributes)
	u, err := joinURL(h.cfg.URL, "alert")
	if err != nil {
		c.fail("url", 0, err)
	}
	h.url = u
	return h.build
}

// attributes compiles a map of values whose strings are templates named by their
// key, sorted by key.
func (c *optionCompiler) attributes(option string, m map[string]any) []attribute {
	var out []attribute
	for k, v := range m {
		a := attribute{key: k}
		if s, ok := v.(string); ok {
			a.tmpl = c.template(option, 0, k, s)
		} else {
			var err error
			if a.json, err = json.Marshal(v); err != nil {
				c.fail(option, 0, err)
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b attribute) int { return strings.Compare(a.key, b.key) })
	return out
}

var alertaSeverity = [...]string{OK: "ok", Info: "informational", Warning: "warning", Critical: "critical"}

func (h *alertaHandler) build(e *Event) (Payload, error) {
	r := &rendering{e: e}
	var resource, event, environment, group, value string
	var err error
	for _, x := range []struct {
		to *string
		t  *textTemplate
	}{{&resource, h.resource}, {&event, h.event}, {&environment, h.environment}, {&group, h.group}, {&value, h.value}} {
		if x.t == h.event {
			*x.to, err = x.t.renderEvent(r)
		} else {
			*x.to, err = x.t.render(r)
		}
		if err != nil {
			return nil, while(alertaTemplate, err)
		}
	}
	services, err := renderAll(r, h.services, e.Name)
	if err != nil {
		return nil, while(alertaTemplate, err)
	}
	correlated, err := renderAll(r, h.correlated, e.Name)
	if err != nil {
		return nil, while(alertaTemplate, err)
	}
	o := newObject()
	if len(h.attributes) > 0 {
		o.sub("attributes")
		for _, a := range h.attributes {
			if a.tmpl == nil {
				o.key(a.key)
				o.b = append(o.b, a.json...)
				continue
			}
			s, err := a.tmpl.render(r)
			if err != nil {
				return nil, while(alertaTemplate, err)
			}
			o.str(a.key, s)
		}
		o.end()
	}
	if resource == "" || event == "" {
		return nil, ErrAlertaEmpty
	}
	if !h.cfg.Enabled {
		return nil, ErrDisabled
	}
	if environment == "" {
		environment = h.cfg.Environment
	}
	origin := h.o.Origin
	if origin == "" {
		origin = h.cfg.Origin
	}
	o.strs("correlate", correlated)
	o.str("environment", environment)
	o.str("event", event)
	o.str("group", group)
	o.str("origin", origin)
	o.result("rawData", e.Data)
	o.str("resource", resource)
	o.strs("service", services)
	o.str("severity", alertaSeverity[e.Level])
	o.key("tags")
	o.b = append(o.b, '[')
	for i, t := range e.Tags {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = AppendString(o.b, t.Key+"="+t.Value)
	}
	o.b = append(o.b, ']')
	o.str("text", e.Message)
	o.int("timeout", seconds(h.o.Timeout))
	o.str("value", value)
	body, err := o.done()
	if err != nil {
		return nil, err
	}
	token := h.o.Token
	if token == "" {
		token = h.cfg.Token
	}
	prefix := h.o.TokenPrefix
	if prefix == "" {
		prefix = h.cfg.TokenPrefix
	}
	if prefix == "" {
		prefix = "Bearer"
	}
	return &HTTPRequest{
		Method: "POST", URL: h.url, Body: body, Success: []int{201}, SkipVerify: h.cfg.InsecureSkipVerify, Secrets: secrets(token),
		Header: []Header{{"Authorization", prefix + " " + token.Reveal()}, {"Content-Type", "application/json"}},
	}, nil
}

// renderAll renders a list of templates, or gives the default when there is none.
func renderAll(r *rendering, ts []*textTemplate, def string) ([]string, error) {
	if len(ts) == 0 {
		return []string{def}, nil
	}
	out := make([]string, len(ts))
	for i, t := range ts {
		s, err := t.render(r)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}
