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
}

func (s *samples) reset() {
	s.kind = lambda.Missing
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

// float returns a numeric sample as a float.
func (s *samples) float(i int) float64 { return s.value(i).Float() }

// int returns an integer sample.
func (s *samples) int(i int) int64 { return int64(s.num[i]) }

// outcome is one value that a function yields: where it has a time of its own,
// and the row it was selected from (-1 for none).
type outcome struct {
	v       lambda.Value
	t       int64
	hasTime bool
	row     int32
}

// reduceFunc turns samples (at least one, unless the function accepts none) into
// outcomes appended to out.
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
}

func numeric(k lambda.Kind) bool { return k == lambda.Float || k == lambda.Int }

func anyKind(k lambda.Kind) bool {
	return k == lambda.Float || k == lambda.Int || k == lambda.String || k == lambda.Bool
}

// reducers are the functions by the name of their chain method.
var reducers = map[string]*reducer{}

func one(v lambda.Value, out []outcome) []outcome { return append(out, outcome{v: v, row: -1}) }
