package kapacitor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// VarType is the type of a variable.
type VarType string

// The types of variables.
const (
	BoolVar     VarType = "bool"
	IntVar      VarType = "int"
	FloatVar    VarType = "float"
	StringVar   VarType = "string"
	RegexVar    VarType = "regex"
	DurationVar VarType = "duration"
	LambdaVar   VarType = "lambda"
	ListVar     VarType = "list"
	StarVar     VarType = "star"
)

// Var is a variable of a script with its type. Value holds, by type, a bool, int64, float64, string (string, regex and lambda),
// time.Duration, or []Var of strings and stars (list); it is nil for a star and for a variable without a default.
type Var struct {
	Type        VarType `json:"type" yaml:"type"`
	Value       any     `json:"value" yaml:"value"`
	Description string  `json:"description" yaml:"description"`
}

// Vars are variables by name.
type Vars map[string]Var

// Bool is a variable of type bool.
func Bool(v bool) Var { return Var{Type: BoolVar, Value: v} }

// Int is a variable of type int.
func Int(v int64) Var { return Var{Type: IntVar, Value: v} }

// Float is a variable of type float.
func Float(v float64) Var { return Var{Type: FloatVar, Value: v} }

// String is a variable of type string.
func String(v string) Var { return Var{Type: StringVar, Value: v} }

// Regex is a variable of type regex; pattern stands without slashes.
func Regex(pattern string) Var { return Var{Type: RegexVar, Value: pattern} }

// DurationOf is a variable of type duration.
func DurationOf(v time.Duration) Var { return Var{Type: DurationVar, Value: v} }

// Lambda is a variable of type lambda; text is what follows "lambda:".
func Lambda(text string) Var { return Var{Type: LambdaVar, Value: text} }

// Star is the variable that stands for every tag.
func Star() Var { return Var{Type: StarVar} }

// List is a variable of type list with the given strings; "*" is the star.
func List(items ...string) Var {
	list := make([]Var, len(items))
	for i, s := range items {
		if list[i] = String(s); s == "*" {
			list[i] = Star()
		}
	}
	return Var{Type: ListVar, Value: list}
}

// UnmarshalJSON reads a variable with a value of the Go type that belongs to its type.
func (v *Var) UnmarshalJSON(raw []byte) error {
	type plain Var
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var p plain
	if err := dec.Decode(&p); err != nil {
		return err
	}
	*v = Var(p)
	if p.Value == nil {
		return nil
	}
	value, err := typed(p.Type, p.Value, raw)
	if err != nil {
		return err
	}
	v.Value = value
	return nil
}

func typed(t VarType, value any, raw []byte) (any, error) {
	wrong := func(err error) (any, error) {
		if err == nil {
			err = fmt.Errorf("it is %T", value)
		}
		return nil, fmt.Errorf("variable of type %s has no such value: %w", t, err)
	}
	number, isNumber := value.(json.Number)
	switch t {
	case BoolVar:
		if b, ok := value.(bool); ok {
			return b, nil
		}
	case IntVar:
		if isNumber {
			n, err := number.Int64()
			if err != nil {
				return wrong(err)
			}
			return n, nil
		}
	case FloatVar:
		if isNumber {
			n, err := number.Float64()
			if err != nil {
				return wrong(err)
			}
			return n, nil
		}
	case DurationVar:
		if isNumber {
			n, err := number.Int64()
			if err != nil {
				return wrong(err)
			}
			return time.Duration(n), nil
		}
		if s, ok := value.(string); ok {
			d, err := syntax.ParseDuration(s)
			if err != nil {
				return wrong(err)
			}
			return d, nil
		}
	case StringVar, RegexVar, LambdaVar:
		if s, ok := value.(string); ok {
			return s, nil
		}
	case ListVar:
		var list struct {
			Value []Var `json:"value"`
		}
		if err := json.Unmarshal(raw, &list); err != nil {
			return wrong(err)
		}
		return list.Value, nil
	case StarVar:
		return nil, nil
	default:
		return nil, fmt.Errorf("variable has the unknown type %q, want bool, int, float, string, regex, duration, lambda, list or star", t)
	}
	return wrong(nil)
}

// Values are the variables as the checker and the evaluator take them.
func (vs Vars) Values() (map[string]graph.Value, error) {
	raw, err := json.Marshal(vs)
	if err != nil {
		return nil, fmt.Errorf("vars: %w", err)
	}
	return graph.ParseVarsJSON(raw)
}
