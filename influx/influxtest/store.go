package influxtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

// store is everything a server holds.
type store struct {
	buckets map[string]*bucket // by "database/retention policy"
	order   []string
	users   map[string]*user
	subs    []subscription
	queries []continuousQuery
	dbrps   []dbrp
	auths   []authorization
	nextID  int
}

type user struct {
	name, password string
	admin          bool
	grants         map[string]string
}

type subscription struct {
	db, rp, name, mode string
	destinations       []string
}

type continuousQuery struct{ db, name, query string }

// bucket is a bucket of 2.x, or a retention policy of a database of 1.x.
type bucket struct {
	id, name  string
	retention time.Duration
	shard     time.Duration
	isDefault bool
	fields    map[string]map[string]point.Kind  // measurement, field
	series    map[string]map[int64]*point.Point // series key, time
}

func newStore() store {
	return store{buckets: map[string]*bucket{}, users: map[string]*user{}}
}

// split returns the two names of a bucket; a missing policy is the default one.
func (st *store) split(name string) (db, rp string) {
	db, rp, ok := strings.Cut(name, "/")
	if !ok || rp == "" {
		rp = st.defaultRP(db)
	}
	return db, rp
}

func (st *store) defaultRP(db string) string {
	for _, key := range st.order {
		if d, rp, _ := strings.Cut(key, "/"); d == db && st.buckets[key].isDefault {
			return rp
		}
	}
	return "autogen"
}

func (st *store) bucket(name string) *bucket {
	db, rp := st.split(name)
	return st.buckets[db+"/"+rp]
}

func (st *store) createBucket(name string) *bucket {
	if b := st.bucket(name); b != nil {
		return b
	}
	db, rp := st.split(name)
	st.nextID++
	b := &bucket{
		id: fmt.Sprintf("%016x", st.nextID), name: name, isDefault: !st.hasDatabase(db),
		fields: map[string]map[string]point.Kind{}, series: map[string]map[int64]*point.Point{},
	}
	st.buckets[db+"/"+rp] = b
	st.order = append(st.order, db+"/"+rp)
	return b
}

func (st *store) hasDatabase(db string) bool {
	return slices.ContainsFunc(st.order, func(key string) bool { return strings.HasPrefix(key, db+"/") })
}

// drop removes the buckets whose key is accepted.
func (st *store) drop(which func(key string) bool) {
	st.order = slices.DeleteFunc(st.order, func(key string) bool {
		if which(key) {
			delete(st.buckets, key)
			return true
		}
		return false
	})
}

// write stores a point; the reason is why it does not.
func (b *bucket) write(p point.Point) (reason string) {
	if b.retention > 0 && p.Time < time.Now().Add(-b.retention).UnixNano() {
		return "points beyond retention policy"
	}
	fields := b.fields[p.Measurement]
	for _, f := range p.Fields {
		if k, ok := fields[f.Key]; ok && k != f.Value.Kind() {
			return fmt.Sprintf("field type conflict: input field %q on measurement %q is type %s, already exists as type %s", f.Key, p.Measurement, f.Value.Kind(), k)
		}
	}
	if fields == nil {
		fields = map[string]point.Kind{}
		b.fields[p.Measurement] = fields
	}
	key := p.Series()
	times := b.series[key]
	if times == nil {
		times = map[int64]*point.Point{}
		b.series[key] = times
	}
	stored := times[p.Time]
	if stored == nil {
		stored = &point.Point{Measurement: p.Measurement, Tags: p.Tags, Time: p.Time}
		times[p.Time] = stored
	}
	for _, f := range p.Fields {
		fields[f.Key] = f.Value.Kind()
		stored.Fields = stored.Fields.Set(f.Key, f.Value)
	}
	return ""
}

// points returns copies, in the order of time and then of series.
func (b *bucket) points() []point.Point {
	var out []point.Point
	for _, times := range b.series {
		for _, p := range times {
			out = append(out, p.Clone())
		}
	}
	slices.SortFunc(out, func(a, b point.Point) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), strings.Compare(a.Series(), b.Series()))
	})
	return out
}

// remove deletes the points that match and then the series and measurements without any.
func (b *bucket) remove(match func(*point.Point) bool) {
	left := map[string]bool{}
	for key, times := range b.series {
		for t, p := range times {
			if match(p) {
				delete(times, t)
			} else {
				left[p.Measurement] = true
			}
		}
		if len(times) == 0 {
			delete(b.series, key)
		}
	}
	for m := range b.fields {
		if !left[m] {
			delete(b.fields, m)
		}
	}
}

func (b *bucket) measurements() []string {
	var out []string
	for m := range b.fields {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}
