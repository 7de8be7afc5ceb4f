package gonames

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// Param is one parameter of a Go method.
type Param struct {
	Name string
	// Go is its type in Go, of one value where it repeats.
	Go       string
	Variadic bool
	Lambda   bool
}

// Variant is one Go method for a call of the language. The plain one takes Go
// values; the one with the suffix Var takes variables and expressions.
type Variant struct {
	Suffix string
	Params []Param
	// All says that the method takes nothing and stands for *.
	All bool
}

var native = map[catalog.Type]string{
	catalog.String:                "string",
	catalog.Int:                   "int64",
	catalog.Float:                 "float64",
	catalog.Bool:                  "bool",
	catalog.Duration:              "time.Duration",
	catalog.Lambda:                "LambdaValue",
	catalog.NodeRef:               "Node",
	catalog.String | catalog.Star: "string",
}

var valued = map[catalog.Type]string{
	catalog.String:                "StringValue",
	catalog.Int:                   "IntValue",
	catalog.Float:                 "FloatValue",
	catalog.Bool:                  "BoolValue",
	catalog.Duration:              "DurationValue",
	catalog.Lambda:                "LambdaValue",
	catalog.NodeRef:               "Node",
	catalog.String | catalog.Star: "StringValue",
}

// Variants are the Go methods for a call with these parameters.
func Variants(params []catalog.Param) []Variant {
	plain := Variant{Params: convert(params, native)}
	out := []Variant{plain}
	vars := Variant{Suffix: "Var", Params: convert(params, valued)}
	for i := range params {
		if vars.Params[i].Go != plain.Params[i].Go {
			out = append(out, vars)
			break
		}
	}
	for _, p := range params {
		if p.Type&catalog.Star != 0 {
			out = append(out, Variant{Suffix: "All", All: true})
		}
	}
	return out
}

func convert(params []catalog.Param, types map[catalog.Type]string) []Param {
	out := make([]Param, len(params))
	for i, p := range params {
		t, ok := types[p.Type]
		if !ok {
			t = "any"
		}
		out[i] = Param{Name: safe(p.Name), Go: t, Variadic: p.Variadic, Lambda: p.Type == catalog.Lambda}
	}
	return out
}

// Signature is the parameter list in Go.
func (v Variant) Signature() string {
	var out []string
	for _, p := range v.Params {
		t := p.Go
		if p.Variadic {
			t = "..." + t
		}
		out = append(out, p.Name+" "+t)
	}
	return strings.Join(out, ", ")
}

// Spread says that the last parameter repeats.
func (v Variant) Spread() bool { return len(v.Params) > 0 && v.Params[len(v.Params)-1].Variadic }

// Last is the name of the last parameter.
func (v Variant) Last() string { return v.Params[len(v.Params)-1].Name }

// Arguments is the argument list of the call inside, with a leading comma.
func (v Variant) Arguments() string {
	if v.All {
		return ", Star()"
	}
	s := ""
	for _, p := range v.Params {
		s += ", " + p.Converted()
	}
	return s
}

// Converted is the parameter as the builder takes it.
func (p Param) Converted() string { return p.ConvertedAs(p.Name) }

// ConvertedAs is the same for another name.
func (p Param) ConvertedAs(name string) string {
	if p.Lambda {
		return "lambdaTerm(" + name + ")"
	}
	return name
}
