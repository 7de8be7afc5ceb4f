package alert

import (
	"fmt"
	"net/url"
	"path"
)

// Config is what a Kapacitor server's configuration says about its handlers'
// services: one field for each section of kapacitor.conf, with the names and
// defaults it has there. The zero Config has no service at all; DefaultConfig is
// that of a server with an empty file.
type Config struct {
	Alerta     AlertaConfig
	BigPanda   BigPandaConfig
	Discord    []DiscordConfig
	HipChat    HipChatConfig
	HTTPPost   []HTTPPostConfig
	Kafka      []KafkaConfig
	MQTT       []MQTTConfig
	OpsGenie   OpsGenieConfig
	OpsGenie2  OpsGenie2Config
	PagerDuty  PagerDutyConfig
	PagerDuty2 PagerDuty2Config
	Pushover   PushoverConfig
	Sensu      SensuConfig
	ServiceNow ServiceNowConfig
	Slack      []SlackConfig
	SMTP       SMTPConfig
	SNMPTrap   SNMPTrapConfig
	Talk       TalkConfig
	Teams      TeamsConfig
	Telegram   TelegramConfig
	VictorOps  VictorOpsConfig
	Zenoss     ZenossConfig

	// BaseURL is the address of Kapacitor's API, which PagerDuty's incidents link
	// to.
	BaseURL string
	// DisabledKinds are the kinds of topic handlers that the server's option
	// -disable-handlers switches off.
	DisabledKinds []string
	// AssumeNamed takes every broker, cluster, workspace and endpoint that a script
	// names and the configuration lacks as configured.
	AssumeNamed bool
}

// AlertaConfig is the section [alerta].
type AlertaConfig struct {
	Enabled            bool
	URL                string
	InsecureSkipVerify bool
	Token              Secret
	// TokenPrefix precedes the token; "" is Bearer, and Alerta's API keys need Key.
	TokenPrefix         string
	Environment, Origin string
}

// BigPandaConfig is the section [bigpanda].
type BigPandaConfig struct {
	Enabled, Global, StateChangesOnly, InsecureSkipVerify bool

	URL    string
	AppKey string
	Token  Secret
	// AutoAttributes says what is sent as attributes: any text with "tags" and
	// "fields" in it.
	AutoAttributes string
}

// DiscordConfig is one section [[discord]].
type DiscordConfig struct {
	Enabled, Default, Global, StateChangesOnly bool

	Workspace string
	URL       Secret
	// Timestamp adds the event's time.
	Timestamp                       bool
	Username, AvatarURL, EmbedTitle string
}

// HipChatConfig is the section [hipchat].
type HipChatConfig struct {
	Enabled, Global, StateChangesOnly bool

	URL   string
	Token Secret
	Room  string
}

// HTTPPostConfig is one section [[httppost]].
type HTTPPostConfig struct {
	Endpoint string
	// URL is a template over the event's JSON data.
	URL     string
	Headers map[string]string
	// Username and Password are the section's basic-auth.
	Username string
	Password Secret
	// AlertTemplate and RowTemplate are the text of the body's templates; "" sends
	// JSON. A file's content has to be put here by the caller.
	AlertTemplate, RowTemplate string
}

// KafkaConfig is one section [[kafka]].
type KafkaConfig struct {
	Enabled bool
	ID      string
	Brokers []string
}

// MQTTConfig is one section [[mqtt]].
type MQTTConfig struct {
	Enabled, Default bool

	Name, URL          string
	ClientID, Username string
	Password           Secret
}

// OpsGenieConfig is the section [opsgenie].
type OpsGenieConfig struct {
	Enabled, Global bool

	APIKey            Secret
	URL, RecoveryURL  string
	Teams, Recipients []string
}

// OpsGenie2Config is the section [opsgenie2].
type OpsGenie2Config struct {
	Enabled, Global bool

	APIKey            Secret
	URL               string
	Teams, Recipients []string
	// RecoveryAction is notes or close.
	RecoveryAction string
	// Details sends the event's details as description.
	Details bool
}

// PagerDutyConfig is the section [pagerduty].
type PagerDutyConfig struct {
	Enabled, Global bool

	URL        string
	ServiceKey Secret
}

// PagerDuty2Config is the section [pagerduty2].
type PagerDuty2Config struct {
	Enabled, Global bool

	URL        string
	RoutingKey Secret
}

// PushoverConfig is the section [pushover].
type PushoverConfig struct {
	Enabled bool
	URL     string
	Token   Secret
	UserKey Secret
}

// SensuConfig is the section [sensu].
type SensuConfig struct {
	Enabled  bool
	Addr     string
	Source   string
	Handlers []string
}

// ServiceNowConfig is the section [servicenow].
type ServiceNowConfig struct {
	Enabled, Global, StateChangesOnly bool

	URL, Source string
	Username    string
	Password    Secret
}

// SlackConfig is one section [[slack]].
type SlackConfig struct {
	Enabled, Default, Global, StateChangesOnly bool

	Workspace                    string
	URL                          Secret
	Token                        Secret
	Channel, Username, IconEmoji string
}

// SMTPConfig is the section [smtp].
type SMTPConfig struct {
	Enabled, Global, StateChangesOnly bool

	Host     string
	Port     int
	Username string
	Password Secret
	NoVerify bool
	From     string
	To       []string
}

// SNMPTrapConfig is the section [snmptrap].
type SNMPTrapConfig struct {
	Enabled   bool
	Addr      string
	Community Secret
	Retries   int
}

// TalkConfig is the section [talk].
type TalkConfig struct {
	Enabled    bool
	URL        Secret
	AuthorName string
}

// TeamsConfig is the section [teams].
type TeamsConfig struct {
	Enabled, Global, StateChangesOnly bool

	ChannelURL Secret
}

// TelegramConfig is the section [telegram].
type TelegramConfig struct {
	Enabled, Global, StateChangesOnly bool

	URL                                        string
	Token                                      Secret
	ChatID, ParseMode                          string
	DisableWebPagePreview, DisableNotification bool
}

// VictorOpsConfig is the section [victorops].
type VictorOpsConfig struct {
	Enabled, Global bool

	URL        string
	APIKey     Secret
	RoutingKey string
	// JSONData sends the event's data as an object and not as a string.
	JSONData bool
}

// ZenossConfig is the section [zenoss].
type ZenossConfig struct {
	Enabled, Global, StateChangesOnly bool

	URL                             string
	Username                        string
	Password                        Secret
	Action, Method, Type, Collector string
	TID                             int64
	// Severity maps levels to numbers or texts.
	Severity map[Level]any
}

// joinURL appends segments to a URL's path as Kapacitor does, which cleans it.
func joinURL(base string, segments ...string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = path.Join(append([]string{u.Path}, segments...)...)
	return u.String(), nil
}

// named finds the section of a name. The empty name is the default section's:
// the only one, or the one that says so.
func named[T any](list []T, name string, is func(*T) (own string, def bool)) *T {
	var found *T
	for i := range list {
		own, def := is(&list[i])
		if own == name || name == "" && (def || len(list) == 1) {
			found = &list[i]
		}
	}
	return found
}

func (c *Config) discord(workspace string) (*DiscordConfig, error) {
	d := named(c.Discord, workspace, func(d *DiscordConfig) (string, bool) { return d.Workspace, d.Default })
	switch {
	case d != nil:
		return d, nil
	case c.AssumeNamed:
		return &DiscordConfig{Enabled: true, Workspace: workspace, URL: Secret("http://discord.invalid/" + workspace)}, nil
	case len(c.Discord) == 0:
		return nil, fmt.Errorf("no discord configuration found")
	}
	return nil, fmt.Errorf("workspace id not found")
}

func (c *Config) slack(workspace string) (*SlackConfig, error) {
	s := named(c.Slack, workspace, func(s *SlackConfig) (string, bool) { return s.Workspace, s.Default })
	switch {
	case s != nil:
		return s, nil
	case c.AssumeNamed:
		return &SlackConfig{Enabled: true, Workspace: workspace, URL: Secret("http://slack.invalid/" + workspace)}, nil
	case len(c.Slack) == 0:
		return nil, fmt.Errorf("no slack configuration found")
	}
	return nil, fmt.Errorf("workspace id not found")
}
