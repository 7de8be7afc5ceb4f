package alerta

import (
	"context"
	"encoding/json"
	"errors"
)

var errNoSeverities = errors.New("the server's config has no alarm_model.severity; is the endpoint the API, not the web console?")

// Config is what the server tells everybody about itself.
type Config struct {
	AlarmModel    AlarmModel `json:"alarm_model"`
	AuthRequired  bool       `json:"auth_required"`
	AllowReadonly bool       `json:"allow_readonly"`
	CustomerViews bool       `json:"customer_views"`
	SignupEnabled bool       `json:"signup_enabled"`
	Provider      string     `json:"provider"`
	Environments  []string   `json:"environments"` // regular expressions that an alert's environment must match in full
	Actions       []string   `json:"actions"`      // custom actions
	Columns       []string   `json:"columns"`
	Endpoint      string     `json:"endpoint"`
	Timeouts      struct {
		Alert     Seconds `json:"alert"`
		Heartbeat Seconds `json:"heartbeat"`
		Ack       Seconds `json:"ack"`
		Shelve    Seconds `json:"shelve"`
	} `json:"timeouts"`
	Blackouts struct {
		Duration Seconds `json:"duration"`
	} `json:"blackouts"`

	// Raw is the whole answer, for settings without a field here.
	Raw json.RawMessage `json:"-"`
}

// Config fetches the server's settings. It needs no credential.
func (c *Client) Config(ctx context.Context) (Config, error) {
	var raw json.RawMessage
	var out Config
	if _, err := c.do(ctx, call{op: "get config", path: "config"}, &configAnswer{raw: &raw, conf: &out}); err != nil {
		return Config{}, err
	}
	out.Raw = raw
	return out, nil
}

type configAnswer struct {
	raw  *json.RawMessage
	conf *Config
}

// UnmarshalJSON keeps the text beside the value.
func (a *configAnswer) UnmarshalJSON(raw []byte) error {
	*a.raw = append(json.RawMessage(nil), raw...)
	return json.Unmarshal(raw, a.conf)
}
