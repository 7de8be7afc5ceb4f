package alert

import (
	"strconv"
)

// object writes a JSON object key by key, in the order in which they are given:
// what encoding/json makes of a map has its keys sorted, so callers give them so.
type object struct {
	b   []byte
	err error
}

func newObject() *object { return &object{b: append(make([]byte, 0, 512), '{')} }

func (o *object) key(k string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = AppendString(o.b, k)
	o.b = append(o.b, ':')
}

func (o *object) str(k, v string) {
	o.key(k)
	o.b = AppendString(o.b, v)
}

func (o *object) int(k string, v int64) {
	o.key(k)
	o.b = strconv.AppendInt(o.b, v, 10)
}

func (o *object) strs(k string, vs []string) {
	o.key(k)
	o.b = append(o.b, '[')
	for i, v := range vs {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = AppendString(o.b, v)
	}
	o.b = append(o.b, ']')
}

func (o *object) result(k string, series []Series) {
	o.key(k)
	b, err := AppendResult(o.b, series)
	if err != nil {
		o.err = err
		return
	}
	o.b = b
}

// sub starts an object inside; end ends it.
func (o *object) sub(k string) {
	o.key(k)
	o.b = append(o.b, '{')
}

func (o *object) end() { o.b = append(o.b, '}') }

// done ends the object and returns it, with a newline at the end as an encoder
// writes it.
func (o *object) done() ([]byte, error) {
	o.end()
	return append(o.b, '\n'), o.err
}

// resultJSON returns the event's data as JSON.
func resultJSON(series []Series) (string, error) {
	b, err := AppendResult(nil, series)
	return string(b), err
}
