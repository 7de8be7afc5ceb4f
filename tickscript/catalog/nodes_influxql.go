package catalog

// influxqlNodes are the 21 functions of InfluxQL that are nodes.
func influxqlNodes() []Node {
	all := []Type{Float, Int, String, Bool}
	ints := []Type{Int, Int, Int, Int}
	num := []Type{Float, Int}
	floats := []Type{Float, Float}
	f := arg("field", String)
	fn := func(kind string, class FuncClass, accepts, results []Type, doc string, ps ...Param) Node {
		n := Node{
			Kind: kind, Desc: kind, GoType: "*pipeline.InfluxQLNode", Params: ps,
			Wants: AnyEdge, Provides: StreamEdge, InfluxQL: true, Func: class,
			Accepts: accepts, Results: results, Doc: doc,
			Properties: influxqlProperties(kind),
		}
		switch class {
		case Transformation:
			n.Provides = SameEdge
		case BatchFunc:
			n.Provides = BatchEdge
		}
		return n
	}
	since := func(n Node, v string) Node { n.Since = v; return n }
	winters := args(f, arg("points", Int), arg("season", Int), arg("interval", Duration))
	fit := since(fn("holtWintersWithFit", BatchFunc, num, floats, "Holt-Winters forecast together with the fitted history.", winters...), "1.0.0")
	// Kapacitor makes it with the name of holtWinters.
	fit.Desc = "holtWinters"
	fit.Properties = influxqlProperties("holtWinters")

	return []Node{
		fn("count", Aggregate, all, ints, "Number of points that have the field; 0 for an empty batch.", f),
		fn("distinct", BatchFunc, all, all, "The distinct values, a point for each.", f),
		fn("mean", Aggregate, num, floats, "Arithmetic mean.", f),
		fn("median", Aggregate, num, floats, "Middle value; the mean of the two middle ones of an even count.", f),
		fn("mode", Aggregate, num, num, "Most frequent value; the smallest when all differ.", f),
		fn("spread", Aggregate, num, num, "Largest less smallest value.", f),
		fn("sum", Aggregate, num, num, "Sum; 0.0 for an empty batch.", f),
		fn("first", Selector, all, all, "The point with the smallest time.", f),
		fn("last", Selector, all, all, "The point with the largest time.", f),
		fn("min", Selector, num, num, "The point with the smallest value, the earliest of equals.", f),
		fn("max", Selector, num, num, "The point with the largest value, the earliest of equals.", f),
		fn("percentile", Selector, num, num, "The point at a percentile by nearest rank; the percentile is a float from 0.0 to 100.0.", f, arg("percentile", Float)),
		fn("top", BatchFunc, num, num, "The n points with the largest values.", arg("n", Int), f, rest("fieldOrTag", String)),
		fn("bottom", BatchFunc, num, num, "The n points with the smallest values.", arg("n", Int), f, rest("fieldOrTag", String)),
		fn("stddev", Aggregate, num, floats, "Sample standard deviation; NaN for one point.", f),
		since(fn("elapsed", Transformation, all, ints, "Time since the point before, in whole units.", f, arg("unit", Duration)), "0.13.0"),
		fn("difference", Transformation, num, num, "Change since the point before.", f),
		since(fn("movingAverage", Transformation, num, floats, "Mean of the last n points, from the n-th point on.", f, arg("window", Int)), "1.1.0"),
		since(fn("holtWinters", BatchFunc, num, floats, "Holt-Winters forecast of a number of points; season 0 means none.", winters...), "1.0.0"),
		fit,
		fn("cumulativeSum", Transformation, num, num, "Running total of the group, of the batch on batches.", f),
	}
}

func influxqlProperties(name string) []Property {
	return props(
		field("as", String, "'"+name+"'", "Name of the result."),
		method("usePointTimes", "Keeps the time of the selected point instead of the batch's."),
		field("field", String, "", "Replaces the field.").undocumented(),
		field("method", String, "'"+name+"'", "Replaces the name that errors give the function.").undocumented(),
		field("reducer", NodeRef, "", "Without effect.").undocumented(),
		opaque("args", "The further arguments."),
		opaque("reduceCreater", "The function itself."),
	)
}
