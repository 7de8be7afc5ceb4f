package dashboards

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// variables are the template variables of a dashboard: one for each tag that an
// alert is grouped by.
type variables struct {
	language Language
	bucket   func(graph.DBRP) string
	tags     []string
	names    map[string]string
	// sources are where a tag's values are looked for.
	sources map[string][]*source
	// asksBucket says that some query needs the variable for the bucket.
	asksBucket bool
}

func newVariables(o Options) *variables {
	v := &variables{language: o.Language, bucket: o.Bucket, names: map[string]string{}, sources: map[string][]*source{}}
	if v.bucket == nil {
		v.bucket = dbrpBucket
	}
	return v
}

// of is the variable of a tag, "" when there is none.
func (v *variables) of(tag string) string { return v.names[tag] }

// bucketName is the variable for the bucket of rules that name no database.
func (v *variables) bucketName() string {
	v.asksBucket = true
	return "bucket"
}

// add makes variables for the tags of a relation.
func (v *variables) add(r *relation) {
	if r.src.flux {
		return
	}
	for _, tag := range r.dims.tags {
		if r.made[tag] || literal(tag) != nil {
			continue
		}
		if _, ok := v.names[tag]; !ok {
			v.names[tag] = v.free(tag)
			v.tags = append(v.tags, tag)
		}
		if !slices.Contains(v.sources[tag], r.src) {
			v.sources[tag] = append(v.sources[tag], r.src)
		}
	}
}

var notWord = regexp.MustCompile(`\W+`)

// reserved are beginnings that Grafana replaces itself; it replaces $interval
// also where it is only the beginning of a longer name.
var reserved = []string{"interval", "timeFilter", "__", "bucket", "datasource"}

// free makes a variable's name of a tag: letters, digits and underscores, not
// taken and not Grafana's own.
func (v *variables) free(tag string) string {
	name := strings.Trim(notWord.ReplaceAllString(tag, "_"), "_")
	if name == "" || slices.ContainsFunc(reserved, func(r string) bool { return strings.HasPrefix(name, r) }) || name[0] >= '0' && name[0] <= '9' {
		name = "tag_" + name
	}
	for n := 2; ; n++ {
		taken := false
		for _, other := range v.names {
			// $a would be replaced in $ab by a server that looks at beginnings only.
			taken = taken || other == name
		}
		if !taken {
			return name
		}
		name = strings.TrimRight(name, "0123456789") + strconv.Itoa(n)
	}
}

// query asks for a tag's values.
func (v *variables) query(tag string) string {
	if v.language == Flux {
		return v.fluxQuery(tag)
	}
	var from []string
	db := ""
	for _, s := range v.sources[tag] {
		if s.measurement == "" {
			from = nil
			break
		}
		rp := ""
		if len(s.dbrps) > 0 {
			if db == "" {
				db = s.dbrps[0].Database
			}
			if p := s.dbrps[0].RetentionPolicy; p != "" {
				rp = ident(p) + "."
			}
		}
		if m := rp + ident(s.measurement); !contains(from, m) && literal(m) == nil {
			from = append(from, m)
		}
	}
	q := "SHOW TAG VALUES"
	if db != "" && literal(db) == nil {
		q += " ON " + ident(db)
	}
	if len(from) > 0 {
		q += " FROM " + strings.Join(from, ", ")
	}
	return q + " WITH KEY = " + ident(tag)
}

func (v *variables) fluxQuery(tag string) string {
	s := v.sources[tag][0]
	bucket := "${" + v.bucketName() + "}"
	if len(s.dbrps) > 0 {
		bucket = strings.Trim(fluxStr(v.bucket(s.dbrps[0])), `"`)
	}
	filter := ""
	if s.measurement != "" {
		filter = `, predicate: (r) => r["_measurement"] == ` + fluxStr(s.measurement)
	}
	return "import \"influxdata/influxdb/schema\"\n\nschema.tagValues(bucket: \"" + bucket + "\", tag: " + fluxStr(tag) + filter + ", start: -30d)"
}
