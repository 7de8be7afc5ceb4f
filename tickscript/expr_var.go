package tickscript

import (
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// variable is a declared variable of the script. It belongs to no script until
// one uses it.
type variable struct {
	name string
	// typ is set for a variable without a value.
	typ   string
	value Term
	doc   string
}

func (v *variable) ref() Term {
	t := Term{x: &syntax.Ident{Name: v.name}, vars: []*variable{v}}
	if !validName(v.name) {
		t.errs = []string{fmt.Sprintf("%q cannot be the name of a variable", v.name)}
	}
	return t
}

// The variables. A variable is declared at the top of every script that uses it,
// and a task or template may give it another value. Those made by a function
// named Need have no value of their own, which makes the script a template.
type (
	// StringVar is a variable of type string.
	StringVar struct{ declared }
	// IntVar is a variable of type int.
	IntVar struct{ declared }
	// FloatVar is a variable of type float.
	FloatVar struct{ declared }
	// BoolVar is a variable of type bool.
	BoolVar struct{ declared }
	// DurationVar is a variable of type duration.
	DurationVar struct{ declared }
	// RegexVar is a variable of type regex.
	RegexVar struct{ declared }
	// LambdaVar is a variable of type lambda.
	LambdaVar struct{ declared }
	// ListVar is a list of strings, which stands for its items as the only
	// argument of a call.
	ListVar struct{ declared }
	// StarVar is a variable of type star: all tags.
	StarVar struct{ declared }
)

// declared is what all variables have in common.
type declared struct {
	Term
	v *variable
}

func (d declared) variable() *variable { return d.v }

// Var is any of the variables.
type Var interface {
	Value
	variable() *variable
}

func (StringVar) isString()     {}
func (ListVar) isString()       {}
func (StarVar) isString()       {}
func (IntVar) isInt()           {}
func (FloatVar) isFloat()       {}
func (BoolVar) isBool()         {}
func (DurationVar) isDuration() {}
func (LambdaVar) isLambda()     {}

func declare(name, typ string, value Term, doc []string) declared {
	v := &variable{name: name, typ: typ, value: value, doc: strings.Join(doc, "\n")}
	return declared{Term: v.ref(), v: v}
}

// VarString declares name with a default; description is what users of a
// template read.
func VarString(name, value string, description ...string) StringVar {
	return StringVar{declare(name, "", stringTerm(value), description)}
}

// VarInt declares an int with a default.
func VarInt(name string, value int64, description ...string) IntVar {
	return IntVar{declare(name, "", intTerm(value), description)}
}

// VarFloat declares a float with a default.
func VarFloat(name string, value float64, description ...string) FloatVar {
	return FloatVar{declare(name, "", floatTerm(value), description)}
}

// VarBool declares a bool with a default.
func VarBool(name string, value bool, description ...string) BoolVar {
	return BoolVar{declare(name, "", termOf(value), description)}
}

// VarDuration declares a duration with a default.
func VarDuration(name string, value time.Duration, description ...string) DurationVar {
	return DurationVar{declare(name, "", durationTerm(value), description)}
}

// VarRegex declares a regular expression with a default.
func VarRegex(name, pattern string, description ...string) RegexVar {
	return RegexVar{declare(name, "", regexTerm(pattern), description)}
}

// VarLambda declares a lambda expression with a default. Its references are
// those of the point at which it is used.
func VarLambda(name string, value LambdaValue, description ...string) LambdaVar {
	return LambdaVar{declare(name, "", lambdaTerm(value), description)}
}

// VarList declares a list of strings with a default.
func VarList(name string, items []string, description ...string) ListVar {
	return ListVar{declare(name, "", listTerm(items), description)}
}

// VarStar declares a variable with the value *.
func VarStar(name string, description ...string) StarVar {
	return StarVar{declare(name, "", Star().Term, description)}
}

// Computed declares a variable whose default is computed from others when the
// task is defined: a sum of durations, a text put together. The result is
// accepted wherever an expression is.
func Computed(name string, value Expr, description ...string) ComputedVar {
	return ComputedVar{declare(name, "", value.Term, description)}
}

// ComputedVar is a variable whose type is that of its expression.
type ComputedVar struct{ declared }

func (ComputedVar) isString()   {}
func (ComputedVar) isInt()      {}
func (ComputedVar) isFloat()    {}
func (ComputedVar) isBool()     {}
func (ComputedVar) isDuration() {}
func (ComputedVar) isLambda()   {}

// NeedString declares a string that a task has to give.
func NeedString(name string, description ...string) StringVar {
	return StringVar{declare(name, "string", Term{}, description)}
}

// NeedInt declares an int that a task has to give.
func NeedInt(name string, description ...string) IntVar {
	return IntVar{declare(name, "int", Term{}, description)}
}

// NeedFloat declares a float that a task has to give.
func NeedFloat(name string, description ...string) FloatVar {
	return FloatVar{declare(name, "float", Term{}, description)}
}

// NeedBool declares a bool that a task has to give.
func NeedBool(name string, description ...string) BoolVar {
	return BoolVar{declare(name, "bool", Term{}, description)}
}

// NeedDuration declares a duration that a task has to give.
func NeedDuration(name string, description ...string) DurationVar {
	return DurationVar{declare(name, "duration", Term{}, description)}
}

// NeedRegex declares a regular expression that a task has to give.
func NeedRegex(name string, description ...string) RegexVar {
	return RegexVar{declare(name, "regex", Term{}, description)}
}

// NeedLambda declares a lambda expression that a task has to give.
func NeedLambda(name string, description ...string) LambdaVar {
	return LambdaVar{declare(name, "lambda", Term{}, description)}
}

// NeedList declares a list that a task has to give.
func NeedList(name string, description ...string) ListVar {
	return ListVar{declare(name, "list", Term{}, description)}
}

// NeedStar declares a star that a task has to give.
func NeedStar(name string, description ...string) StarVar {
	return StarVar{declare(name, "star", Term{}, description)}
}

// lambdaTerm is the argument where a script wants a lambda: an expression gets
// its "lambda:", a variable stands alone.
func lambdaTerm(v LambdaValue) Term {
	t := termOf(v)
	if _, ok := v.(Expr); !ok {
		return t
	}
	if t.x == nil && len(t.errs) == 0 {
		return bad("the lambda expression is missing: the zero Expr")
	}
	if t.x != nil {
		t.x = &syntax.LambdaExpr{X: t.x}
	}
	return t
}

// validName says whether a script can use the name for a variable.
func validName(name string) bool {
	switch name {
	case "", "var", "dbrp", "lambda", "AND", "OR", "TRUE", "FALSE", "stream", "batch", "time":
		return false
	}
	x, errs := syntax.ParseLambda(name)
	id, ok := x.(*syntax.Ident)
	return ok && id.Name == name && !errs.HasErrors()
}
