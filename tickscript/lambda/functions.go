package lambda

import (
	"fmt"
	"time"
)

func init() {
	defineMath()
	defineStrings()
	defineConversions()
	defineTimes()
	defineStateful()
	defineMatch()
}

func defineTimes() {
	define(&function{
		name:   "unixNano",
		emit:   func(c *call) code { return intCode(Int, c.args[0].i) },
		misuse: timeMisuse("unixNano"),
	})
	for name, part := range map[string]func(time.Time) int64{
		"minute":  func(t time.Time) int64 { return int64(t.Minute()) },
		"hour":    func(t time.Time) int64 { return int64(t.Hour()) },
		"weekday": func(t time.Time) int64 { return int64(t.Weekday()) },
		"day":     func(t time.Time) int64 { return int64(t.Day()) },
		"month":   func(t time.Time) int64 { return int64(t.Month()) },
		"year":    func(t time.Time) int64 { return int64(t.Year()) },
	} {
		define(&function{
			name: name,
			emit: func(c *call) code {
				x, zone := c.args[0].i, c.g.e.zone
				return intCode(Int, func(m *machine) int64 { return part(time.Unix(0, x(m)).In(zone)) })
			},
			misuse: timeMisuse(name),
		})
	}
	define(&function{
		name: "now",
		emit: func(c *call) code {
			noClock := errorAt(c.n, "now() has no clock: set Env.Now")
			return intCode(Time, func(m *machine) int64 {
				switch {
				case m.err != nil:
					return 0
				case m.env == nil || m.env.Now == nil:
					m.fail(noClock)
					return 0
				}
				return m.env.Now()
			}).canFail()
		},
		misuse: func([]Kind) string { return "now expects exactly zero argument" },
	})
}

func timeMisuse(name string) func([]Kind) string {
	return func(args []Kind) string {
		if len(args) != 1 {
			return name + " expects exactly one argument"
		}
		return fmt.Sprintf("cannot convert %s to time.Time", goType(args[0]))
	}
}

func defineMatch() {
	noArgs := func(name string) func([]Kind) string {
		return func([]Kind) string { return name + " takes no arguments" }
	}
	value := func(name string, kind Kind, get func(*Env) Value) {
		define(&function{
			name: name, misuse: noArgs(name),
			emit: func(c *call) code {
				noEvent := errorAt(c.n, "%s() has no event: set the match values of Env", name)
				load := func(m *machine) Value {
					if m.env == nil {
						m.fail(noEvent)
						return Value{}
					}
					return get(m.env)
				}
				return valueCode(kind, load).canFail()
			},
		})
	}
	value("changed", Bool, func(e *Env) Value { return BoolValue(e.Changed) })
	value("level", Int, func(e *Env) Value { return IntValue(e.Level) })
	value("name", String, func(e *Env) Value { return StringValue(e.Name) })
	value("taskName", String, func(e *Env) Value { return StringValue(e.TaskName) })
	value("alertDuration", Duration, func(e *Env) Value { return DurationValue(e.AlertDuration) })
}
