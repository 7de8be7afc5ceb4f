package influxtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/influxdata/influxql"
)

// show answers the SHOW statements. mu is held.
func (s *Server) show(sc scope, st influxql.Statement) ([]series, error) {
	switch st := st.(type) {
	case *influxql.ShowDatabasesStatement:
		return one("databases", []string{"name"}, column(s.store.databases())), nil
	case *influxql.ShowRetentionPoliciesStatement:
		return s.showPolicies(st)
	case *influxql.ShowMeasurementsStatement:
		b, err := s.scoped(within(sc, st.Database, ""))
		if err != nil {
			// Unlike the other statements, it does not miss the database.
			return nil, nil
		}
		return one("measurements", []string{"name"}, column(b.measurements())), nil
	case *influxql.ShowTagKeysStatement:
		return s.each(within(sc, st.Database, ""), st.Sources, func(src source) series {
			return series{Columns: []string{"tagKey"}, Values: column(src.b.tagKeys(src.name))}
		})
	case *influxql.ShowFieldKeysStatement:
		return s.each(within(sc, st.Database, ""), st.Sources, func(src source) series {
			out := series{Columns: []string{"fieldKey", "fieldType"}}
			for _, k := range slices.Sorted(maps.Keys(src.b.fields[src.name])) {
				out.Values = append(out.Values, []any{k, src.b.fields[src.name][k].String()})
			}
			return out
		})
	case *influxql.ShowTagValuesStatement:
		return s.each(within(sc, st.Database, ""), st.Sources, func(src source) series {
			return series{Columns: []string{"key", "value"}, Values: src.b.tagValues(src.name, st)}
		})
	case *influxql.ShowUsersStatement:
		rows := [][]any{}
		for _, name := range slices.Sorted(maps.Keys(s.store.users)) {
			rows = append(rows, []any{name, s.store.users[name].admin})
		}
		return one("", []string{"user", "admin"}, rows), nil
	case *influxql.ShowGrantsForUserStatement:
		u := s.store.users[st.Name]
		if u == nil {
			return nil, errUser
		}
		rows := [][]any{}
		for _, db := range slices.Sorted(maps.Keys(u.grants)) {
			rows = append(rows, []any{db, u.grants[db]})
		}
		return one("", []string{"database", "privilege"}, rows), nil
	case *influxql.ShowSubscriptionsStatement:
		return s.showSubscriptions(), nil
	case *influxql.ShowContinuousQueriesStatement:
		var out []series
		for _, db := range s.store.databases() {
			rows := series{Name: db, Columns: []string{"name", "query"}}
			for _, q := range s.store.queries {
				if q.db == db {
					rows.Values = append(rows.Values, []any{q.name, q.query})
				}
			}
			out = append(out, rows)
		}
		return out, nil
	}
	return nil, fmt.Errorf("%w: %s", errNotKnown, st)
}

func one(name string, columns []string, rows [][]any) []series {
	return []series{{Name: name, Columns: columns, Values: rows}}
}

func column(values []string) [][]any {
	var out [][]any
	for _, v := range values {
		out = append(out, []any{v})
	}
	return out
}

func within(sc scope, db, rp string) scope {
	if db != "" {
		sc.db = db
	}
	if rp != "" {
		sc.rp = rp
	}
	return sc
}

func (st *store) databases() []string {
	var out []string
	for _, key := range st.order {
		if db, _, _ := strings.Cut(key, "/"); !slices.Contains(out, db) {
			out = append(out, db)
		}
	}
	return out
}

// each makes one series for each measurement that is asked for.
func (s *Server) each(sc scope, list influxql.Sources, f func(source) series) ([]series, error) {
	if len(list) == 0 {
		b, err := s.scoped(sc)
		if err != nil {
			return nil, err
		}
		var out []series
		for _, m := range b.measurements() {
			one := f(source{b, m})
			one.Name = m
			if len(one.Values) > 0 {
				out = append(out, one)
			}
		}
		return out, nil
	}
	sources, err := s.sources(sc, list)
	if err != nil {
		return nil, err
	}
	var out []series
	for _, src := range sources {
		one := f(src)
		one.Name = src.name
		if len(one.Values) > 0 {
			out = append(out, one)
		}
	}
	return out, nil
}

func (b *bucket) tagValues(measurement string, st *influxql.ShowTagValuesStatement) [][]any {
	want, _ := st.TagKeyExpr.(*influxql.StringLiteral)
	values := map[string]bool{}
	for _, times := range b.series {
		for _, p := range times {
			if p.Measurement == measurement && want != nil {
				if v, ok := p.Tags.Get(want.Val); ok {
					values[v] = true
				}
			}
			break
		}
	}
	var out [][]any
	for _, v := range slices.Sorted(maps.Keys(values)) {
		out = append(out, []any{want.Val, v})
	}
	return out
}

func (s *Server) showPolicies(st *influxql.ShowRetentionPoliciesStatement) ([]series, error) {
	if !s.store.hasDatabase(st.Database) {
		return nil, errDatabase(st.Database)
	}
	var rows [][]any
	for _, key := range s.store.order {
		db, rp, _ := strings.Cut(key, "/")
		if db != st.Database {
			continue
		}
		b := s.store.buckets[key]
		shard := b.shard
		if shard == 0 {
			shard = 168 * time.Hour
		}
		rows = append(rows, []any{rp, b.retention.String(), shard.String(), 1, b.isDefault})
	}
	return one("", []string{"name", "duration", "shardGroupDuration", "replicaN", "default"}, rows), nil
}

func (s *Server) showSubscriptions() []series {
	var out []series
	for _, db := range s.store.databases() {
		rows := series{Name: db, Columns: []string{"retention_policy", "name", "mode", "destinations"}}
		for _, sub := range s.store.subs {
			if sub.db == db {
				rows.Values = append(rows.Values, []any{sub.rp, sub.name, sub.mode, sub.destinations})
			}
		}
		if len(rows.Values) > 0 {
			out = append(out, rows)
		}
	}
	return out
}
