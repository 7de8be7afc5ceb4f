package engine

import (
	"bytes"
	"math"
	"strconv"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// The scanner reads one line of line protocol and decodes only the fields that
// somebody looks at. It accepts a strict subset of what the decoder of
// influx/point accepts, written the way Telegraf and InfluxDB's clients write
// it; whatever else a line holds (escapes, odd numbers, mistakes) it leaves to
// that decoder, so that both always agree.

// scanResult says what became of a line.
type scanResult uint8

const (
	// scanned: the line was understood.
	scanned scanResult = iota
	// strange: the careful decoder must read the line.
	strange
	// short: the buffer ends before the line does.
	short
)

// plan is what is wanted of the points of a measurement, and the order of field
// keys seen so far.
type plan struct {
	wantAll bool
	want    map[string]bool
	keys    []planKey
	// constant are the names of tags that must not be fields too; odd says that one
	// is.
	constant map[string]bool
	odd      bool
	// index finds a key where there are too many to look through.
	index map[string]int
}

// fewKeys is how many keys are looked through one by one.
const fewKeys = 32

// knows reports whether a field of that name has been seen.
func (pl *plan) knows(name string) bool {
	for i := range pl.keys {
		if pl.keys[i].is(name) {
			return true
		}
	}
	return false
}

type planKey struct {
	name string
	text string // the key and "="
	id   int32  // 0 when nobody looks at the field
	any  int32  // the field's number, for lazy loading
}

// key finds the plan's entry for a field key, which stands at the start of b up
// to but without "=".
func (pl *plan) key(b []byte, syms *symbols) int {
	if pl.index != nil {
		if i, ok := pl.index[string(b)]; ok {
			return i
		}
	} else {
		for i := range pl.keys {
			if pl.keys[i].name == string(b) {
				return i
			}
		}
	}
	name := string(b)
	k := planKey{name: name, text: name + "=", any: syms.id(name)}
	if pl.wantAll || pl.want[name] {
		k.id = k.any
	}
	pl.keys = append(pl.keys, k)
	pl.odd = pl.odd || pl.constant[name]
	switch n := len(pl.keys); {
	case pl.index != nil:
		pl.index[name] = n - 1
	case n > fewKeys:
		pl.index = make(map[string]int, 2*n)
		for i := range pl.keys {
			pl.index[pl.keys[i].name] = i
		}
	}
	return len(pl.keys) - 1
}

// scanFields reads the field set that starts at buf[i]; it returns the place
// after it. Fields are appended to fs. With all set, every field is wanted.
func (pl *plan) scanFields(buf []byte, i int, fs []field, all bool, syms *symbols) (int, []field, scanResult) {
	next := 0
	ordered := true
	for {
		// The key, usually the one that followed last time.
		at := next
		if at < len(pl.keys) && i+len(pl.keys[at].text) <= len(buf) && string(buf[i:i+len(pl.keys[at].text)]) == pl.keys[at].text {
			i += len(pl.keys[at].text)
		} else {
			j := i
			for ; j < len(buf); j++ {
				c := buf[j]
				if c == '=' {
					break
				}
				if c <= ' ' || c == ',' || c == '\\' || c == '"' || c >= 0x7f {
					return i, fs, strange
				}
			}
			if j == len(buf) {
				return i, fs, short
			}
			if j == i {
				return i, fs, strange
			}
			at = pl.key(buf[i:j], syms)
			if at < next {
				ordered = false
			}
			i = j + 1
		}
		next = at + 1
		id := pl.keys[at].id
		if all {
			id = pl.keys[at].any
		}
		v, j, res := scanValue(buf, i, id != 0)
		if res != scanned {
			return i, fs, res
		}
		if id != 0 {
			if ordered {
				fs = append(fs, field{id, v})
			} else {
				fs = setField(fs, id, v)
			}
		}
		i = j
		if i == len(buf) {
			return i, fs, short
		}
		if buf[i] != ',' {
			return i, fs, scanned
		}
		i++
	}
}

// scanValue reads one field value. Without want only its form is checked.
func scanValue(buf []byte, i int, want bool) (lambda.Value, int, scanResult) {
	if i == len(buf) {
		return lambda.Value{}, i, short
	}
	switch c := buf[i]; {
	case c == '-' || '0' <= c && c <= '9':
		return scanNumber(buf, i, want)
	case c == '"':
		n := bytes.IndexByte(buf[i+1:], '"')
		if n < 0 {
			return lambda.Value{}, i, short
		}
		j := i + 1 + n
		text := buf[i+1 : j]
		// Escapes and line breaks are for the decoder, and so is whatever may not be
		// UTF-8.
		for _, c := range text {
			if c == '\\' || c < ' ' || c >= 0x7f {
				return lambda.Value{}, i, strange
			}
		}
		if !want {
			return lambda.Value{}, j + 1, scanned
		}
		return lambda.StringValue(string(text)), j + 1, scanned
	case c == 't' || c == 'f' || c == 'T' || c == 'F':
		j := i + 1
		for j < len(buf) && buf[j]|0x20 >= 'a' && buf[j]|0x20 <= 'z' {
			j++
		}
		if j == len(buf) {
			return lambda.Value{}, i, short
		}
		switch string(buf[i:j]) {
		case "t", "T", "true", "True", "TRUE":
			return lambda.BoolValue(true), j, scanned
		case "f", "F", "false", "False", "FALSE":
			return lambda.BoolValue(false), j, scanned
		}
	}
	return lambda.Value{}, i, strange
}

// pow10 are the powers of ten that are exact as floats.
var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// scanNumber reads -digits[.digits] or -digits followed by i.
func scanNumber(buf []byte, start int, want bool) (lambda.Value, int, scanResult) {
	i := start
	neg := buf[i] == '-'
	if neg {
		i++
	}
	first := i
	var n uint64
	if want {
		n, i = digits(buf, i, 0)
	} else {
		i = skipDigits(buf, i)
	}
	whole := i - first
	if i >= len(buf)-1 {
		return lambda.Value{}, start, short
	}
	if whole == 0 || whole > 18 {
		return lambda.Value{}, start, strange
	}
	frac := 0
	switch buf[i] {
	case 'i':
		i++
		if !ends(buf[i]) {
			return lambda.Value{}, start, strange
		}
		if neg {
			return lambda.IntValue(-int64(n)), i, scanned
		}
		return lambda.IntValue(int64(n)), i, scanned
	case '.':
		i++
		dot := i
		if want {
			n, i = digits(buf, i, n)
		} else {
			i = skipDigits(buf, i)
		}
		if i == len(buf) {
			return lambda.Value{}, start, short
		}
		frac = i - dot
		if frac == 0 {
			return lambda.Value{}, start, strange
		}
	}
	if !ends(buf[i]) {
		return lambda.Value{}, start, strange
	}
	if !want {
		return lambda.Value{}, i, scanned
	}
	// Both the digits and the power of ten are exact: so is their quotient's
	// rounding. Anything longer is for strconv.
	if whole+frac <= 18 && n < 1<<53 {
		f := float64(n)
		if frac > 0 {
			f /= pow10[frac]
		}
		if neg {
			f = -f
		}
		return lambda.FloatValue(f), i, scanned
	}
	f, err := strconv.ParseFloat(string(buf[start:i]), 64)
	if err != nil || math.IsInf(f, 0) {
		return lambda.Value{}, start, strange
	}
	return lambda.FloatValue(f), i, scanned
}

// ends reports whether a byte may follow a value.
func ends(c byte) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' }

// scanTime reads a timestamp that ends its line; it returns the place after the
// line break.
func scanTime(buf []byte, i int) (int64, int, scanResult) {
	neg := false
	if i < len(buf) && buf[i] == '-' {
		neg = true
		i++
	}
	first := i
	n, i := digits(buf, i, 0)
	if i == len(buf) {
		return 0, i, short
	}
	if d := i - first; d == 0 || d > 19 || n > uint64(lp.MaxTime) { // MinTime is -MaxTime
		return 0, i, strange
	}
	if buf[i] == '\r' {
		i++
		if i == len(buf) {
			return 0, i, short
		}
	}
	if buf[i] != '\n' {
		return 0, i, strange
	}
	t := int64(n)
	if neg {
		t = -t
	}
	return t, i + 1, scanned
}
