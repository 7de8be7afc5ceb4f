package ticktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// wantPayloads is a block of what handlers of a kind send.
type wantPayloads struct {
	block *block
	kind  string
	of    *selector
	lines []*wantPayload
}

// wantPayload is one line of it.
type wantPayload struct {
	line line
	toks []token
	at   time.Duration
	id   pattern
	// attrs are parts of the payload.
	attrs []attr
}

func parsePayloads(b *block) (*wantPayloads, error) {
	t, ok := b.word(0)
	if !ok {
		return nil, b.head.errorf(t.col, "the kind of a handler is wanted, such as alerta or post")
	}
	w := &wantPayloads{block: b, kind: t.text}
	rest := b.rest[1:]
	if len(rest) > 0 && rest[0].text == "of" {
		t, _ := b.word(2)
		sel, err := parseSelector(t.text)
		if err != nil {
			return nil, b.head.errorf(t.col, "%v", err)
		}
		w.of, rest = sel, rest[2:]
	}
	if err := none(b, rest); err != nil {
		return nil, err
	}
	for _, l := range b.lines {
		p, err := parsePayload(l)
		if err != nil {
			return nil, err
		}
		w.lines = append(w.lines, p)
	}
	return w, nil
}

func parsePayload(l line) (*wantPayload, error) {
	toks, err := l.tokens()
	if err != nil {
		return nil, err
	}
	if len(toks) < 2 {
		return nil, l.errorf(l.indent(), "a payload has at least a time and an event id, such as: 30s a/disk_used body.severity=warning")
	}
	p := &wantPayload{line: l, toks: toks}
	if p.at, err = parseOffset(toks[0].text); err != nil {
		return nil, l.errorf(toks[0].col, "%v", err)
	}
	if p.id, err = parsePattern(toks[1].text); err != nil {
		return nil, l.errorf(toks[1].col, "%v", err)
	}
	for _, t := range toks[2:] {
		a, err := parseAttr(l, t)
		if err != nil {
			return nil, err
		}
		switch head, _, _ := strings.Cut(a.key, "."); head {
		case "error", "method", "url", "header", "body", "path", "address", "command", "from", "to", "subject", "broker", "cluster", "topic", "topics", "key":
		default:
			return nil, l.errorf(t.col, "a payload has no %q: error, method, url, header.NAME, body, body.PATH, path, address, command, from, to, subject, broker, cluster, topic, topics and key can be compared", a.key)
		}
		p.attrs = append(p.attrs, a)
	}
	return p, nil
}

// part returns a part of what a handler sends, as text.
func part(d *alert.Delivery, key string) (string, bool) {
	if key == "error" {
		if d.Err == nil {
			return "", false
		}
		return d.Err.Error(), true
	}
	head, name, deep := strings.Cut(key, ".")
	var body []byte
	parts := map[string]string{}
	switch p := d.Payload.(type) {
	case *alert.HTTPRequest:
		body = p.Body
		parts["method"], parts["url"] = p.Method, p.Target()
		if head == "header" {
			v := p.Get(name)
			return v, v != ""
		}
	case *alert.FileLine:
		body = bytes.TrimSuffix(p.Line, []byte("\n"))
		parts["path"] = p.Path
	case *alert.TCPMessage:
		body = bytes.TrimSuffix(p.Data, []byte("\n"))
		parts["address"] = p.Address
	case *alert.Command:
		body = p.Stdin
		parts["command"] = strings.Join(p.Args, " ")
	case *alert.Mail:
		body = []byte(p.Body)
		parts["from"], parts["to"], parts["subject"] = p.From, strings.Join(p.To, ","), p.Subject
	case *alert.MQTTMessage:
		body = p.Data
		parts["broker"], parts["topic"] = p.Broker, p.Topic
	case *alert.KafkaMessage:
		body = p.Value
		parts["cluster"], parts["topic"], parts["key"] = p.Cluster, p.Topic, string(p.Key)
	case *alert.SNMPTrap:
		var vars []string
		for _, v := range p.Vars {
			vars = append(vars, v.OID+"="+v.Value)
		}
		body = []byte(strings.Join(vars, " "))
		parts["address"] = p.Address
	case *alert.Publication:
		parts["topics"] = strings.Join(p.Topics, ",")
	default:
		return "", false
	}
	if head == "body" {
		if !deep {
			return string(body), true
		}
		return inside(body, name)
	}
	s, ok := parts[key]
	return s, ok
}

// inside finds a value in a JSON text: a.b.0 is the first of b in a.
func inside(body []byte, path string) (string, bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return "", false
	}
	for path != "" {
		key, rest, _ := strings.Cut(path, ".")
		switch x := v.(type) {
		case map[string]any:
			// A key may have dots of its own: the whole rest is tried first.
			if whole, ok := x[path]; ok {
				v, rest = whole, ""
				break
			}
			next, ok := x[key]
			if !ok {
				return "", false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return "", false
			}
			v = x[i]
		default:
			return "", false
		}
		path = rest
	}
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	}
	b, err := json.Marshal(v)
	return string(b), err == nil
}

// matches compares a part; a number matches however it is written.
func (a *attr) matchesPart(d *alert.Delivery) bool {
	text, ok := part(d, a.key)
	if !ok {
		return false
	}
	if a.p.numeric {
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f-a.p.number <= a.p.tolerance && a.p.number-f <= a.p.tolerance
		}
	}
	return a.p.matchText(text)
}

func (w *wantPayload) match(r *Result, d *alert.Delivery) bool {
	if d.Event.Time.Sub(r.Start) != w.at || !w.id.matchText(d.Event.ID) {
		return false
	}
	for i := range w.attrs {
		if !w.attrs[i].matchesPart(d) {
			return false
		}
	}
	return true
}

// writePart writes a part as a test does; "" when there is none.
func writePart(d *alert.Delivery, key string) string {
	text, ok := part(d, key)
	if !ok {
		return ""
	}
	return key + "=" + word(text)
}

func (r *Result) writePayload(d *alert.Delivery, attrs []attr) string {
	parts := []string{fmt.Sprintf("%-5s %s", offset(d.Event.Time.Sub(r.Start)), word(d.Event.ID))}
	if d.Err != nil {
		parts = append(parts, writePart(d, "error"))
	}
	for _, a := range attrs {
		s := writePart(d, a.key)
		if s == "" {
			s = "no " + a.key
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "  ")
}

func (c *check) payloads(w *wantPayloads) {
	if c.r.live {
		c.skip(w.block.head, "what %s handlers send is not looked at", w.kind)
		return
	}
	// Of the names that a kind has, deliveries carry that of topic handlers.
	kind := ""
	for _, d := range c.r.defs {
		for _, n := range d.prog.Graph().Nodes {
			for _, h := range n.Handlers {
				if h.Spec.Kind == w.kind || h.Spec.Topic == w.kind {
					kind = h.Spec.Topic
				}
			}
		}
	}
	if kind == "" {
		t, _ := w.block.word(0)
		c.failAt(w.block.head, t.col, "the script has no %s handler", w.kind)
		return
	}
	var got []*alert.Delivery
	for _, d := range c.r.Payloads {
		if d.Kind == kind && w.of.selects(d.Event) {
			got = append(got, d)
		}
	}
	bad := len(got) != len(w.lines)
	for i := 0; !bad && i < len(got); i++ {
		bad = !w.lines[i].match(c.r, got[i])
	}
	if !bad {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "what %s handlers send differs (- wanted, + got)", w.kind)
	for i := range max(len(got), len(w.lines)) {
		var want *wantPayload
		if i < len(w.lines) {
			want = w.lines[i]
			if i < len(got) && want.match(c.r, got[i]) {
				fmt.Fprintf(&b, "\n    %s", c.r.writePayload(got[i], want.attrs))
				continue
			}
			fmt.Fprintf(&b, "\n  - %s  (line %d)", strings.TrimSpace(want.line.text), want.line.n)
		}
		if i >= len(got) {
			c.edits.delete(want.line)
			continue
		}
		var attrs []attr
		if want != nil {
			attrs = want.attrs
		}
		fmt.Fprintf(&b, "\n  + %s", c.r.writePayload(got[i], attrs))
		if got[i].Payload != nil {
			for _, l := range strings.Split(got[i].Payload.String(), "\n") {
				fmt.Fprintf(&b, "\n      %s", l)
			}
		}
		c.editPayload(w, want, got[i])
	}
	c.fail(w.block.head, "%s", b.String())
	switch {
	case len(w.lines) == 0 && len(got) > 0:
		c.edits.dropNone(w.block)
	case len(w.lines) > 0 && len(got) == 0:
		c.edits.addNone(w.block)
	}
}

// editPayload rewrites what differs; a line that is missing comes behind the last.
func (c *check) editPayload(w *wantPayloads, want *wantPayload, d *alert.Delivery) {
	if want == nil {
		last := w.block.head.n
		if n := len(w.lines); n > 0 {
			last = w.lines[n-1].line.n
		}
		c.edits.insert(last, indentIn(w.block)+c.r.writePayload(d, nil))
		return
	}
	if d.Event.Time.Sub(c.r.Start) != want.at {
		c.edits.replace(want.line, want.toks[0], offset(d.Event.Time.Sub(c.r.Start)))
	}
	if !want.id.matchText(d.Event.ID) {
		c.edits.replace(want.line, want.toks[1], word(d.Event.ID))
	}
	for _, a := range want.attrs {
		if !a.matchesPart(d) {
			c.edits.replace(want.line, a.tok, writePart(d, a.key))
		}
	}
}
