package alert

import (
	"encoding/json"
	"errors"

	"github.com/tickwright/tickwright/tickscript/graph"
)

var (
	_ = kind("pagerduty", func() options { return &PagerDutyOptions{} })
	_ = kind("pagerduty2", func() options { return &PagerDuty2Options{} })
)

// PagerDutyOptions are the settings of a pagerDuty handler (H026).
type PagerDutyOptions struct {
	ServiceKey Secret `opt:"service-key" tick:"serviceKey"`
}

func (o *PagerDutyOptions) does() string { return "failed to send event to PagerDuty" }

var errPagerDutyInfo = errors.New("AlertLevel 'info' is currently ignored by the PagerDuty service")

func (o *PagerDutyOptions) compile(c *optionCompiler) builder {
	cfg, base := &c.cfg.PagerDuty, c.cfg.BaseURL
	key := orSecret(o.ServiceKey, cfg.ServiceKey)
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		event := "trigger"
		switch e.Level {
		case Info:
			return nil, errPagerDutyInfo
		case OK:
			event = "resolve"
		}
		body, err := encode(map[string]string{
			"service_key": key.Reveal(), "event_type": event, "description": e.Message, "incident_key": e.ID, "client": "kapacitor", "client_url": base, "details": e.Details,
		})
		if err != nil {
			return nil, err
		}
		return secretly(post(cfg.URL, body, 200), key), nil
	}
}

// PagerDuty2Options are the settings of a pagerDuty2 handler (H027).
type PagerDuty2Options struct {
	RoutingKey Secret           `opt:"routing-key" tick:"routingKey"`
	Links      []PagerDuty2Link `opt:"links"`
}

// PagerDuty2Link is a link of an incident; both are templates, and the text is
// the address when it is empty.
type PagerDuty2Link struct {
	Href string `opt:"href"`
	Text string `opt:"text"`
}

func (o *PagerDuty2Options) script(h *graph.Handler) {
	// serviceKey is the old name of routingKey: the later call counts.
	for _, c := range h.Calls {
		switch c.Name {
		case "serviceKey", "routingKey":
			o.RoutingKey = Secret(c.Args[0].Str)
		case "link":
			l := PagerDuty2Link{Href: c.Args[0].Str}
			if len(c.Args) > 1 {
				l.Text = c.Args[1].Str
			}
			o.Links = append(o.Links, l)
		}
	}
}

func (o *PagerDuty2Options) does() string { return "failed to send event to PagerDuty" }

var pagerDuty2Severity = [...]string{OK: "info", Info: "info", Warning: "warning", Critical: "critical"}

type (
	pagerDuty2Payload struct {
		Summary   string                     `json:"summary"`
		Source    string                     `json:"source"`
		Severity  string                     `json:"severity"`
		Timestamp string                     `json:"timestamp"`
		Class     string                     `json:"class"`
		Component string                     `json:"component"`
		Group     string                     `json:"group"`
		Details   map[string]json.RawMessage `json:"custom_details"`
	}
	pagerDuty2Link struct {
		Href string `json:"href"`
		Text string `json:"text"`
	}
	pagerDuty2Event struct {
		RoutingKey string            `json:"routing_key"`
		Action     string            `json:"event_action"`
		DedupKey   string            `json:"dedup_key"`
		Payload    pagerDuty2Payload `json:"payload"`
		Images     []string          `json:"images"`
		Links      []pagerDuty2Link  `json:"links"`
		Client     string            `json:"client"`
		ClientURL  string            `json:"client_url"`
	}
)

func (o *PagerDuty2Options) compile(c *optionCompiler) builder {
	cfg, base := &c.cfg.PagerDuty2, c.cfg.BaseURL
	type link struct{ href, text *textTemplate }
	var links []link
	for i, l := range o.Links {
		x := link{href: c.template("links", i, "href", l.Href)}
		if l.Text != "" {
			x.text = c.template("links", i, "text", l.Text)
		}
		links = append(links, x)
	}
	key := orSecret(o.RoutingKey, cfg.RoutingKey)
	return func(e *Event) (Payload, error) {
		r := &rendering{e: e}
		var out []pagerDuty2Link
		for _, l := range links {
			href, err := l.href.render(r)
			if err != nil {
				return nil, while("failed to handle event", err)
			}
			text := href
			if l.text != nil {
				if text, err = l.text.render(r); err != nil {
					return nil, while("failed to handle event", err)
				}
			}
			out = append(out, pagerDuty2Link{href, text})
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		data, err := rawResult(e.Data)
		if err != nil {
			return nil, err
		}
		p := pagerDuty2Event{
			RoutingKey: key.Reveal(), Action: "trigger", DedupKey: e.ID, Links: out, Client: "kapacitor", ClientURL: base,
			Payload: pagerDuty2Payload{
				Summary: e.Message, Source: "unknown", Severity: pagerDuty2Severity[e.Level], Class: e.TaskName,
				Timestamp: e.Time.Format("2006-01-02T15:04:05.000000000Z07:00"), Details: map[string]json.RawMessage{"result": data},
			},
		}
		if e.Level == OK {
			p.Action = "resolve"
		}
		for _, t := range e.Tags {
			if t.Key == "host" {
				p.Payload.Source = t.Value
			}
		}
		body, err := encode(p)
		if err != nil {
			return nil, err
		}
		req := secretly(post(cfg.URL, body, 200, 202), key)
		req.set("Accept", "application/vnd.pagerduty+json;version=2")
		return req, nil
	}
}
