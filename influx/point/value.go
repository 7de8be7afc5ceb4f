package point

import (
	"fmt"
	"math"
	"strconv"
)

// Kind is the type of a field value, as InfluxDB's SHOW FIELD KEYS names it.
type Kind uint8

// The kinds of field values. The zero Kind belongs to the zero [Value], which no point can carry.
const (
	KindNone Kind = iota
	KindFloat
	KindInteger
	KindUnsigned
	KindString
	KindBoolean
)

var kindNames = [...]string{"none", "float", "integer", "unsigned", "string", "boolean"}

// String returns InfluxDB's name of the kind: float, integer, unsigned, string or boolean; none for the zero Kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// ParseKind returns the kind with InfluxDB's name for it.
func ParseKind(name string) (Kind, error) {
	for i, n := range kindNames {
		if n == name && Kind(i) != KindNone {
			return Kind(i), nil
		}
	}
	return KindNone, fmt.Errorf("parse field type %q: want float, integer, unsigned, string or boolean", name)
}

// Value is one field value. The zero Value has KindNone: it says that there is no value.
type Value struct {
	str  string
	num  uint64
	kind Kind
}

// Float returns a float value. A NaN or an infinity can be held, but not encoded: line protocol has no word for them.
func Float(v float64) Value { return Value{kind: KindFloat, num: math.Float64bits(v)} }

// Int returns an integer value.
func Int(v int64) Value { return Value{kind: KindInteger, num: uint64(v)} }

// Uint returns an unsigned value. InfluxDB 1.x refuses it unless it was built for it; 2.x accepts it.
func Uint(v uint64) Value { return Value{kind: KindUnsigned, num: v} }

// String returns a string value.
func String(v string) Value { return Value{kind: KindString, str: v} }

// Bool returns a boolean value.
func Bool(v bool) Value {
	if v {
		return Value{kind: KindBoolean, num: 1}
	}
	return Value{kind: KindBoolean}
}

// ValueOf turns a Go value into a Value: floats, integers and unsigned integers of all sizes, strings, booleans and
// Values. Anything else is an error.
func ValueOf(v any) (Value, error) {
	switch v := v.(type) {
	case Value:
		return v, nil
	case float64:
		return Float(v), nil
	case float32:
		return Float(float64(v)), nil
	case int:
		return Int(int64(v)), nil
	case int8:
		return Int(int64(v)), nil
	case int16:
		return Int(int64(v)), nil
	case int32:
		return Int(int64(v)), nil
	case int64:
		return Int(v), nil
	case uint:
		return Uint(uint64(v)), nil
	case uint8:
		return Uint(uint64(v)), nil
	case uint16:
		return Uint(uint64(v)), nil
	case uint32:
		return Uint(uint64(v)), nil
	case uint64:
		return Uint(v), nil
	case string:
		return String(v), nil
	case bool:
		return Bool(v), nil
	}
	return Value{}, fmt.Errorf("make a field value of %T: want a float, an integer, a string or a boolean", v)
}

// Kind returns the value's type.
func (v Value) Kind() Kind { return v.kind }

// IsZero reports whether v is the zero Value, that is, no value.
func (v Value) IsZero() bool { return v.kind == KindNone }

// Float returns the value and true if it is a float.
func (v Value) Float() (float64, bool) { return math.Float64frombits(v.num), v.kind == KindFloat }

// Int returns the value and true if it is an integer.
func (v Value) Int() (int64, bool) { return int64(v.num), v.kind == KindInteger }

// Uint returns the value and true if it is unsigned.
func (v Value) Uint() (uint64, bool) { return v.num, v.kind == KindUnsigned }

// Text returns the value and true if it is a string.
func (v Value) Text() (string, bool) { return v.str, v.kind == KindString }

// Bool returns the value and true if it is a boolean.
func (v Value) Bool() (bool, bool) { return v.num == 1, v.kind == KindBoolean }

// Number returns a float, integer or unsigned value as a float64, and true; false for the other kinds.
func (v Value) Number() (float64, bool) {
	switch v.kind {
	case KindFloat:
		return math.Float64frombits(v.num), true
	case KindInteger:
		return float64(int64(v.num)), true
	case KindUnsigned:
		return float64(v.num), true
	}
	return 0, false
}

// Any returns the value as float64, int64, uint64, string or bool; nil for the zero Value.
func (v Value) Any() any {
	switch v.kind {
	case KindFloat:
		return math.Float64frombits(v.num)
	case KindInteger:
		return int64(v.num)
	case KindUnsigned:
		return v.num
	case KindString:
		return v.str
	case KindBoolean:
		return v.num == 1
	}
	return nil
}

// Equal reports whether both are of one kind and equal. A NaN equals a NaN, so that points can be compared in tests.
func (v Value) Equal(o Value) bool {
	if v.kind != o.kind {
		return false
	}
	if v.kind == KindFloat {
		a, b := math.Float64frombits(v.num), math.Float64frombits(o.num)
		return a == b || (a != a && b != b)
	}
	return v.num == o.num && v.str == o.str
}

// String returns the value as people read it: 1.5, 3, text, true. The zero Value is "".
func (v Value) String() string {
	switch v.kind {
	case KindFloat:
		return strconv.FormatFloat(math.Float64frombits(v.num), 'g', -1, 64)
	case KindInteger:
		return strconv.FormatInt(int64(v.num), 10)
	case KindUnsigned:
		return strconv.FormatUint(v.num, 10)
	case KindString:
		return v.str
	case KindBoolean:
		return strconv.FormatBool(v.num == 1)
	}
	return ""
}
