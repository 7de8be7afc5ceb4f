package alert

import (
	"net/url"
	"path"
)

// Config is what a Kapacitor server's configuration says about its handlers'
// services: one field for each section of kapacitor.conf. The zero Config, like
// a server without such sections, has no service enabled.
type Config struct {
	Alerta AlertaConfig

	// BaseURL is the address of Kapacitor's API, which PagerDuty's incidents link
	// to.
	BaseURL string
	// DisabledKinds are the handler kinds of the server's option
	// -disable-handlers.
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

// joinURL appends segments to a URL's path as Kapacitor does: cleaned, and
// without what follows the path.
func joinURL(base string, segments ...string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = path.Join(append([]string{u.Path}, segments...)...)
	return u.String(), nil
}
