package alert

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

var _ = kind("zenoss", func() options { return &ZenossOptions{Summary: ""} })

// ZenossOptions are the settings of a zenoss handler (H044, T005). From Summary
// on, strings are templates. The script's uRL, username and password are without
// effect: the configuration's count.
type ZenossOptions struct {
	Action string `opt:"action" tick:"action"`
	Method string `opt:"method" tick:"method"`
	Type   string `opt:"type" tick:"type"`
	TID    int64  `opt:"tid" tick:"tid"`

	Summary       string         `opt:"summary" tick:"summary"`
	Device        string         `opt:"device" tick:"device"`
	Component     string         `opt:"component" tick:"component"`
	EventClassKey string         `opt:"eventclasskey" tick:"eventClassKey"`
	EventClass    string         `opt:"eventclass" tick:"eventClass"`
	Collector     string         `opt:"collector" tick:"collector"`
	Message       string         `opt:"message" tick:"message"`
	CustomFields  map[string]any `opt:"customField" tick:"customField"`
}

func (o *ZenossOptions) does() string { return "failed to send event to Zenoss" }

// zenossData is what the templates see.
type zenossData struct {
	Name        string
	TaskName    string
	ID          string
	Message     string
	Details     string
	Time        time.Time
	Duration    time.Duration
	Level       Level
	Recoverable bool
	Tags        map[string]string
}

type zenossEvent struct {
	Action string           `json:"action"`
	Method string           `json:"method"`
	Data   []map[string]any `json:"data"`
	Type   string           `json:"type"`
	TID    int64            `json:"tid"`
}

func (o *ZenossOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Zenoss
	keys := []string{"summary", "device", "component", "evclasskey", "evclass", "message", "collector"}
	ts := make([]lateTemplate, len(keys))
	for i, text := range []string{o.Summary, o.Device, o.Component, o.EventClassKey, o.EventClass, o.Message, o.Collector} {
		ts[i] = late(keys[i], text)
	}
	custom := map[string]lateTemplate{}
	for k, v := range o.CustomFields {
		if s, ok := v.(string); ok {
			custom[k] = late("customData."+k, s)
		}
	}
	ev := zenossEvent{Action: or(o.Action, cfg.Action), Method: or(o.Method, cfg.Method), Type: or(o.Type, cfg.Type), TID: o.TID}
	if ev.TID == 0 {
		ev.TID = cfg.TID
	}
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		data := &zenossData{e.Name, e.TaskName, e.ID, e.Message, e.Details, e.Time, e.Duration, e.Level, e.Recoverable, TagMap(e.Tags)}
		m := map[string]any{"severity": cfg.Severity[e.Level]}
		for i, k := range keys {
			s, err := ts[i].render(data)
			if err != nil {
				return nil, err
			}
			m[k] = s
		}
		if m["summary"] == "" {
			m["summary"] = e.Message
		}
		m["summary"] = cut(m["summary"].(string), 256)
		m["message"] = cut(m["message"].(string), 4096)
		m["collector"] = or(m["collector"].(string), cfg.Collector)
		for _, k := range []string{"message", "collector"} {
			if m[k] == "" {
				delete(m, k)
			}
		}
		// Kapacitor takes the fields through JSON and back, which a cut rune shows.
		b, err := json.Marshal(m)
		if err != nil {
			return nil, err
		}
		clear(m)
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, err
		}
		for k, v := range o.CustomFields {
			if t, ok := custom[k]; ok {
				s, err := t.render(data)
				if err != nil {
					return nil, err
				}
				v = maybeJSON(s)
			}
			m[k] = v
		}
		x := ev
		x.Data = []map[string]any{m}
		body, err := json.Marshal(x)
		if err != nil {
			return nil, fmt.Errorf("error marshaling event struct: %w", err)
		}
		r := post(cfg.URL, body, 200)
		if cfg.Username != "" && cfg.Password != "" {
			r.basicAuth(cfg.Username, cfg.Password)
		}
		return r, nil
	}
}

// maybeJSON reads a text that looks like an object or a list, and is one, as
// such.
func maybeJSON(s string) any {
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		var v any
		if json.Unmarshal([]byte(s), &v) == nil {
			return v
		}
	}
	return s
}
