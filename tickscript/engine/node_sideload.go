package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"text/template"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"sigs.k8s.io/yaml"
)

func init() { register("sideload", compileSideload) }

// SideloadSource holds what sideload nodes load, by path and key.
type SideloadSource interface {
	// Lookup returns the value of a key at the first of the paths that has it:
	// float64, int64, string or bool; nil when none has it.
	Lookup(order []string, key string) any
}

// SideloadValues are a SideloadSource by path and key, as an HTTP source answers
// them.
type SideloadValues map[string]map[string]any

// Lookup looks the key up.
func (s SideloadValues) Lookup(order []string, key string) any {
	key = path.Clean(key)
	for _, o := range order {
		if v, ok := s[o][key]; ok {
			return v
		}
	}
	return nil
}

// SideloadJSON reads the answer of an HTTP source: an object of objects.
func SideloadJSON(data []byte) (SideloadValues, error) {
	var s SideloadValues
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("reading sideload values: %w", err)
	}
	return s, nil
}

// SideloadFS reads all files below a folder, whose paths are those of .order():
// .json, .yaml and .yml hold values, others none.
func SideloadFS(fsys fs.FS) (SideloadValues, error) {
	s := SideloadValues{}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(p, ".") {
			return fmt.Errorf("%s: a path cannot begin with a dot", p)
		}
		b, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		values := map[string]any{}
		switch path.Ext(p) {
		case ".yaml", ".yml":
			err = yaml.Unmarshal(b, &values)
		case ".json":
			err = json.Unmarshal(b, &values)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		s[p] = values
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading sideload values: %w", err)
	}
	return s, nil
}

// sideloadSpec sets fields and tags to values of a source.
type sideloadSpec struct {
	source string
	order  []*template.Template
	fields []field
	names  []string
	tags   []tag
}

func compileSideload(c *compiler, n *graph.Node) spec {
	s := &sideloadSpec{source: n.Str("source", "")}
	for _, text := range lastStrings(n, "order") {
		t, err := template.New("order").Parse(text)
		if err != nil {
			c.errorAt(n.Range, "template", err)
			return nil
		}
		s.order = append(s.order, t)
	}
	at := map[string]int{}
	for _, call := range n.CallsOf("field") {
		f := field{c.syms.id(call.Args[0].Str), literal(call.Args[1])}
		if i, again := at[call.Args[0].Str]; again {
			s.fields[i] = f
			continue
		}
		at[call.Args[0].Str] = len(s.fields)
		s.fields, s.names = append(s.fields, f), append(s.names, call.Args[0].Str)
	}
	s.tags = extraTags(n)
	return s
}

// demand: the order's templates may read any tag.
func (s *sideloadSpec) demand(out demand) demand {
	out = out.eagerly()
	out.tags.all = true
	return out
}

func (s *sideloadSpec) start(b base) op {
	return &sideloadOp{base: b, s: s, known: map[*tagSet]*loaded{}}
}

// loaded is what a set of tags gets.
type loaded struct {
	fields []field
	tags   *tagSet
}

type sideloadOp struct {
	base
	s      *sideloadSpec
	source SideloadSource
	// known remembers what was loaded: templates are rendered once for each set of
	// tags.
	known map[*tagSet]*loaded
	out   point
	fs    []field
	arena []field
	outB  batch
}

func (o *sideloadOp) schedule() {
	open := o.pl.opts.Sideload
	if open == nil {
		o.die(errors.New("there is no sideload source; give one with RunOptions.Sideload"))
		return
	}
	src, err := open(o.s.source)
	if err != nil {
		o.die(fmt.Errorf("opening sideload source %q: %w", o.s.source, err))
		return
	}
	o.source = src
}

// load finds the values for a set of tags.
func (o *sideloadOp) load(t *tagSet) *loaded {
	if l, ok := o.known[t]; ok {
		return l
	}
	order := make([]string, len(o.s.order))
	tags := t.toMap()
	for i, tmpl := range o.s.order {
		var b strings.Builder
		if err := tmpl.Execute(&b, tags); err != nil {
			o.errorf("failed to evaluate order template: %v", err)
			return &loaded{tags: t}
		}
		order[i] = b.String()
	}
	l := &loaded{tags: t}
	clean := true
	value := func(key string, def lambda.Value) lambda.Value {
		src := o.source.Lookup(order, key)
		if src == nil {
			return def
		}
		v, err := convertTo(src, def)
		if err != nil {
			clean = false
			o.errorf("failed to load key %q: %v", key, err)
			return def
		}
		return v
	}
	for i, f := range o.s.fields {
		l.fields = append(l.fields, field{f.id, value(o.s.names[i], f.v)})
	}
	for _, x := range o.s.tags {
		l.tags = l.tags.with(x.key, value(x.key, lambda.StringValue(x.value)).Str())
	}
	// An error is to be seen at every point.
	if clean {
		if len(o.known) >= 1<<16 {
			clear(o.known)
		}
		o.known[t] = l
	}
	return l
}

func (o *sideloadOp) point(p *point) {
	o.st.collected++
	l := o.load(p.tags)
	q := &o.out
	*q = *p
	o.fs = append(o.fs[:0], p.fields...)
	for _, f := range l.fields {
		o.fs = setField(o.fs, f.id, f.v)
	}
	q.fields, q.tags = o.fs, l.tags
	if q.tags != p.tags {
		q.group = o.pl.groups.find(p.group.dims, p.name, q.tags)
	}
	o.emit(q)
}

// batch changes the rows only: the batch keeps its tags.
func (o *sideloadOp) batch(b *batch) {
	o.st.collected++
	rows := o.outB.rows[:0]
	o.outB = *b
	o.arena = o.arena[:0]
	for _, r := range b.rows {
		l := o.load(r.tags)
		from := len(o.arena)
		o.arena = append(o.arena, r.fields...)
		fs := o.arena[from:len(o.arena):len(o.arena)]
		for _, f := range l.fields {
			fs = setField(fs, f.id, f.v)
		}
		r.fields, r.tags = fs, l.tags
		rows = append(rows, r)
	}
	o.outB.rows = rows
	o.emitBatch(&o.outB)
}

// convertTo gives a loaded value the type of the default.
func convertTo(src any, def lambda.Value) (lambda.Value, error) {
	v, err := goValue(src, false)
	if err != nil {
		return v, err
	}
	refused := fmt.Errorf("cannot convert value of type %v to type %v", v.Kind(), def.Kind())
	switch def.Kind() {
	case lambda.Int:
		switch v.Kind() {
		case lambda.Int:
			return v, nil
		case lambda.Float:
			if i := int64(v.Float()); float64(i) == v.Float() {
				return lambda.IntValue(i), nil
			}
		case lambda.String:
			i, err := strconv.Atoi(v.Str())
			if err != nil {
				return v, fmt.Errorf("cannot convert string to int64: %w", err)
			}
			return lambda.IntValue(int64(i)), nil
		}
	case lambda.Float:
		switch v.Kind() {
		case lambda.Int:
			return lambda.FloatValue(float64(v.Int())), nil
		case lambda.Float:
			return v, nil
		case lambda.String:
			f, err := strconv.ParseFloat(v.Str(), 64)
			if err != nil {
				return v, fmt.Errorf("cannot convert string to float64: %w", err)
			}
			return lambda.FloatValue(f), nil
		}
	case lambda.Bool:
		switch v.Kind() {
		case lambda.Bool:
			return v, nil
		case lambda.String:
			b, err := strconv.ParseBool(v.Str())
			if err != nil {
				return v, fmt.Errorf("cannot convert string to bool: %w", err)
			}
			return lambda.BoolValue(b), nil
		}
	case lambda.String:
		switch v.Kind() {
		case lambda.String:
			return v, nil
		case lambda.Int:
			return lambda.StringValue(strconv.FormatInt(v.Int(), 10)), nil
		case lambda.Float:
			return lambda.StringValue(strconv.FormatFloat(v.Float(), 'f', -1, 64)), nil
		case lambda.Bool:
			return lambda.StringValue(strconv.FormatBool(v.Bool())), nil
		}
	}
	return v, refused
}
