package catalog

// functionTable lists the functions of lambda expressions with their exact
// signatures; nothing is converted between int and float.
func functionTable() []Function {
	sig := func(result Type, args ...Type) Signature { return Signature{Args: args, Result: result} }
	fn := func(name, doc string, sigs ...Signature) Function {
		return Function{Name: name, Signatures: sigs, Doc: doc}
	}
	f1 := sig(Float, Float)
	f2 := sig(Float, Float, Float)
	b2 := sig(Bool, String, String)
	i2 := sig(Int, String, String)
	s2 := sig(String, String, String)
	tm := sig(Int, Time)

	since := func(f Function, v string) Function { f.Since = v; return f }
	stateful := func(f Function) Function { f.Stateful = true; return f }
	match := func(f Function) Function { f.MatchOnly = true; return f }
	present := since(fn("isPresent", "Whether the field or tag exists on the point.",
		sig(Bool, Missing), sig(Bool, Bool), sig(Bool, Int), sig(Bool, Float), sig(Bool, String)), "1.3.0")
	present.Missing = true

	return []Function{
		fn("bool", "Converts to bool; of numbers only 0 and 1, of strings TRUE, true, 1, t and so on.", sig(Bool, Bool), sig(Bool, String), sig(Bool, Int), sig(Bool, Float)),
		fn("int", "Converts to int; cuts fractions off, reads strings in base 10.", sig(Int, Bool), sig(Int, String), sig(Int, Int), sig(Int, Float)),
		fn("float", "Converts to float.", sig(Float, Bool), sig(Float, String), sig(Float, Int), sig(Float, Float)),
		fn("string", "Converts to string; durations as 90m or 1w.", sig(String, Bool), sig(String, String), sig(String, Int), sig(String, Float), sig(String, Duration)),
		fn("duration", "A number times a unit; a string is read as a duration and needs a unit too, which has no effect.", sig(Duration, Duration), sig(Duration, Int, Duration), sig(Duration, Float, Duration), sig(Duration, String, Duration)),

		fn("abs", "Absolute value.", f1),
		fn("acos", "Arc cosine.", f1),
		fn("acosh", "Inverse hyperbolic cosine.", f1),
		fn("asin", "Arc sine.", f1),
		fn("asinh", "Inverse hyperbolic sine.", f1),
		fn("atan", "Arc tangent.", f1),
		fn("atanh", "Inverse hyperbolic tangent.", f1),
		fn("cbrt", "Cube root.", f1),
		fn("ceil", "The least whole number that is not smaller.", f1),
		fn("cos", "Cosine.", f1),
		fn("cosh", "Hyperbolic cosine.", f1),
		fn("erf", "Error function.", f1),
		fn("erfc", "Complementary error function.", f1),
		fn("exp", "e to the power of x.", f1),
		fn("exp2", "2 to the power of x.", f1),
		fn("expm1", "e to the power of x, less 1.", f1),
		fn("floor", "The largest whole number that is not greater.", f1),
		fn("gamma", "Gamma function.", f1),
		fn("j0", "Bessel function of the first kind, order 0.", f1),
		fn("j1", "Bessel function of the first kind, order 1.", f1),
		fn("log", "Natural logarithm.", f1),
		fn("log10", "Decimal logarithm.", f1),
		fn("log1p", "Natural logarithm of 1 plus x.", f1),
		fn("log2", "Binary logarithm.", f1),
		fn("logb", "Binary exponent.", f1),
		fn("sin", "Sine.", f1),
		fn("sinh", "Hyperbolic sine.", f1),
		fn("sqrt", "Square root.", f1),
		fn("tan", "Tangent.", f1),
		fn("tanh", "Hyperbolic tangent.", f1),
		fn("trunc", "The whole part.", f1),
		fn("y0", "Bessel function of the second kind, order 0.", f1),
		fn("y1", "Bessel function of the second kind, order 1.", f1),

		fn("atan2", "Arc tangent of y/x, by quadrant.", f2),
		fn("hypot", "Square root of p*p + q*q.", f2),
		fn("max", "The larger of two.", f2),
		fn("min", "The smaller of two.", f2),
		fn("mod", "Remainder of x/y.", f2),
		fn("pow", "x to the power of y.", f2),
		fn("pow10", "10 to the power of n.", sig(Float, Int)),
		fn("jn", "Bessel function of the first kind, order n.", sig(Float, Int, Float)),
		fn("yn", "Bessel function of the second kind, order n.", sig(Float, Int, Float)),

		since(fn("strContains", "Whether the first string contains the second.", b2), "1.0.1"),
		since(fn("strContainsAny", "Whether the first string contains a character of the second.", b2), "1.0.1"),
		since(fn("strHasPrefix", "Whether the first string starts with the second.", b2), "1.0.1"),
		since(fn("strHasSuffix", "Whether the first string ends with the second.", b2), "1.0.1"),
		since(fn("strCount", "How often the second string occurs in the first.", i2), "1.0.1"),
		since(fn("strIndex", "Byte offset of the second string in the first, or -1.", i2), "1.0.1"),
		since(fn("strIndexAny", "Byte offset of the first of any of these characters, or -1.", i2), "1.0.1"),
		since(fn("strLastIndex", "Byte offset of the last occurrence, or -1.", i2), "1.0.1"),
		since(fn("strLastIndexAny", "Byte offset of the last of any of these characters, or -1.", i2), "1.0.1"),
		since(fn("strLength", "Length in bytes.", sig(Int, String)), "1.1.0"),
		since(fn("strReplace", "Replaces the first n occurrences of old with new, all with a negative n.", sig(String, String, String, String, Int)), "1.0.1"),
		since(fn("strSubstring", "The bytes from start up to but without stop; stop has to be less than the length.", sig(String, String, Int, Int)), "1.0.1"),
		since(fn("strToLower", "In lower case.", sig(String, String)), "1.0.1"),
		since(fn("strToUpper", "In upper case.", sig(String, String)), "1.0.1"),
		since(fn("strTrimSpace", "Without white space at both ends.", sig(String, String)), "1.0.1"),
		since(fn("strTrim", "Without these characters at both ends.", s2), "1.0.1"),
		since(fn("strTrimLeft", "Without these characters at the start.", s2), "1.0.1"),
		since(fn("strTrimRight", "Without these characters at the end.", s2), "1.0.1"),
		since(fn("strTrimPrefix", "Without this prefix.", s2), "1.0.1"),
		since(fn("strTrimSuffix", "Without this suffix.", s2), "1.0.1"),
		fn("regexReplace", "Replaces what the pattern matches in the source; $1 stands for a group.", sig(String, Regex, String, String)),

		present,
		since(fn("unixNano", "Nanoseconds since 1970.", tm), "1.4.0"),
		fn("minute", "Minute of the hour, 0 to 59, in the server's zone.", tm),
		fn("hour", "Hour of the day, 0 to 23, in the server's zone.", tm),
		fn("weekday", "Day of the week, 0 is Sunday, in the server's zone.", tm),
		fn("day", "Day of the month, in the server's zone.", tm),
		fn("month", "Month, 1 to 12, in the server's zone.", tm),
		fn("year", "Year, in the server's zone.", tm),
		since(fn("now", "The wall clock; only of use as argument of another time function.", sig(Time)), "1.4.0"),
		since(fn("humanBytes", "A number of bytes as 83 MB, with steps of 1000.", sig(String, Int), sig(String, Float)), "1.0.0"),
		since(fn("if", "The second argument when the first is TRUE, else the third; both are always evaluated.",
			sig(Float, Bool, Float, Float), sig(Int, Bool, Int, Int), sig(String, Bool, String, String), sig(Bool, Bool, Bool, Bool),
			sig(Regex, Bool, Regex, Regex), sig(Time, Bool, Time, Time), sig(Duration, Bool, Duration, Duration)), "1.0.0"),

		stateful(fn("count", "How often it has been evaluated.", sig(Int))),
		stateful(fn("sigma", "Distance of the value from the running mean, in standard deviations.", f1)),
		stateful(since(fn("spread", "Largest less smallest value so far.", f1), "1.0.0")),
		stateful(since(fn("rand", "A random int, below n when n is given.", sig(Int), sig(Int, Int)), "1.6.5")),

		match(fn("changed", "Whether the event's level differs from the one before.", sig(Bool))),
		match(fn("level", "The event's level, to compare with OK, INFO, WARNING and CRITICAL.", sig(Int))),
		match(fn("name", "The measurement's name.", sig(String))),
		match(fn("taskName", "The task's name.", sig(String))),
		match(since(fn("alertDuration", "How long the alert has not been OK.", sig(Duration)), "1.5.8")),
	}
}
