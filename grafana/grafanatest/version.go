package grafanatest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

// savedVersion is a dashboard as it was saved.
type savedVersion struct {
	id, version, parent, restored int64
	created                       time.Time
	by, message                   string
	data                          map[string]json.RawMessage
}

func (v savedVersion) json(d *dashboard) obj {
	return obj{"id": v.id, "dashboardId": d.id, "uid": d.uid, "version": v.version, "parentVersion": v.parent, "restoredFrom": v.restored,
		"created": v.created, "createdBy": v.by, "message": v.message, "data": v.data}
}

func listVersions(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.Edit)
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, v := range slices.Backward(d.versions) {
		o := v.json(d)
		if v.restored > 0 {
			o["message"] = fmt.Sprintf("Restored from version %d", v.restored)
		}
		if v.parent == 0 {
			o["message"] = "Initial save"
		}
		out = append(out, o)
	}
	from := min(max(q.param("start"), 0), len(out))
	limit := q.param("limit")
	if limit <= 0 {
		limit = 1000
	}
	return ok(out[from:min(from+limit, len(out))])
}

func (d *dashboard) saved(version int64) *savedVersion {
	for i := range d.versions {
		if d.versions[i].version == version {
			return &d.versions[i]
		}
	}
	return nil
}

func getVersion(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.Edit)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(q.PathValue("version"), 10, 32) // what is no number is version 0, as on the server
	v := d.saved(n)
	if v == nil {
		return nil, failWith(http.StatusInternalServerError, fmt.Sprintf("Dashboard version %d not found for dashboardId %d", n, d.id), "dashboard version not found")
	}
	return ok(v.json(d))
}

func restoreVersion(q *request) (*reply, error) {
	body, err := bind[struct{ Version int64 }](q)
	if err != nil {
		return nil, err
	}
	d, err := q.pathDashboard(grafana.Edit)
	if err != nil {
		return nil, err
	}
	v := d.saved(body.Version)
	if v == nil {
		return nil, fail(http.StatusNotFound, "Dashboard version not found")
	}
	data := map[string]json.RawMessage{}
	for name, x := range v.data {
		data[name] = x
	}
	data["version"] = json.RawMessage(strconv.FormatInt(d.version, 10))
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	return q.save(saveBody{Dashboard: raw, FolderUID: d.parent, Message: fmt.Sprintf("Restored from version %d", v.version), restoredFrom: v.version})
}
