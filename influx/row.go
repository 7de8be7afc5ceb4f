package influx

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

// Series is the head of the rows which InfluxQL returns for one measurement and group.
type Series struct {
	// Statement is the index of the statement in the query, from 0.
	Statement int
	// Name is the measurement; for SHOW statements what they list.
	Name string
	// Tags are those of GROUP BY.
	Tags point.Tags
	// Columns are the names of the values; the first one is usually time.
	Columns []string

	time int // index of the column time, or -1
}

// Row is one row of an InfluxQL answer.
type Row struct {
	// Series is shared by all rows of one series.
	Series *Series
	// Values are those of Series.Columns; the zero Value stands for null. The answer does not tell an integer from a
	// float that is whole: a number without fraction is an integer here, and [point.Value.Number] reads both.
	Values []point.Value
}

// Get returns the value of a column. ok is false if there is no such column or its value is null.
func (r Row) Get(column string) (v point.Value, ok bool) {
	for i, c := range r.Series.Columns {
		if c == column && i < len(r.Values) {
			return r.Values[i], !r.Values[i].IsZero()
		}
	}
	return point.Value{}, false
}

// Text returns the value of a column as text, "" for null.
func (r Row) Text(column string) string {
	v, _ := r.Get(column)
	return v.String()
}

// Time returns the row's time in UTC; the zero time if it has none.
func (r Row) Time() time.Time {
	ns, ok := r.nanos()
	if !ok {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

func (r Row) nanos() (int64, bool) {
	if r.Series.time < 0 || r.Series.time >= len(r.Values) {
		return 0, false
	}
	return r.Values[r.Series.time].Int()
}

// jsonValue turns one value of an answer into a Value.
func jsonValue(v any) point.Value {
	switch v := v.(type) {
	case string:
		return point.String(v)
	case bool:
		return point.Bool(v)
	case json.Number:
		s := v.String()
		if !strings.ContainsAny(s, ".eE") {
			if n, err := strconv.ParseInt(s, 10, 64); err == nil {
				return point.Int(n)
			}
			if n, err := strconv.ParseUint(s, 10, 64); err == nil {
				return point.Uint(n)
			}
		}
		f, _ := v.Float64()
		return point.Float(f)
	}
	return point.Value{}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
