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

// Payload returns what would be sent for an event. The error is a *HandlerError
// with what Kapacitor would log: a template that failed, a service that is not
// enabled, a value that cannot be encoded. There may be a payload all the same,
// where Kapacitor sends what it has after logging: a mail of which one address
// failed, a Kafka message without its body.
func (h *Handler) Payload(e *Event) (Payload, error) {
	p, err := h.build(e)
	if err == nil {
		return p, nil
	}
	he, ok := err.(*HandlerError)
	if !ok {
		he = &HandlerError{Doing: h.doing, Err: err}
	}
	he.Kind = h.Kind
	return p, he
}

// while says what was being done when an error came, in Kapacitor's words.
func while(doing string, err error) error { return &HandlerError{Doing: doing, Err: err} }

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
	// Payload is what would be sent; nil when nothing would. Err says why, or what
	// went wrong although something is sent.
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
	// warning is a mistake that Kapacitor only logs when the task starts.
	warning bool
}

// Error prints the option and the cause.
func (e *OptionError) Error() string { return fmt.Sprintf("option %s: %v", e.Option, e.Err) }

// Unwrap returns the cause.
func (e *OptionError) Unwrap() error { return e.Err }

func (c *optionCompiler) fail(option string, index int, err error) {
	c.errs = append(c.errs, &OptionError{Option: option, Index: index, Err: err})
}

func (c *optionCompiler) warn(option string, index int, err error) {
	c.errs = append(c.errs, &OptionError{Option: option, Index: index, Err: err, warning: true})
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
		list.Add(diag.Diagnostic{Range: h.Range, Severity: diag.Error, Code: "not-supported", Message: "not supported: handler " + h.Spec.Kind})
		return nil, list
	}
	o := f()
	fromGraph(h, o)
	out, errs := compileOptions(kind, o, cfg)
	for _, e := range errs {
		severity := diag.Error
		if e.warning {
			severity = diag.Warning
		}
		list.Add(diag.Diagnostic{Range: optionRange(h, o, e), Severity: severity, Code: "handler", Message: h.Spec.Kind + ": " + e.Err.Error()})
	}
	return out, list
}

func compileOptions(kind string, o options, cfg *Config) (*Handler, []*OptionError) {
	if cfg == nil {
		cfg = EnabledConfig()
	}
	c := &optionCompiler{cfg: cfg}
	b := o.compile(c)
	for _, e := range c.errs {
		if !e.warning {
			return nil, c.errs
		}
	}
	return &Handler{Kind: kind, Options: o, build: b, doing: o.does()}, c.errs
}

// seconds turns a duration into whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }
