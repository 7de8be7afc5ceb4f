package alert

import (
	"fmt"
	"regexp"
)

var _ = kind("sensu", func() options { return &SensuOptions{} })

// SensuOptions are the settings of a sensu handler (H029). Source is a template.
type SensuOptions struct {
	Source   string         `opt:"source" tick:"source"`
	Handlers []string       `opt:"handlers" tick:"handlers"`
	Metadata map[string]any `opt:"metadata" tick:"metadata"`
}

func (o *SensuOptions) does() string { return "failed to send event to Sensu" }

// sensuName is what Sensu accepts as a check's name, which the event's id becomes.
var sensuName = regexp.MustCompile(`^[\w\.-]+$`)

var sensuStatus = [...]int{OK: 0, Info: 0, Warning: 1, Critical: 2}

func (o *SensuOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Sensu
	source := c.template("source", 0, "source", o.Source)
	return func(e *Event) (Payload, error) {
		src, err := source.render(&rendering{e: e})
		if err != nil {
			return nil, while("failed to evaluate Sensu source template", err)
		}
		if !sensuName.MatchString(e.ID) {
			return nil, fmt.Errorf("invalid name %q for sensu alert. Must match %v", e.ID, sensuName)
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		m := map[string]any{}
		for k, v := range o.Metadata {
			m[k] = v
		}
		m["name"], m["output"], m["status"] = e.ID, e.Message, sensuStatus[e.Level]
		m["source"] = or(src, cfg.Source)
		m["handlers"] = orList(o.Handlers, cfg.Handlers)
		b, err := encode(m)
		if err != nil {
			return nil, err
		}
		return &TCPMessage{Address: cfg.Addr, Data: b, Reply: "ok"}, nil
	}
}
