package catalog

// operatorTable lists the valid operand types of the binary operators.
func operatorTable() []OperatorPair {
	var t []OperatorPair
	add := func(ops []string, left, right, result Type) {
		for _, op := range ops {
			t = append(t, OperatorPair{Op: op, Left: left, Right: right, Result: result})
		}
	}
	compare := []string{"==", "!=", "<", "<=", ">", ">="}
	add([]string{"AND", "OR", "==", "!="}, Bool, Bool, Bool)
	add(compare, Float, Float, Bool)
	add(compare, Int, Int, Bool)
	add(compare, Float, Int, Bool)
	add(compare, Int, Float, Bool)
	add(compare, String, String, Bool)
	add(compare, Duration, Duration, Bool)
	add([]string{"=~", "!~"}, String, Regex, Bool)
	add([]string{"+", "-", "*", "/"}, Float, Float, Float)
	add([]string{"+", "-", "*", "/", "%"}, Int, Int, Int)
	add([]string{"+", "-"}, Duration, Duration, Duration)
	add([]string{"*"}, Duration, Int, Duration)
	add([]string{"*"}, Int, Duration, Duration)
	add([]string{"*"}, Duration, Float, Duration)
	add([]string{"*"}, Float, Duration, Duration)
	add([]string{"/"}, Duration, Int, Duration)
	add([]string{"/"}, Duration, Float, Duration)
	add([]string{"/"}, Duration, Duration, Int)
	add([]string{"+"}, String, String, String)
	return t
}
