package kapacitorconf

// Alerta is [alerta].
type Alerta struct {
	Enabled            *bool  `toml:"enabled"`
	URL                string `toml:"url,omitempty"` // of the API, with its path
	InsecureSkipVerify *bool  `toml:"insecure-skip-verify"`
	Token              Secret `toml:"token,omitempty"`
	// TokenPrefix stands before the token. Without it Kapacitor sends Bearer, which Alerta refuses for an API key; that needs
	// Key.
	TokenPrefix string         `toml:"token-prefix,omitempty"`
	Environment string         `toml:"environment,omitempty"`
	Origin      string         `toml:"origin,omitempty"`
	Timeout     Duration       `toml:"timeout,omitempty"` // after which alerts expire
	Extra       map[string]any `toml:"-" json:"-"`
}

// NewAlerta returns an enabled [alerta] for an API key, which Alerta accepts behind the prefix Key.
func NewAlerta(url string, key Secret) *Alerta {
	return &Alerta{Enabled: Bool(true), URL: url, Token: key, TokenPrefix: "Key"}
}

// HTTPPost is one [[httppost]]: an endpoint that handlers post to.
type HTTPPost struct {
	Endpoint          string            `toml:"endpoint,omitempty"`
	URL               string            `toml:"url,omitempty"` // a template
	Headers           map[string]Secret `toml:"headers,omitempty"`
	BasicAuth         *BasicAuth        `toml:"basic-auth"`
	AlertTemplate     string            `toml:"alert-template,omitempty"`
	AlertTemplateFile string            `toml:"alert-template-file,omitempty"`
	RowTemplate       string            `toml:"row-template,omitempty"`
	RowTemplateFile   string            `toml:"row-template-file,omitempty"`
	Extra             map[string]any    `toml:"-" json:"-"`
}

// BasicAuth is a user with a password.
type BasicAuth struct {
	Username string `toml:"username,omitempty"`
	Password Secret `toml:"password,omitempty"`
}

// OpsGenie2 is [opsgenie2].
type OpsGenie2 struct {
	Enabled        *bool          `toml:"enabled"`
	APIKey         Secret         `toml:"api-key,omitempty"`
	Teams          []string       `toml:"teams,omitempty"`
	Recipients     []string       `toml:"recipients,omitempty"`
	URL            string         `toml:"url,omitempty"`
	RecoveryAction string         `toml:"recovery_action,omitempty"` // notes or close
	Global         *bool          `toml:"global"`
	Details        *bool          `toml:"details"`
	Extra          map[string]any `toml:"-" json:"-"`
}

// PagerDuty2 is [pagerduty2].
type PagerDuty2 struct {
	Enabled    *bool          `toml:"enabled"`
	URL        string         `toml:"url,omitempty"`
	RoutingKey Secret         `toml:"routing-key,omitempty"`
	Global     *bool          `toml:"global"`
	Extra      map[string]any `toml:"-" json:"-"`
}

// Slack is one [[slack]] workspace. The URL of a webhook is a secret, as it is all that is needed to post.
type Slack struct {
	Enabled            *bool          `toml:"enabled"`
	Default            *bool          `toml:"default"`
	Workspace          string         `toml:"workspace,omitempty"`
	URL                Secret         `toml:"url,omitempty"`
	Token              Secret         `toml:"token,omitempty"`
	Channel            string         `toml:"channel,omitempty"`
	Username           string         `toml:"username,omitempty"`
	IconEmoji          string         `toml:"icon-emoji,omitempty"`
	Global             *bool          `toml:"global"`
	StateChangesOnly   *bool          `toml:"state-changes-only"`
	SSLCA              string         `toml:"ssl-ca,omitempty"`
	SSLCert            string         `toml:"ssl-cert,omitempty"`
	SSLKey             string         `toml:"ssl-key,omitempty"` // a file
	InsecureSkipVerify *bool          `toml:"insecure-skip-verify"`
	Extra              map[string]any `toml:"-" json:"-"`
}

// SMTP is [smtp].
type SMTP struct {
	Enabled          *bool          `toml:"enabled"`
	Host             string         `toml:"host,omitempty"`
	Port             int            `toml:"port,omitzero"`
	Username         string         `toml:"username,omitempty"`
	Password         Secret         `toml:"password,omitempty"`
	NoVerify         *bool          `toml:"no-verify"`
	Global           *bool          `toml:"global"`
	StateChangesOnly *bool          `toml:"state-changes-only"`
	From             string         `toml:"from,omitempty"`
	To               []string       `toml:"to,omitempty"`
	ToTemplates      []string       `toml:"toTemplates,omitempty"`
	IdleTimeout      Duration       `toml:"idle-timeout,omitempty"`
	Extra            map[string]any `toml:"-" json:"-"`
}

// Telegram is [telegram].
type Telegram struct {
	Enabled               *bool          `toml:"enabled"`
	URL                   string         `toml:"url,omitempty"`
	Token                 Secret         `toml:"token,omitempty"`
	ChatID                string         `toml:"chat-id,omitempty"`
	ParseMode             string         `toml:"parse-mode,omitempty"` // Markdown or HTML
	DisableWebPagePreview *bool          `toml:"disable-web-page-preview"`
	DisableNotification   *bool          `toml:"disable-notification"`
	Global                *bool          `toml:"global"`
	StateChangesOnly      *bool          `toml:"state-changes-only"`
	Extra                 map[string]any `toml:"-" json:"-"`
}

// VictorOps is [victorops].
type VictorOps struct {
	Enabled    *bool          `toml:"enabled"`
	APIKey     Secret         `toml:"api-key,omitempty"`
	RoutingKey string         `toml:"routing-key,omitempty"`
	URL        string         `toml:"url,omitempty"`
	Global     *bool          `toml:"global"`
	JSONData   *bool          `toml:"json-data"`
	Extra      map[string]any `toml:"-" json:"-"`
}
