package grafanatest

import (
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

func search(q *request) (*reply, error) {
	p := q.URL.Query()
	out := []obj{}
	for _, d := range q.org.things {
		kind := grafana.TypeDashboard
		if d.folder {
			kind = grafana.TypeFolder
		}
		switch {
		case !q.may(d, grafana.View),
			!strings.Contains(strings.ToLower(d.title), strings.ToLower(p.Get("query"))),
			p.Get("type") != "" && p.Get("type") != kind,
			p.Get("starred") == "true",
			len(p["folderUIDs"]) > 0 && !slices.Contains(p["folderUIDs"], folderOf(d)),
			len(p["dashboardUIDs"]) > 0 && !slices.Contains(p["dashboardUIDs"], d.uid),
			!hasAll(d.tags(), p["tag"]):
			continue
		}
		hit := obj{"id": d.id, "uid": d.uid, "title": d.title, "uri": "db/" + slug(d.title), "url": d.url(q.s), "slug": "", "type": kind, "tags": append([]string{}, d.tags()...),
			"isStarred": false, "sortMeta": 0}
		if f := q.org.folder(d.parent); f != nil {
			hit["folderId"], hit["folderUid"], hit["folderTitle"], hit["folderUrl"] = f.id, f.uid, f.title, f.url(q.s)
		}
		out = append(out, hit)
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a["type"] != b["type"] {
			return a["type"] == grafana.TypeFolder
		}
		less := strings.ToLower(a["title"].(string)) < strings.ToLower(b["title"].(string))
		return less != (p.Get("sort") == "alpha-desc")
	})
	return ok(page(q, out, "limit", 1000, 1))
}

// folderOf is the name under which searches know the place of something.
func folderOf(d *dashboard) string {
	if d.parent == "" {
		return "general"
	}
	return d.parent
}

func hasAll(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}
