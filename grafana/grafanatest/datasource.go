package grafanatest

import (
	"net/http"
	"net/url"
	"sort"

	"github.com/tickwright/tickwright/grafana"
)

// source is a data source; its secrets are in Secrets.
type source struct{ grafana.DataSource }

type sourceBody struct {
	UID, Name, Type, Access, URL, User, Database string
	BasicAuth                                    bool
	BasicAuthUser                                string
	WithCredentials, IsDefault                   bool
	JSONData                                     map[string]any
	SecureJSONData                               map[string]string
	Version                                      int64
}

// apply stores what was sent. Secrets that are not named stay.
func (d *source) apply(b sourceBody) {
	d.Name, d.Type, d.Access, d.URL, d.User, d.Database = b.Name, b.Type, b.Access, b.URL, b.User, b.Database
	d.BasicAuth, d.BasicAuthUser, d.WithCredentials, d.IsDefault = b.BasicAuth, b.BasicAuthUser, b.WithCredentials, b.IsDefault
	if d.JSONData = b.JSONData; d.JSONData == nil {
		d.JSONData = map[string]any{}
	}
	for k, v := range b.SecureJSONData {
		d.Secrets[k] = grafana.Secret(v)
		d.SecretsSet[k] = true
	}
}

func (o *org) source(uid string) *source {
	return find(o.sources, func(d *source) bool { return d.UID == uid })
}

func (q *request) pathSource() (*source, error) {
	if d := q.org.source(q.PathValue("uid")); d != nil {
		return d, nil
	}
	return nil, fail(http.StatusNotFound, "Data source not found")
}

// oneDefault leaves one default data source.
func (o *org) oneDefault(d *source) {
	if !d.IsDefault {
		return
	}
	for _, other := range o.sources {
		if other != d {
			other.IsDefault = false
		}
	}
}

func checkSource(b sourceBody) error {
	if b.Name == "" || b.Type == "" {
		return failWith(http.StatusBadRequest, "bad request data", "name and type are required")
	}
	if _, err := url.Parse(b.URL); err != nil {
		return fail(http.StatusBadRequest, "Validation error, invalid URL: %q", b.URL)
	}
	return nil
}

func createSource(q *request) (*reply, error) {
	b, err := bind[sourceBody](q)
	if err != nil {
		return nil, err
	}
	if err := checkSource(b); err != nil {
		return nil, err
	}
	for _, d := range q.org.sources {
		switch {
		case d.Name == b.Name:
			return nil, failWith(http.StatusConflict, "data source with the same name already exists", "data source with the same name already exists")
		case d.UID == b.UID:
			return nil, failWith(http.StatusConflict, "data source with the same uid already exists", "data source with the same uid already exists")
		}
	}
	d := &source{grafana.DataSource{ID: q.s.next("source"), OrgID: q.org.id, UID: b.UID, Version: 1, SecretsSet: map[string]bool{}, Secrets: map[string]grafana.Secret{}}}
	if d.UID == "" {
		d.UID = newUID()
	}
	d.apply(b)
	q.org.sources = append(q.org.sources, d)
	q.org.oneDefault(d)
	return ok(obj{"message": "Datasource added", "id": d.ID, "name": d.Name, "datasource": d.DataSource})
}

func updateSource(q *request) (*reply, error) {
	b, err := bind[sourceBody](q)
	if err != nil {
		return nil, err
	}
	if err := checkSource(b); err != nil {
		return nil, err
	}
	d, err := q.pathSource()
	if err != nil {
		return nil, err
	}
	if b.Version != 0 && b.Version != d.Version {
		return nil, failWith(http.StatusConflict, "Datasource has already been updated by someone else. Please reload and try again", "trying to update old version of datasource")
	}
	if other := find(q.org.sources, func(x *source) bool { return x != d && x.Name == b.Name }); other != nil {
		return nil, failWith(http.StatusInternalServerError, "Failed to update datasource", "data source with the same name already exists")
	}
	d.apply(b)
	d.Version++
	q.org.oneDefault(d)
	return ok(obj{"message": "Datasource updated", "id": d.ID, "name": d.Name, "datasource": d.DataSource})
}

func getSource(q *request) (*reply, error) {
	d, err := q.pathSource()
	if err != nil {
		return nil, err
	}
	return ok(d.DataSource)
}

func findSource(q *request) (*reply, error) {
	d := find(q.org.sources, func(d *source) bool { return d.Name == q.PathValue("name") })
	if d == nil {
		return nil, fail(http.StatusNotFound, "Data source not found")
	}
	return ok(d.DataSource)
}

func listSources(q *request) (*reply, error) {
	out := []grafana.DataSource{}
	for _, d := range q.org.sources {
		x := d.DataSource
		x.SecretsSet = nil
		out = append(out, x)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return ok(out)
}

func deleteSource(q *request) (*reply, error) {
	d, err := q.pathSource()
	if err != nil {
		return nil, err
	}
	q.org.sources = remove(q.org.sources, d)
	return ok(obj{"message": "Data source deleted", "id": d.ID})
}
