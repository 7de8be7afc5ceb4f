package alert

import (
	"errors"
	"strconv"

	"github.com/tickwright/tickwright/tickscript/graph"
)

var _ = kind("smtp", func() options { return &EmailOptions{} })

// EmailOptions are the settings of an email handler (H022). ToTemplates are
// templates over the event's data: Name, TaskName, Category, Group, Tags, Fields,
// Recoverable and Result.
type EmailOptions struct {
	To          []string `opt:"to" tick:"to"`
	ToTemplates []string `opt:"to-field" tick:"toTemplates"`
}

func (o *EmailOptions) script(h *graph.Handler) {
	var to []string
	for _, a := range h.Args {
		to = append(to, a.Str)
	}
	o.To = append(to, o.To...)
}

func (o *EmailOptions) does() string { return "failed to send email" }

// ErrNoRecipients is the error of a mail without addresses.
var ErrNoRecipients = errors.New("not sending email, no recipients defined")

// mailData is what the templates of addresses see.
type mailData struct {
	Name        string
	TaskName    string
	Category    string
	Group       string
	Tags        map[string]string
	Fields      map[string]any
	Recoverable bool
	Result      rows
}

func (o *EmailOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.SMTP
	var ts []*textTemplate
	for i, text := range o.ToTemplates {
		t, err := newTextTemplate(strconv.Itoa(i), text)
		if err != nil {
			// Kapacitor logs it and goes on with the templates before it.
			c.warn("to-field", i, err)
			break
		}
		ts = append(ts, t)
	}
	return func(e *Event) (Payload, error) {
		to := append([]string(nil), o.To...)
		var failed error
		if len(ts) > 0 {
			data := mailData{e.Name, e.TaskName, e.Category, e.Group, TagMap(e.Tags), FieldMap(e.Fields), e.Recoverable, e.rows()}
			for _, t := range ts {
				s, err := t.execute(data)
				if err != nil {
					failed = while("error in email template", err)
				}
				if s != "" {
					to = append(to, s)
				}
			}
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		if len(to) == 0 {
			to = cfg.To
		}
		if len(to) == 0 {
			return nil, ErrNoRecipients
		}
		return &Mail{
			Host: cfg.Host, Port: cfg.Port, Username: cfg.Username, Password: cfg.Password, NoVerify: cfg.NoVerify,
			From: cfg.From, To: to, Subject: e.Message, Body: e.Details,
		}, failed
	}
}
