package catalog

// The constructors below keep the tables readable: one line of table is one
// name of the language.

func arg(name string, t Type) Param { return Param{Name: name, Type: t} }

// maybe is a variadic parameter of which one value counts.
func maybe(name string, t Type) Param {
	return Param{Name: name, Type: t, Optional: true, Variadic: true}
}
func rest(name string, t Type) Param           { return Param{Name: name, Type: t, Variadic: true} }
func (p Param) loose() Param                   { p.Loose = true; return p }
func (p Param) tmpl() Param                    { p.Template = true; return p }
func args(ps ...Param) []Param                 { return ps }
func rules(rs ...Rule) []Rule                  { return rs }
func props(ps ...Property) []Property          { return ps }
func (p Property) repeat(r Repeat) Property    { p.Repeat = r; return p }
func (p Property) since(v string) Property     { p.Since = v; return p }
func (p Property) undocumented() Property      { p.Undocumented = true; return p }
func method(n, d string, ps ...Param) Property { return Property{Name: n, Params: ps, Doc: d} }

// field is a property that Kapacitor keeps as a plain Go field.
func field(name string, t Type, def, doc string) Property {
	return Property{Name: name, Params: args(arg("value", t)), Field: true, Default: def, Doc: doc}
}

// template is a string field whose value is a Go template.
func template(name, def, doc string) Property {
	p := field(name, String, def, doc)
	p.Params[0].Template = true
	return p
}

// opaque is a Go field that can be read and never set.
func opaque(name, doc string) Property {
	return Property{Name: name, Params: args(arg("value", Opaque)), Field: true, Undocumented: true, Doc: doc}
}

// quiet is the one property that every node has.
func quiet() Property {
	return method("quiet", "Keeps the node's errors out of the log; they are still counted.").since("1.5.0")
}
