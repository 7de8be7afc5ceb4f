package alert

import (
	"bytes"
	"strings"
	"text/template"
)

// textTemplate is a handler's template. Its common simple form is rendered
// without reflection.
type textTemplate struct {
	source string
	parts  []part
	t      *template.Template
}

func newTextTemplate(name, text string) (*textTemplate, error) {
	t, err := template.New(name).Parse(text)
	if err != nil {
		return nil, err
	}
	return &textTemplate{source: text, parts: simpleParts(t.Tree, ForHandler), t: t}, nil
}

// render renders over the TemplateData of an event.
func (t *textTemplate) render(r *rendering) (string, error) {
	if t.parts != nil {
		return r.simple(t.parts), nil
	}
	return t.execute(*r.data())
}

// renderEvent renders over what Alerta's event template sees.
func (t *textTemplate) renderEvent(r *rendering) (string, error) {
	if t.parts != nil && identifies(t.parts) {
		return r.simple(t.parts), nil
	}
	return t.execute(r.e.eventData())
}

func identifies(parts []part) bool {
	for _, p := range parts {
		switch p.kind {
		case partText, partID, partName, partTask, partGroup, partTag:
		default:
			return false
		}
	}
	return true
}

// execute renders over any data. What was rendered before an error is returned
// with it.
func (t *textTemplate) execute(data any) (string, error) {
	var b bytes.Buffer
	err := t.t.Execute(&b, data)
	return b.String(), kapacitorNames(err)
}

// rendering is one event being rendered by several templates.
type rendering struct {
	e   *Event
	td  TemplateData
	has bool
	buf []byte
}

func (r *rendering) data() *TemplateData {
	if !r.has {
		r.td, r.has = r.e.templateData(), true
	}
	return &r.td
}

func (r *rendering) simple(parts []part) string {
	if len(parts) == 1 && parts[0].kind == partText {
		return parts[0].s
	}
	b := r.buf[:0]
	e := r.e
	for _, p := range parts {
		switch p.kind {
		case partText:
			b = append(b, p.s...)
		case partID:
			b = append(b, e.ID...)
		case partName:
			b = append(b, e.Name...)
		case partTask:
			b = append(b, e.TaskName...)
		case partGroup:
			b = append(b, e.Group...)
		case partLevel:
			b = append(b, e.Level.String()...)
		case partMessage:
			b = append(b, e.Message...)
		case partTag:
			b = append(b, e.Tag(p.s)...)
		case partField:
			b = appendPlain(b, fieldOf(e.Fields, p.s), nil)
		}
	}
	r.buf = b
	return string(b)
}

// kapacitorNames gives the types in a template's error the names they have in
// Kapacitor, so that the text is the one in its log.
func kapacitorNames(err error) error {
	if err == nil {
		return nil
	}
	s := typeNames.Replace(err.Error())
	if s == err.Error() {
		return err
	}
	return &templateError{s, err}
}

var typeNames = strings.NewReplacer(
	"alert.alertData", "alert.Data", "*alert.TemplateData", "alert.TemplateData", "alert.eventData", "alerta.eventData",
	"alert.idInfo", "kapacitor.idInfo", "alert.messageInfo", "kapacitor.messageInfo", "alert.detailsInfo", "kapacitor.detailsInfo",
	"alert.rows", "models.Result", "alert.mailData", "alert.EventData", "alert.serviceNowData", "servicenow.dataInfo",
)

type templateError struct {
	text string
	err  error
}

func (e *templateError) Error() string { return e.text }
func (e *templateError) Unwrap() error { return e.err }
