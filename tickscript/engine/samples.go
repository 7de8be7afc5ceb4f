package engine

import "github.com/tickwright/tickwright/tickscript/lambda"

// samples are the usable values of one field of a batch or an instant, column by
// column, all of one kind. row is the index of the row a value came from.
type samples struct {
	kind lambda.Kind
	t    []int64
	num  []uint64 // Float (as bits), Int, Bool
	str  []string
	row  []int32
	// seen counts the points since the kind is known, usable or not: Kapacitor
	// reduces as soon as there is one, also when there is no value.
	seen int
	// order is room for a permutation.
	order []int32
	// sorter and leaders are what was sorted with last.
	sorter  *byValue
	leaders *leaders
	// crash is why reducing them would end Kapacitor's process, fail why the run
	// ends here.
	crash string
	fail  error
}

func (s *samples) reset() {
	s.kind, s.seen = lambda.Missing, 0
	s.t, s.num, s.str, s.row = s.t[:0], s.num[:0], s.str[:0], s.row[:0]
}

func (s *samples) len() int { return len(s.t) }

func (s *samples) add(t int64, v lambda.Value, row int32) {
	s.t = append(s.t, t)
	s.row = append(s.row, row)
	if s.kind == lambda.String {
		s.str = append(s.str, v.Str())
		return
	}
	s.num = append(s.num, v.Bits())
}

// value returns a sample as a value.
func (s *samples) value(i int) lambda.Value {
	if s.kind == lambda.String {
		return lambda.StringValue(s.str[i])
	}
	return lambda.FromBits(s.kind, s.num[i])
}

// float returns a sample of kind Float.
func (s *samples) float(i int) float64 { return s.value(i).Float() }

// int returns a sample of kind Int.
func (s *samples) int(i int) int64 { return int64(s.num[i]) }

// number returns a numeric sample of either kind as a float.
func (s *samples) number(i int) float64 {
	if s.kind == lambda.Int {
		return float64(s.int(i))
	}
	return s.float(i)
}

// from returns the index of the row a sample came from, -1 when rows are not
// known.
func (s *samples) from(i int) int32 {
	if i < len(s.row) {
		return s.row[i]
	}
	return -1
}

// selected is the outcome that is one of the samples.
func (s *samples) selected(i int) outcome {
	return outcome{v: s.value(i), t: s.t[i], hasTime: true, row: s.from(i)}
}

// indices returns the numbers 0..n-1 for sorting.
func (s *samples) indices(n int) []int32 {
	s.order = s.order[:0]
	for i := range n {
		s.order = append(s.order, int32(i))
	}
	return s.order
}

// outcome is one value that a function yields: where it has a time of its own,
// and the row it was selected from (-1 for none).
type outcome struct {
	v       lambda.Value
	t       int64
	hasTime bool
	row     int32
}

// reduceFunc turns samples into outcomes appended to out. There may be no
// samples although there were points (values of another type); what Kapacitor's
// process does not survive is said in s.crash.
type reduceFunc func(s *samples, args *reduceArgs, out []outcome) []outcome

// reduceArgs are the arguments of a call after the field.
type reduceArgs struct {
	f        float64
	n, m     int64
	interval int64
}

// reducer describes one InfluxQL function.
type reducer struct {
	reduce reduceFunc
	// kinds are the field types it applies to.
	kinds func(k lambda.Kind) bool
	// selector functions keep the selected row's fields and tags.
	selector bool
	// emptyOK functions yield a value for an empty batch.
	emptyOK bool
	// many functions yield a batch.
	many bool
	// rowTags: the outcomes carry all tags of their rows (top, bottom).
	rowTags bool
	// pointTimes: the outcomes always keep their own times (holtWinters).
	pointTimes bool
	// unusable says why Kapacitor's process would end as soon as there is a point;
	// nil when it depends on nothing but the points.
	unusable func(args *reduceArgs) string
}

func numeric(k lambda.Kind) bool { return k == lambda.Float || k == lambda.Int }

func anyKind(k lambda.Kind) bool {
	return k == lambda.Float || k == lambda.Int || k == lambda.String || k == lambda.Bool
}

// reducers are the functions by the name of their chain method.
var reducers = map[string]*reducer{}

func one(v lambda.Value, out []outcome) []outcome { return append(out, outcome{v: v, row: -1}) }

// oneAtEpoch is one value whose own time is 1970: Kapacitor starts count and sum
// with a point that carries no time, and shows that under usePointTimes (I013).
func oneAtEpoch(v lambda.Value, out []outcome) []outcome {
	return append(out, outcome{v: v, hasTime: true, row: -1})
}
