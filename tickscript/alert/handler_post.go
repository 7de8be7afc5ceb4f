package alert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
)

var _ = kind("post", func() options { return &PostOptions{} })

// PostOptions are the settings of a post handler (H020). URL is a template over
// the event's JSON data.
type PostOptions struct {
	URL                 string            `opt:"url" tick:"uRL"`
	Endpoint            string            `opt:"endpoint" tick:"endpoint"`
	Headers             map[string]string `opt:"headers" tick:"header"`
	CaptureResponse     bool              `opt:"capture-response" tick:"captureResponse"`
	Timeout             time.Duration     `opt:"timeout" tick:"timeout"`
	SkipSSLVerification bool              `opt:"skip-ssl-verification"`
}

func (o *PostOptions) script(h *graph.Handler) {
	if _, set := h.Call("uRL"); !set && len(h.Args) > 0 {
		o.URL = h.Args[0].Str
	}
}

func (o *PostOptions) does() string { return "failed to POST alert data" }

// ErrPostTarget is Kapacitor's refusal of a post handler whose endpoint is not
// configured and that has no URL.
var ErrPostTarget = errors.New("An appropriately formatted url must be specified if an endpoint is not specified")

// bodyFuncs are the functions of the templates of post handlers.
var bodyFuncs = template.FuncMap{
	"json": func(v any) string {
		b, err := encode(v)
		if err != nil {
			return ""
		}
		return string(b)
	},
	"jsonCompact": func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(b)
	},
}

func bodyTemplate(text string) (*template.Template, error) {
	if text == "" {
		return nil, nil
	}
	t, err := template.New("body").Funcs(bodyFuncs).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("failed to parse template: %w", err)
	}
	return t, nil
}

func (o *PostOptions) compile(c *optionCompiler) builder {
	var end HTTPPostConfig
	i := slices.IndexFunc(c.cfg.HTTPPost, func(x HTTPPostConfig) bool { return x.Endpoint == o.Endpoint })
	switch {
	case i >= 0:
		end = c.cfg.HTTPPost[i]
	case o.URL != "":
		end.URL = o.URL
	case c.cfg.AssumeNamed && o.Endpoint != "":
		end.URL = "http://endpoint.invalid/" + o.Endpoint
	case o.Endpoint == "":
		c.fail("url", 0, ErrPostTarget)
	default:
		c.fail("endpoint", 0, ErrPostTarget)
	}
	to, err := bodyTemplate(end.URL)
	if err != nil {
		c.fail("url", 0, err)
	}
	text, err := bodyTemplate(end.AlertTemplate)
	if err != nil {
		c.fail("endpoint", 0, fmt.Errorf("failed to get alert-template for endpoint %q: %w", end.Endpoint, err))
	}
	plain := !strings.Contains(end.URL, "{{")
	return func(e *Event) (Payload, error) {
		r := &HTTPRequest{Method: "POST", URL: end.URL, Timeout: o.Timeout, CaptureResponse: o.CaptureResponse, SkipVerify: o.SkipSSLVerification}
		var data alertData
		if text != nil || !plain {
			data = e.alertData()
		}
		if text != nil {
			var b bytes.Buffer
			if err := text.Execute(&b, data); err != nil {
				return nil, while("failed to execute alert template", kapacitorNames(err))
			}
			r.Body = b.Bytes()
		} else {
			b, err := e.line()
			if err != nil {
				return nil, err
			}
			r.Body = b
		}
		if !plain {
			var b strings.Builder
			if err := to.Execute(&b, data); err != nil {
				return nil, while("failed to create HTTP request", fmt.Errorf("failed to execute url template: %w", kapacitorNames(err)))
			}
			r.URL = b.String()
		}
		if _, err := url.Parse(r.URL); err != nil {
			return nil, while("failed to create HTTP request", fmt.Errorf("failed to create POST request: %w", err))
		}
		if end.Username != "" && end.Password != "" {
			r.basicAuth(end.Username, end.Password)
		}
		for k, v := range end.Headers {
			r.set(k, v)
		}
		for k, v := range o.Headers {
			r.set(k, v)
		}
		if text == nil {
			r.set("Content-Type", "application/json")
		}
		return r, nil
	}
}
