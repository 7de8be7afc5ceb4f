package alert

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
)

var (
	_ = kind("opsgenie", func() options { return &OpsGenieOptions{} })
	_ = kind("opsgenie2", func() options { return &OpsGenie2Options{} })
)

// OpsGenieOptions are the settings of an opsGenie handler (H036).
type OpsGenieOptions struct {
	Teams      []string `opt:"teams-list" tick:"teams"`
	Recipients []string `opt:"recipients-list" tick:"recipients"`
}

func (o *OpsGenieOptions) does() string { return "failed to send event to OpsGenie" }

func (o *OpsGenieOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.OpsGenie
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		to, level, note := cfg.URL+"/", e.Level.String(), ""
		if e.Level == OK {
			to, level, note = cfg.RecoveryURL+"/", "RECOVERY", e.Message
		}
		data, err := resultJSON(e.Data)
		if err != nil {
			return nil, err
		}
		m := map[string]any{
			"apiKey": cfg.APIKey.Reveal(), "entity": e.ID, "alias": e.ID, "message": e.Message, "note": note, "monitoring_tool": "kapacitor",
			"details": map[string]string{"Level": level, "Monitoring Tool": "Kapacitor"}, "description": data,
		}
		if t := orList(o.Teams, cfg.Teams); len(t) > 0 {
			m["teams"] = t
		}
		if t := orList(o.Recipients, cfg.Recipients); len(t) > 0 {
			m["recipients"] = t
		}
		body, err := encode(m)
		if err != nil {
			return nil, err
		}
		return secretly(post(to, body, 200), cfg.APIKey), nil
	}
}

// OpsGenie2Options are the settings of an opsGenie2 handler (H037).
type OpsGenie2Options struct {
	Teams          []string `opt:"teams-list" tick:"teams"`
	Recipients     []string `opt:"recipients-list" tick:"recipients"`
	RecoveryAction string   `opt:"recovery_action" tick:"recoveryAction"`
}

func (o *OpsGenie2Options) does() string { return "failed to send event to OpsGenie" }

var opsGenie2Priority = [...]string{Info: "P5", Warning: "P3", Critical: "P1"}

func (o *OpsGenie2Options) compile(c *optionCompiler) builder {
	cfg := &c.cfg.OpsGenie2
	action := "notes"
	for _, a := range []string{cfg.RecoveryAction, o.RecoveryAction} {
		if a == "notes" || a == "close" {
			action = a
		}
	}
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, fmt.Errorf("failed to prepare API request: %w", ErrDisabled)
		}
		alias := base64.URLEncoding.EncodeToString([]byte(e.ID))
		to := cfg.URL
		var m map[string]any
		if e.Level == OK {
			u, err := url.Parse(cfg.URL)
			if err != nil {
				return nil, fmt.Errorf("failed to prepare API request: %w", err)
			}
			u.Path = path.Join(u.Path, alias, action)
			u.RawQuery = "identifierType=alias"
			to = u.String()
			m = map[string]any{"note": e.Message}
		} else {
			var err error
			if m, err = o.alert(cfg, e, alias); err != nil {
				return nil, fmt.Errorf("failed to prepare API request: %w", err)
			}
		}
		body, err := encode(m)
		if err != nil {
			return nil, err
		}
		r := secretly(post(to, body, 202), cfg.APIKey)
		r.set("Authorization", "GenieKey "+cfg.APIKey.Reveal())
		return r, nil
	}
}

func (o *OpsGenie2Options) alert(cfg *OpsGenie2Config, e *Event, alias string) (map[string]any, error) {
	m := map[string]any{"entity": e.ID, "alias": alias, "message": e.Message, "note": "", "priority": opsGenie2Priority[e.Level]}
	if cfg.Details && e.Details != "" {
		m["description"] = e.Details
	} else {
		data, err := resultJSON(e.Data)
		if err != nil {
			return nil, err
		}
		m["description"] = data
	}
	details := map[string]string{"Monitoring Tool": "Kapacitor", "Level": e.Level.String()}
	if len(e.Data) > 0 {
		for _, t := range e.Data[0].Tags {
			details[t.Key] = t.Value
		}
		// The measurement's name under the task's title is Kapacitor's own.
		details["Kapacitor Task Name"] = e.Data[0].Name
	}
	m["details"] = details
	var responders []map[string]string
	for _, t := range orList(o.Teams, cfg.Teams) {
		responders = append(responders, map[string]string{"name": t, "type": "team"})
	}
	for _, u := range orList(o.Recipients, cfg.Recipients) {
		responders = append(responders, map[string]string{"username": u, "type": "user"})
	}
	if len(responders) > 0 {
		m["responders"] = responders
	}
	return m, nil
}
