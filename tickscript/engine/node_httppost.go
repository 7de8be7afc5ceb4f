package engine

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("httpPost", compileHTTPPost) }

// Post is what an httpPost node would send for a point or a batch.
type Post struct {
	// Node is the node's name.
	Node string
	*alert.HTTPRequest
}

// PostAnswer is the answer to a Post.
type PostAnswer struct {
	// Status is the HTTP status.
	Status int
	// Body is the answer's body, which .captureResponse() logs.
	Body []byte
}

// httpPostSpec posts every point or batch and passes it on (N182-N184).
type httpPostSpec struct {
	url         string
	urlTemplate *template.Template
	row         *template.Template
	header      map[string]string
	own         map[string]string
	user        string
	password    alert.Secret
	timeout     time.Duration
	capture     bool
	codeField   int32
}

// postFuncs are the functions of an endpoint's templates.
var postFuncs = template.FuncMap{
	"json":        postJSON,
	"jsonCompact": func(v any) string { return strings.TrimSuffix(postJSON(v), "\n") },
}

func postJSON(v any) string {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(v) // Kapacitor shows nothing then
	return b.String()
}

func compileHTTPPost(c *compiler, n *graph.Node) spec {
	s := &httpPostSpec{timeout: n.Dur("timeout", 0), capture: n.Flag("captureResponse")}
	if f := n.Str("codeField", ""); f != "" {
		s.codeField = c.syms.id(f)
	}
	for _, call := range n.CallsOf("header") {
		if s.own == nil {
			s.own = map[string]string{}
		}
		s.own[call.Args[0].Str] = call.Args[1].Str
	}
	var rowText string
	if len(n.Args) > 0 {
		s.url = n.Args[0].Str
	}
	if name := n.Str("endpoint", ""); name != "" {
		cfg := c.opts.Handlers
		if cfg == nil {
			cfg = alert.EnabledConfig()
		}
		i := slices.IndexFunc(cfg.HTTPPost, func(x alert.HTTPPostConfig) bool { return x.Endpoint == name })
		switch {
		case i >= 0:
			e := cfg.HTTPPost[i]
			s.url, s.header, rowText, s.user, s.password = e.URL, e.Headers, e.RowTemplate, e.Username, e.Password
		case cfg.AssumeNamed:
			s.url = "http://endpoint.invalid/" + name
		default:
			c.errorAt(n.Range, "endpoint", fmt.Errorf("endpoint '%s' does not exist", name))
			return nil
		}
	}
	var err error
	if strings.Contains(s.url, "{{") {
		if s.urlTemplate, err = template.New("body").Funcs(postFuncs).Parse(s.url); err != nil {
			c.errorAt(n.Range, "template", fmt.Errorf("error in url templating: failed to parse template: %w", err))
		}
	}
	if rowText != "" {
		if s.row, err = template.New("body").Funcs(postFuncs).Parse(rowText); err != nil {
			c.errorAt(n.Range, "template", fmt.Errorf("failed to parse template: %w", err))
		}
	}
	return s
}

func (s *httpPostSpec) stateful() bool       { return true }
func (s *httpPostSpec) demand(demand) demand { return everything }

func (s *httpPostSpec) start(b base) op {
	return &httpPostOp{base: b, s: s, show: resultOf{syms: b.pl.syms}}
}

type httpPostOp struct {
	base
	s    *httpPostSpec
	show resultOf
	out  point
	fs   []field
	outB batch
}

// mappedRow is what an endpoint's templates see.
type mappedRow struct {
	Name   string
	Tags   map[string]string
	Values []map[string]any
}

func newMappedRow(s *alert.Series) *mappedRow {
	m := &mappedRow{Name: s.Name, Tags: map[string]string{}, Values: make([]map[string]any, len(s.Values))}
	for _, t := range s.Tags {
		m.Tags[t.Key] = t.Value
	}
	for i, row := range s.Values {
		m.Values[i] = make(map[string]any, len(row))
		for j, col := range s.Columns {
			m.Values[i][col] = plainValue(row[j])
		}
	}
	return m
}

// plainValue is a value as Go's own type.
func plainValue(v lambda.Value) any {
	switch v.Kind() {
	case lambda.Float:
		return v.Float()
	case lambda.Int:
		return v.Int()
	case lambda.String:
		return v.Str()
	case lambda.Bool:
		return v.Bool()
	case lambda.Time:
		return time.Unix(0, v.Int()).UTC()
	case lambda.Duration:
		return time.Duration(v.Int())
	}
	return nil
}

// request makes the request for a row.
func (s *httpPostSpec) request(series []alert.Series) (*alert.HTTPRequest, error) {
	r := &alert.HTTPRequest{Method: "POST", URL: s.url, Timeout: s.timeout, CaptureResponse: s.capture}
	var m *mappedRow
	if s.row != nil || s.urlTemplate != nil {
		m = newMappedRow(&series[0])
	}
	h := textproto.MIMEHeader{}
	if s.row != nil {
		var b bytes.Buffer
		if err := s.row.Execute(&b, m); err != nil {
			return nil, fmt.Errorf("failed to execute template: %w", err)
		}
		r.Body = b.Bytes()
	} else {
		b, err := alert.AppendResult(nil, series)
		if err != nil {
			return nil, fmt.Errorf("failed to marshal row data json: %w", err)
		}
		r.Body = append(b, '\n')
	}
	if s.urlTemplate != nil {
		var b strings.Builder
		if err := s.urlTemplate.Execute(&b, m); err != nil {
			return nil, fmt.Errorf("failed to marshal row data json: failed to execute url template: %w", err)
		}
		r.URL = b.String()
	}
	if _, err := url.Parse(r.URL); err != nil {
		return nil, fmt.Errorf("failed to marshal row data json: failed to create POST request: %w", err)
	}
	if s.user != "" && s.password != "" {
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(s.user+":"+string(s.password))))
		r.Secrets = append(r.Secrets, s.password)
	}
	for k, v := range s.header {
		h.Add(k, v)
	}
	if s.row == nil {
		h.Set("Content-Type", "application/json")
	}
	for k, v := range s.own {
		h.Set(k, v)
	}
	for _, k := range slices.Sorted(maps.Keys(h)) {
		r.Header = append(r.Header, alert.Header{Name: k, Value: h.Get(k)})
	}
	return r, nil
}

// post hands a row over and returns the status, 0 for a request that failed.
func (o *httpPostOp) post(series []alert.Series) int64 {
	send := o.pl.opts.OnPost
	if send == nil {
		return 200
	}
	r, err := o.s.request(series)
	var a PostAnswer
	if err == nil {
		a, err = send(&Post{Node: o.node.Name, HTTPRequest: r})
	}
	if err != nil {
		o.errorf("failed to POST data: %v", err)
		return 0
	}
	if a.Status/100 != 2 {
		err := errors.New("unknown error, use .captureResponse() to capture the HTTP response")
		if o.s.capture {
			err = errors.New(string(a.Body))
		}
		o.errorf("POST returned non 2xx status code %d: %v", a.Status, err)
	}
	return int64(a.Status)
}

func (o *httpPostOp) point(p *point) {
	o.st.collected++
	o.know(p.group)
	code := o.post(o.show.point(p))
	if o.s.codeField == 0 {
		o.emit(p)
		return
	}
	o.out = *p
	o.fs = setField(append(o.fs[:0], p.fields...), o.s.codeField, lambda.IntValue(code))
	o.out.fields = o.fs
	o.emit(&o.out)
}

func (o *httpPostOp) batch(b *batch) {
	o.st.collected++
	o.know(b.group)
	code := o.post(o.show.batch(b))
	rows := o.outB.rows[:0]
	o.outB = *b
	o.outB.hintless = false // it holds the whole batch, and so knows its size
	if o.s.codeField == 0 {
		o.emitBatch(&o.outB)
		o.outB.rows = rows
		return
	}
	for _, r := range b.rows {
		r.fields = setField(slices.Clone(r.fields), o.s.codeField, lambda.IntValue(code))
		rows = append(rows, r)
	}
	o.outB.rows = rows
	o.emitBatch(&o.outB)
}
