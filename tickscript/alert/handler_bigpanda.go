package alert

import (
	"encoding/json"
	"html"
	"strings"
)

var _ = kind("bigpanda", func() options { return &BigPandaOptions{} })

// BigPandaOptions are the settings of a bigPanda handler (H032). Host and the
// attributes are templates.
type BigPandaOptions struct {
	AppKey            string         `opt:"app-key" tick:"appKey"`
	URL               string         `opt:"url"`
	Host              string         `opt:"host" tick:"host"`
	PrimaryProperty   string         `opt:"primary-property" tick:"primaryProperty"`
	SecondaryProperty string         `opt:"secondary-property" tick:"secondaryProperty"`
	Attributes        map[string]any `opt:"attributes" tick:"attribute"`
}

func (o *BigPandaOptions) does() string { return "failed to send event to BigPanda" }

var bigPandaStatus = [...]string{OK: "ok", Info: "ok", Warning: "warning", Critical: "critical"}

func (o *BigPandaOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.BigPanda
	url := o.URL
	if url == "" {
		url = cfg.URL
	}
	host := late("host", o.Host)
	texts := map[string]lateTemplate{}
	values := map[string]string{}
	for k, v := range o.Attributes {
		if s, ok := v.(string); ok {
			texts[k] = late(k, s)
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			c.fail("attributes", 0, err)
		}
		values[k] = string(b)
	}
	auto := strings.ToLower(cfg.AutoAttributes)
	return func(e *Event) (Payload, error) {
		td := e.templateData()
		rendered := map[string]string{}
		var err error
		if rendered["host"], err = host.render(&td); err != nil {
			return nil, while("failed to evaluate BigPanda template", err)
		}
		for k, t := range texts {
			if rendered[k], err = t.render(&td); err != nil {
				return nil, while("failed to evaluate BigPanda template", err)
			}
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		m := map[string]any{}
		if e.Message != "" {
			m["description"] = e.Message
		}
		// The default details are JSON, which would only repeat everything.
		if d := html.UnescapeString(e.Details); d != "" && !strings.HasPrefix(d, "{") {
			m["details"] = d
		}
		if e.ID != "" {
			m["check"] = e.ID
		}
		m["task"] = e.TaskName + ":" + e.Name
		m["timestamp"] = e.Time.Unix()
		m["status"] = bigPandaStatus[e.Level]
		if o.PrimaryProperty != "" {
			m["primary_property"] = o.PrimaryProperty
		}
		if o.SecondaryProperty != "" {
			m["secondary_property"] = o.SecondaryProperty
		}
		m["app_key"] = cfg.AppKey
		if o.AppKey != "" {
			m["app_key"] = o.AppKey
		}
		// What follows replaces what has the same name.
		if strings.Contains(auto, "tags") {
			for _, t := range e.Tags {
				m[t.Key] = t.Value
			}
		}
		if strings.Contains(auto, "fields") {
			for _, f := range e.Fields {
				v := Any(f.Value)
				if _, ok := v.(string); !ok {
					b, err := AppendValue(nil, f.Value)
					if err != nil {
						return nil, err
					}
					v = string(b)
				}
				m[f.Name] = v
			}
		}
		for k, v := range values {
			m[k] = v
		}
		for k, v := range rendered {
			m[k] = v
		}
		body, err := json.Marshal(m)
		if err != nil {
			return nil, err
		}
		r := post(url, body, 201)
		r.set("Authorization", "Bearer "+cfg.Token.Reveal())
		r.Secrets = secrets(cfg.Token)
		r.SkipVerify = cfg.InsecureSkipVerify
		return r, nil
	}
}
