package influxtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/influx/point"
)

// filter is the condition of a statement.
type filter struct {
	rest     influxql.Expr
	min, max int64
}

func newFilter(cond influxql.Expr) (filter, error) {
	valuer := influxql.NowValuer{Now: time.Now()}
	rest, rng, err := influxql.ConditionExpr(cond, &valuer)
	if err != nil {
		return filter{}, err
	}
	return filter{rest, rng.MinTimeNano(), rng.MaxTimeNano()}, nil
}

func (f filter) match(p *point.Point) bool {
	return p.Time >= f.min && p.Time <= f.max && f.matchSeries(p)
}

func (f filter) matchSeries(p *point.Point) bool {
	if f.rest == nil {
		return true
	}
	values := map[string]any{}
	for _, ref := range influxql.ExprNames(f.rest) {
		values[ref.Val] = ""
	}
	for k, v := range p.Tags.All() {
		values[k] = v
	}
	for _, fl := range p.Fields {
		if _, tag := p.Tags.Get(fl.Key); !tag {
			values[fl.Key] = fl.Value.Any()
		}
	}
	return influxql.EvalBool(f.rest, values)
}

// source is a measurement, or a regular expression of some, in a bucket.
type source struct {
	b    *bucket
	name string
}

func (s *Server) sources(sc scope, list influxql.Sources) ([]source, error) {
	var out []source
	for _, src := range list {
		m, ok := src.(*influxql.Measurement)
		if !ok {
			return nil, fmt.Errorf("%w: %s", errNotKnown, src)
		}
		db, rp := sc.db, sc.rp
		if m.Database != "" {
			db = m.Database
		}
		if m.RetentionPolicy != "" {
			rp = m.RetentionPolicy
		}
		b, err := s.scoped(scope{db, rp})
		if err != nil {
			return nil, err
		}
		for _, name := range b.measurements() {
			if m.Regex != nil && m.Regex.Val.MatchString(name) || m.Regex == nil && m.Name == name {
				out = append(out, source{b, name})
			}
		}
	}
	return out, nil
}

func (s *Server) scoped(sc scope) (*bucket, error) {
	if sc.db == "" {
		return nil, fmt.Errorf("database name required")
	}
	if !s.store.hasDatabase(sc.db) {
		return nil, errDatabase(sc.db)
	}
	b := s.store.bucket(sc.db + "/" + sc.rp)
	if b == nil {
		return nil, fmt.Errorf("retention policy not found: %s", sc.rp)
	}
	return b, nil
}

// selectRows knows SELECT of fields, of *, and of count, with GROUP BY * or tags, and LIMIT.
func (s *Server) selectRows(sc scope, st *influxql.SelectStatement) ([]series, error) {
	if st.Target != nil || len(st.SortFields) > 1 || st.Fill != influxql.NullFill || st.SLimit+st.SOffset+st.Offset > 0 {
		return nil, fmt.Errorf("%w: %s", errNotKnown, st)
	}
	f, err := newFilter(st.Condition)
	if err != nil {
		return nil, err
	}
	by, err := dimensions(st.Dimensions)
	if err != nil {
		return nil, err
	}
	list, err := s.sources(sc, st.Sources)
	if err != nil {
		return nil, err
	}
	var out []series
	for _, src := range list {
		groups := map[string][]*point.Point{}
		tags := map[string]map[string]string{}
		all := src.b.tagKeys(src.name)
		for _, times := range src.b.series {
			key, known := "", false // one series is in one group
			for _, p := range times {
				if p.Measurement != src.name {
					break
				}
				if !f.match(p) {
					continue
				}
				if !known {
					t := group(p, by, all)
					key, known = point.TagsFrom(t).Key(), true
					tags[key] = t
				}
				groups[key] = append(groups[key], p)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			points := groups[key]
			slices.SortFunc(points, func(a, b *point.Point) int { return int(min(1, max(-1, a.Time-b.Time))) })
			one, err := rows(st, src, points)
			if err != nil {
				return nil, err
			}
			one.Tags = tags[key]
			if len(one.Values) > 0 {
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// dimensions returns the tags of GROUP BY; "*" alone stands for all.
func dimensions(dims influxql.Dimensions) ([]string, error) {
	var by []string
	for _, d := range dims {
		switch e := d.Expr.(type) {
		case *influxql.Wildcard:
			return []string{"*"}, nil
		case *influxql.VarRef:
			by = append(by, e.Val)
		default:
			return nil, fmt.Errorf("%w: GROUP BY %s", errNotKnown, d)
		}
	}
	return by, nil
}

func group(p *point.Point, by, all []string) map[string]string {
	if len(by) == 1 && by[0] == "*" {
		by = all
	}
	t := map[string]string{}
	for _, k := range by {
		t[k] = p.Tags.Value(k)
	}
	return t
}

// tagKeys returns all tag keys of a measurement, sorted.
func (b *bucket) tagKeys(measurement string) []string {
	keys := map[string]bool{}
	for _, times := range b.series {
		for _, p := range times {
			if p.Measurement == measurement {
				for k := range p.Tags.All() {
					keys[k] = true
				}
			}
			break
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

func rows(st *influxql.SelectStatement, src source, points []*point.Point) (series, error) {
	out := series{Name: src.name, Columns: []string{"time"}}
	var fields []string
	count := false
	for _, fl := range st.Fields {
		expr := fl.Expr
		if call, ok := expr.(*influxql.Call); ok {
			if call.Name != "count" || len(call.Args) != 1 {
				return out, fmt.Errorf("%w: %s", errNotKnown, call)
			}
			count, expr = true, call.Args[0]
		}
		switch e := expr.(type) {
		case *influxql.Wildcard:
			fields = append(fields, slices.Sorted(maps.Keys(src.b.fields[src.name]))...)
		case *influxql.VarRef:
			fields = append(fields, e.Val)
		default:
			return out, fmt.Errorf("%w: %s", errNotKnown, expr)
		}
	}
	if count {
		return countRow(out, fields, points), nil
	}
	out.Columns = append(out.Columns, fields...)
	if len(st.SortFields) == 1 && !st.SortFields[0].Ascending {
		slices.Reverse(points)
	}
	for _, p := range points {
		if st.Limit > 0 && len(out.Values) == st.Limit {
			break
		}
		row, found := []any{p.Time}, false
		for _, f := range fields {
			v, ok := p.Fields.Get(f)
			if !ok {
				if tag, isTag := p.Tags.Get(f); isTag {
					row = append(row, tag)
					continue
				}
			}
			found = found || ok
			row = append(row, v.Any())
		}
		if found {
			out.Values = append(out.Values, row)
		}
	}
	return out, nil
}

func countRow(out series, fields []string, points []*point.Point) series {
	row, found := []any{int64(0)}, false
	for _, f := range fields {
		n := 0
		for _, p := range points {
			if _, ok := p.Fields.Get(f); ok {
				n++
			}
		}
		out.Columns = append(out.Columns, "count_"+f)
		if found = found || n > 0; n == 0 {
			row = append(row, nil)
			continue
		}
		row = append(row, n)
	}
	if len(fields) == 1 {
		out.Columns[1] = strings.TrimSuffix(out.Columns[1], "_"+fields[0])
	}
	if found {
		out.Values = [][]any{row}
	}
	return out
}

// deleteSeries is DELETE, and DROP SERIES when whole is set. Both work on all retention policies of the database.
func (s *Server) deleteSeries(sc scope, list influxql.Sources, cond influxql.Expr, whole bool) error {
	if !s.store.hasDatabase(sc.db) {
		return errDatabase(sc.db)
	}
	f, err := newFilter(cond)
	if err != nil {
		return err
	}
	if whole && (f.min != influxql.MinTime && cond != nil || f.max != influxql.MaxTime && cond != nil) {
		return fmt.Errorf("DROP SERIES doesn't support time in WHERE clause")
	}
	for _, src := range list {
		if m := src.(*influxql.Measurement); m.RetentionPolicy != "" {
			return fmt.Errorf("retention policy not supported at the database level")
		}
	}
	for key, b := range s.store.buckets {
		if !strings.HasPrefix(key, sc.db+"/") {
			continue
		}
		b.remove(func(p *point.Point) bool {
			named := len(list) == 0
			for _, src := range list {
				m := src.(*influxql.Measurement)
				named = named || m.Name == p.Measurement || m.Regex != nil && m.Regex.Val.MatchString(p.Measurement)
			}
			return named && (whole && f.matchSeries(p) || !whole && f.match(p))
		})
	}
	return nil
}
