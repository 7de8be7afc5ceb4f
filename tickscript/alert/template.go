package alert

import (
	"bytes"
	"encoding/json"
	"fmt"
	htmltemplate "html/template"
	"strconv"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// ServerInfo is what templates see as .ServerInfo.
type ServerInfo struct {
	Hostname  string
	ClusterID string
	ServerID  string
}

// Data is what templates can see. The id sees up to ServerInfo, the message up
// to Duration, the details everything (A028).
type Data struct {
	Name, TaskName string
	// Group is the group's id; "" is shown as nil.
	Group string
	Tags  []Tag
	// NoTags says that there is no set of tags, not even an empty one: JSON shows it as null. So it is for a batch
	// of a query that is not grouped.
	NoTags bool
	Server *ServerInfo

	ID       string
	Fields   []Field
	Level    Level
	Time     time.Time
	Duration time.Duration

	Message string
	Details string

	written written
}

func (d *Data) group() string {
	if d.Group == "" {
		return "nil"
	}
	return d.Group
}

// The shapes that templates see; field names and embedding are part of what a
// template can print.
type (
	idInfo struct {
		Name       string
		TaskName   string
		Group      string
		Tags       map[string]string
		ServerInfo ServerInfo
	}
	messageInfo struct {
		idInfo
		ID       string
		Fields   map[string]any
		Level    string
		Time     time.Time
		Duration time.Duration
	}
	detailsInfo struct {
		messageInfo
		Message string
	}
	handlerInfo struct {
		ID, Message, Level string
		Time               time.Time
		Duration           time.Duration
		Details            string
		Name               string
		TaskName           string
		Group              string
		Tags               map[string]string
		Fields             map[string]any
	}
)

func (d *Data) tagMap() map[string]string {
	if d.NoTags {
		return nil
	}
	return TagMap(d.Tags)
}

func (d *Data) idInfo() idInfo {
	var si ServerInfo
	if d.Server != nil {
		si = *d.Server
	}
	return idInfo{Name: d.Name, TaskName: d.TaskName, Group: d.group(), Tags: d.tagMap(), ServerInfo: si}
}

func (d *Data) messageInfo() messageInfo {
	return messageInfo{
		idInfo: d.idInfo(), ID: d.ID, Fields: FieldMap(d.Fields), Level: d.Level.String(), Time: d.Time, Duration: d.Duration,
	}
}

// Use says which template a text is, and with it what the text can see.
type Use uint8

// The uses.
const (
	ForID Use = iota
	ForMessage
	ForDetails
	ForHandler
)

// Template is a compiled template. It is immutable and safe for concurrent use.
type Template struct {
	use   Use
	parts []part // nil where only the general form will do
	text  *template.Template
	html  *htmltemplate.Template
	json  bool
}

type partKind uint8

const (
	partText partKind = iota
	partID
	partName
	partTask
	partGroup
	partLevel
	partTag
	partField
	partMessage
)

// part is a piece of a template of the common simple form.
type part struct {
	kind partKind
	s    string
}

// NewTemplate compiles a template for a use. The error is that of Go's template
// parser, which is what Kapacitor logs.
func NewTemplate(use Use, text string) (*Template, error) {
	t := &Template{use: use}
	if use == ForDetails {
		h, err := htmltemplate.New("details").Funcs(htmltemplate.FuncMap{"json": jsonJS, "jsonCompact": jsonCompactJS}).Parse(text)
		if err != nil {
			return nil, err
		}
		t.html = h
		t.json = text == "{{ json . }}"
		return t, nil
	}
	name := map[Use]string{ForID: "id", ForMessage: "message", ForHandler: "alert"}[use]
	tt, err := template.New(name).Parse(text)
	if err != nil {
		return nil, err
	}
	t.text = tt
	t.parts = simpleParts(tt.Tree, use)
	return t, nil
}

// GroupOnly reports whether the result depends on nothing but the measurement
// name, the task, the group and the tags that ok accepts.
func (t *Template) GroupOnly(ok func(tag string) bool) bool {
	if t.parts == nil {
		return false
	}
	for _, p := range t.parts {
		switch p.kind {
		case partText, partName, partTask, partGroup:
		case partTag:
			if !ok(p.s) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// Tags returns the tags that a template of the simple form reads; all is true
// when it may read any.
func (t *Template) Tags() (list []string, all bool) {
	if t.parts == nil {
		return nil, !t.constant()
	}
	for _, p := range t.parts {
		if p.kind == partTag {
			list = append(list, p.s)
		}
	}
	return list, false
}

// Fields is Tags for fields.
func (t *Template) Fields() (list []string, all bool) {
	if t.parts == nil {
		return nil, !t.constant()
	}
	for _, p := range t.parts {
		if p.kind == partField {
			list = append(list, p.s)
		}
	}
	return list, false
}

// constant reports whether a details template is plain text.
func (t *Template) constant() bool {
	if t.html == nil || t.html.Tree == nil {
		return false
	}
	for _, n := range t.html.Tree.Root.Nodes {
		if n.Type() != parse.NodeText {
			return false
		}
	}
	return true
}

// Append renders the template at the end of b.
func (t *Template) Append(b []byte, d *Data) ([]byte, error) {
	if t.parts != nil {
		return t.appendParts(b, d), nil
	}
	if t.json {
		return d.appendDetails(b), nil
	}
	buf := bytes.NewBuffer(b)
	var err error
	switch t.use {
	case ForID:
		err = t.text.Execute(buf, d.idInfo())
	case ForMessage:
		err = t.text.Execute(buf, d.messageInfo())
	case ForDetails:
		err = t.html.Execute(buf, detailsInfo{messageInfo: d.messageInfo(), Message: d.Message})
	case ForHandler:
		err = t.text.Execute(buf, handlerInfo{
			ID: d.ID, Message: d.Message, Level: d.Level.String(), Time: d.Time, Duration: d.Duration, Details: d.Details,
			Name: d.Name, TaskName: d.TaskName, Group: d.group(), Tags: d.tagMap(), Fields: FieldMap(d.Fields),
		})
	}
	if err != nil {
		return b, kapacitorNames(err)
	}
	return buf.Bytes(), nil
}

func (t *Template) appendParts(b []byte, d *Data) []byte {
	for _, p := range t.parts {
		switch p.kind {
		case partText:
			b = append(b, p.s...)
		case partID:
			b = append(b, d.ID...)
		case partName:
			b = append(b, d.Name...)
		case partTask:
			b = append(b, d.TaskName...)
		case partGroup:
			b = append(b, d.group()...)
		case partLevel:
			b = append(b, d.Level.String()...)
		case partMessage:
			b = append(b, d.Message...)
		case partTag:
			for i := range d.Tags {
				if d.Tags[i].Key == p.s {
					b = append(b, d.Tags[i].Value...)
					break
				}
			}
		case partField:
			b = appendPlain(b, fieldOf(d.Fields, p.s), &d.written)
		}
	}
	return b
}

func fieldOf(fs []Field, name string) lambda.Value {
	for i := range fs {
		if fs[i].Name == name {
			return fs[i].Value
		}
	}
	return lambda.Value{}
}

// appendPlain prints a value as Go's templates do.
func appendPlain(b []byte, v lambda.Value, w *written) []byte {
	switch v.Kind() {
	case lambda.Float:
		return w.appendPlainFloat(b, v.Float())
	case lambda.Int:
		return strconv.AppendInt(b, v.Int(), 10)
	case lambda.String:
		return append(b, v.Str()...)
	case lambda.Bool:
		return strconv.AppendBool(b, v.Bool())
	case lambda.Missing, lambda.Nil:
		return append(b, "<no value>"...)
	}
	return fmt.Append(b, Any(v))
}

// simpleParts translates a template made of text, plain names and index calls;
// nil means that the general form is needed.
func simpleParts(tree *parse.Tree, use Use) []part {
	if tree == nil || tree.Root == nil {
		return []part{}
	}
	out := []part{}
	for _, n := range tree.Root.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			out = append(out, part{partText, string(n.Text)})
		case *parse.ActionNode:
			p, ok := simpleAction(n.Pipe, use)
			if !ok {
				return nil
			}
			out = append(out, p)
		default:
			return nil
		}
	}
	return out
}

func simpleAction(pipe *parse.PipeNode, use Use) (part, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return part{}, false
	}
	args := pipe.Cmds[0].Args
	if len(args) == 1 {
		f, ok := args[0].(*parse.FieldNode)
		if !ok || len(f.Ident) != 1 {
			return part{}, false
		}
		k, ok := simpleNames[f.Ident[0]]
		if !ok || use == ForID && k.afterID || use != ForHandler && k.handlerOnly {
			return part{}, false
		}
		return part{kind: k.kind}, true
	}
	if len(args) != 3 {
		return part{}, false
	}
	fn, ok1 := args[0].(*parse.IdentifierNode)
	f, ok2 := args[1].(*parse.FieldNode)
	key, ok3 := args[2].(*parse.StringNode)
	if !ok1 || !ok2 || !ok3 || fn.Ident != "index" || len(f.Ident) != 1 {
		return part{}, false
	}
	switch f.Ident[0] {
	case "Tags":
		return part{partTag, key.Text}, true
	case "Fields":
		return part{partField, key.Text}, use != ForID
	}
	return part{}, false
}

var simpleNames = map[string]struct {
	kind                 partKind
	afterID, handlerOnly bool
}{
	"Name":     {kind: partName},
	"TaskName": {kind: partTask},
	"Group":    {kind: partGroup},
	"ID":       {kind: partID, afterID: true},
	"Level":    {kind: partLevel, afterID: true},
	"Message":  {kind: partMessage, afterID: true, handlerOnly: true},
}

func jsonJS(v any) htmltemplate.JS {
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(v); err != nil {
		return ""
	}
	return htmltemplate.JS(buf.String())
}

func jsonCompactJS(v any) htmltemplate.JS {
	var buf, out bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(v); err != nil {
		return ""
	}
	if err := json.Compact(&out, buf.Bytes()); err != nil {
		return ""
	}
	return htmltemplate.JS(out.String())
}
