package alert

import (
	"encoding/json"
	"fmt"
	"net/url"
)

var _ = kind("servicenow", func() options { return &ServiceNowOptions{} })

// ServiceNowOptions are the settings of a serviceNow handler (H043, T005). Node,
// Type, Resource, MetricName, MessageKey and texts of AdditionalInfo are
// templates. Username and Password are without effect: the configuration's count.
type ServiceNowOptions struct {
	URL            string         `opt:"url" tick:"uRL"`
	Username       string         `opt:"username" tick:"username"`
	Password       Secret         `opt:"password" tick:"password"`
	Source         string         `opt:"source" tick:"source"`
	Node           string         `opt:"node" tick:"node"`
	Type           string         `opt:"type" tick:"type"`
	Resource       string         `opt:"resource" tick:"resource"`
	MetricName     string         `opt:"metricname" tick:"metricName"`
	MessageKey     string         `opt:"messagekey" tick:"messageKey"`
	AdditionalInfo map[string]any `opt:"additional_info" tick:"additionalInfo"`
}

func (o *ServiceNowOptions) does() string { return "failed to send event to ServiceNow" }

type serviceNowRecord struct {
	Source         string `json:"source"`
	Node           string `json:"node,omitempty"`
	Type           string `json:"type,omitempty"`
	Resource       string `json:"resource,omitempty"`
	MetricName     string `json:"metric_name,omitempty"`
	MessageKey     string `json:"message_key,omitempty"`
	Severity       string `json:"severity,omitempty"`
	Description    string `json:"description,omitempty"`
	AdditionalInfo string `json:"additional_info,omitempty"`
}

// serviceNowData is what the templates see.
type serviceNowData struct {
	ID       string
	Name     string
	TaskName string
	Fields   map[string]any
	Tags     map[string]string
}

var serviceNowSeverity = [...]string{OK: "5", Info: "5", Warning: "4", Critical: "1"}

func (o *ServiceNowOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.ServiceNow
	to := or(o.URL, cfg.URL)
	_, urlErr := url.Parse(to)
	names := []string{"node", "type", "resource", "metricName", "messageKey"}
	var ts []lateTemplate
	for i, text := range []string{o.Node, o.Type, o.Resource, o.MetricName, o.MessageKey} {
		ts = append(ts, late(names[i], text))
	}
	info := map[string]lateTemplate{}
	fixed := map[string]string{}
	for k, v := range o.AdditionalInfo {
		if s, ok := v.(string); ok {
			info[k] = late("additional_info."+k, s)
		} else {
			fixed[k] = fmt.Sprintf("%v", v)
		}
	}
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		if urlErr != nil {
			return nil, urlErr
		}
		data := &serviceNowData{ID: e.ID, Name: e.Name, TaskName: e.TaskName, Fields: FieldMap(e.Fields), Tags: TagMap(e.Tags)}
		var s [5]string
		for i, t := range ts {
			var err error
			if s[i], err = t.render(data); err != nil {
				return nil, err
			}
		}
		more := ""
		if len(o.AdditionalInfo) > 0 {
			m := map[string]string{}
			for k, t := range info {
				text, err := t.render(data)
				if err != nil {
					return nil, err
				}
				m[k] = text
			}
			for k, v := range fixed {
				m[k] = v
			}
			b, err := json.Marshal(m)
			if err != nil {
				return nil, fmt.Errorf("error marshaling additional_info map: %w", err)
			}
			more = string(b)
		}
		const usual = 100
		body, err := json.Marshal(map[string][]serviceNowRecord{"records": {{
			Source: cut(or(o.Source, cfg.Source), usual), Node: cut(s[0], usual), Type: cut(s[1], usual), Resource: cut(s[2], usual), MetricName: cut(s[3], usual),
			MessageKey: cut(or(s[4], e.ID), 1024), Severity: serviceNowSeverity[e.Level], Description: cut(e.Message, 4000), AdditionalInfo: more,
		}}})
		if err != nil {
			return nil, fmt.Errorf("error marshaling event struct: %w", err)
		}
		r := post(to, body, 200)
		if cfg.Username != "" && cfg.Password != "" {
			r.basicAuth(cfg.Username, cfg.Password)
		}
		return r, nil
	}
}
