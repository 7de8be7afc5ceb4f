package lambda

import "math"

// Kind is the type of a Value.
type Kind uint8

// The kinds. Missing is a name that the point has neither as field nor as tag;
// Nil is a field that exists without a value (an outer join's null). Time,
// Regex and Duration arise inside expressions; a lambda that yields a duration
// stores it in the field.
const (
	Missing Kind = iota
	Nil
	Float
	Int
	String
	Bool
	Duration
	Time
	Regex
)

var kindText = [...]string{"missing", "nil", "float", "int", "string", "boolean", "duration", "time", "regex"}

// String returns the kind as Kapacitor's messages write it.
func (k Kind) String() string {
	if int(k) < len(kindText) {
		return kindText[k]
	}
	return "invalid type"
}

// Value is a field value, a tag value or the result of an expression: a small
// tagged union of 32 bytes that is passed by value. The zero Value is Missing.
type Value struct {
	str  string
	num  uint64
	kind Kind
}

// FloatValue returns a float.
func FloatValue(f float64) Value { return Value{kind: Float, num: math.Float64bits(f)} }

// IntValue returns an integer.
func IntValue(i int64) Value { return Value{kind: Int, num: uint64(i)} }

// StringValue returns a string.
func StringValue(s string) Value { return Value{kind: String, str: s} }

// BoolValue returns a boolean.
func BoolValue(b bool) Value {
	if b {
		return Value{kind: Bool, num: 1}
	}
	return Value{kind: Bool}
}

// DurationValue returns a duration of ns nanoseconds.
func DurationValue(ns int64) Value { return Value{kind: Duration, num: uint64(ns)} }

// TimeValue returns a time, in nanoseconds since the Unix epoch.
func TimeValue(ns int64) Value { return Value{kind: Time, num: uint64(ns)} }

// NilValue returns a present field without a value.
func NilValue() Value { return Value{kind: Nil} }

// Kind returns the value's kind.
func (v Value) Kind() Kind { return v.kind }

// Float returns the float; it is meaningful for Kind Float only.
func (v Value) Float() float64 { return math.Float64frombits(v.num) }

// Int returns the integer, the duration's or the time's nanoseconds.
func (v Value) Int() int64 { return int64(v.num) }

// Str returns the string; it is "" for every other kind.
func (v Value) Str() string { return v.str }

// Bool returns the boolean.
func (v Value) Bool() bool { return v.num != 0 }

// Bits returns the value's 64 bits, for compact storage beside its kind.
func (v Value) Bits() uint64 { return v.num }

// FromBits rebuilds a value that is not a string from its kind and bits.
func FromBits(k Kind, bits uint64) Value { return Value{kind: k, num: bits} }
