package alert

import (
	"errors"
	"fmt"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Handler is a compiled alert handler: given an event it says what would be
// sent. It is immutable and safe for concurrent use.
type Handler struct {
	// Kind is the name that topic handlers use: "alerta", "pagerduty2", "smtp".
	Kind string
	// Options are the handler's own settings: a *AlertaOptions, *SlackOptions, ...
	Options any
	build   builder
	// doing is what Kapacitor says before an error.
	doing string
}

// Payload returns what would be sent for an event. The error is what Kapacitor
// would log instead of sending: a template that failed, a service that is not
// enabled, a value that cannot be encoded.
func (h *Handler) Payload(e *Event) (Payload, error) {
	p, err := h.build(e)
	if err != nil {
		return nil, &HandlerError{Kind: h.Kind, Doing: h.doing, Err: err}
	}
	return p, nil
}

// HandlerError is an event that a handler does not send.
type HandlerError struct {
	// Kind is the handler's, Doing Kapacitor's words for what failed.
	Kind, Doing string
	Err         error
}

// Error prints the kind, Kapacitor's words and the cause.
func (e *HandlerError) Error() string {
	if e.Doing == "" {
		return fmt.Sprintf("%s: %v", e.Kind, e.Err)
	}
	return fmt.Sprintf("%s: %s: %v", e.Kind, e.Doing, e.Err)
}

// Unwrap returns the cause.
func (e *HandlerError) Unwrap() error { return e.Err }

// ErrDisabled is the error of a handler whose service is not enabled.
var ErrDisabled = errors.New("service is not enabled")

// Delivery is one event for one handler: what would be sent, or why nothing
// would be.
type Delivery struct {
	// Event is only valid during the call that hands the delivery out; Clone keeps
	// it. The Payload may be kept.
	Event *Event
	// Node is the alert node's name; "" for a topic handler.
	Node string
	// Index is the handler's place among those of its node.
	Index int
	// Topic is the topic through which the event came, Handler the id of a topic
	// handler.
	Topic, Handler string
	// Kind is the handler's kind as topic handlers name it.
	Kind string
	// Payload is nil when Err is set.
	Payload Payload
	Err     error
}

// builder makes a payload.
type builder func(e *Event) (Payload, error)

// options are the settings of a kind of handler. They are decoded once, from a
// script or a topic handler, and compiled with the server's configuration.
type options interface {
	compile(c *optionCompiler) builder
	// does is what Kapacitor says before an error.
	does() string
}

// kinds makes the default options of each kind, by the name that topic handlers
// use.
var kinds = map[string]func() options{}

func kind(name string, f func() options) struct{} {
	kinds[name] = f
	return struct{}{}
}

// optionCompiler collects what is wrong with a handler's options.
type optionCompiler struct {
	cfg  *Config
	errs []*OptionError
}

// OptionError is a mistake in one option of a handler.
type OptionError struct {
	// Option is the option's name in a topic handler, Index its place in a list.
	Option string
	Index  int
	Err    error
}

// Error prints the option and the cause.
func (e *OptionError) Error() string { return fmt.Sprintf("option %s: %v", e.Option, e.Err) }

// Unwrap returns the cause.
func (e *OptionError) Unwrap() error { return e.Err }

func (c *optionCompiler) fail(option string, index int, err error) {
	c.errs = append(c.errs, &OptionError{option, index, err})
}

// template compiles one option's template, under the name that Kapacitor's error
// messages show.
func (c *optionCompiler) template(option string, index int, name, text string) *textTemplate {
	t, err := newTextTemplate(name, text)
	if err != nil {
		c.fail(option, index, err)
	}
	return t
}

// CompileHandler compiles a handler of an alert node with the server's
// configuration; nil is EnabledConfig. What is wrong has the place in the script.
func CompileHandler(h *graph.Handler, cfg *Config) (*Handler, diag.List) {
	var list diag.List
	kind := h.Spec.Topic
	f, ok := kinds[kind]
	if !ok {
		err := fmt.Errorf("not supported: handler %s", h.Spec.Kind)
		return &Handler{Kind: kind, build: func(*Event) (Payload, error) { return nil, err }}, nil
	}
	o := f()
	fromGraph(h, o)
	out, errs := compileOptions(kind, o, cfg)
	for _, e := range errs {
		list.Add(diag.Diagnostic{Range: optionRange(h, o, e), Severity: diag.Error, Code: "handler", Message: h.Spec.Kind + ": " + e.Err.Error()})
	}
	return out, list
}

func compileOptions(kind string, o options, cfg *Config) (*Handler, []*OptionError) {
	if cfg == nil {
		cfg = EnabledConfig()
	}
	c := &optionCompiler{cfg: cfg}
	b := o.compile(c)
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	return &Handler{Kind: kind, Options: o, build: b, doing: o.does()}, nil
}

// seconds turns a duration into whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }
