package grafanatest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

// dashboard is a dashboard or a folder.
type dashboard struct {
	id, version          int64
	uid, title           string
	folder               bool
	parent               string // uid of the folder; "" is the root
	data                 map[string]json.RawMessage
	created, updated     time.Time
	createdBy, updatedBy string
	acl                  []grafana.Permission
	versions             []savedVersion // of a dashboard, oldest first
}

func (d *dashboard) url(s *Server) string {
	kind := "/d/"
	if d.folder {
		kind = "/dashboards/f/"
	}
	return s.conf.BasePath + kind + d.uid + "/" + slug(d.title)
}

func (d *dashboard) tags() []string {
	var tags []string
	_ = json.Unmarshal(d.data["tags"], &tags) // no tags, or none that can be read
	return tags
}

func (o *org) dashboard(uid string) *dashboard {
	return find(o.things, func(d *dashboard) bool { return d.uid == uid && !d.folder })
}

func (q *request) pathDashboard(level grafana.PermissionLevel) (*dashboard, error) {
	d := find(q.org.things, func(d *dashboard) bool { return d.uid == q.PathValue("uid") })
	switch {
	case d == nil:
		return nil, fail(http.StatusNotFound, "Dashboard not found")
	case !q.may(d, level):
		return nil, denied()
	}
	return d, nil
}

func getDashboard(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.View)
	if err != nil {
		return nil, err
	}
	meta := obj{"type": "db", "slug": slug(d.title), "url": d.url(q.s), "version": d.version, "isFolder": d.folder, "hasAcl": len(d.acl) > 0,
		"created": d.created, "createdBy": d.createdBy, "updated": d.updated, "updatedBy": d.updatedBy, "folderUid": "", "folderTitle": "General", "folderUrl": "",
		"canSave": q.may(d, grafana.Edit), "canEdit": q.may(d, grafana.Edit), "canAdmin": q.may(d, grafana.Admin), "canDelete": q.may(d, grafana.Edit),
		"canStar": true, "isStarred": false, "provisioned": false}
	if f := q.org.folder(d.parent); f != nil {
		meta["folderUid"], meta["folderTitle"], meta["folderUrl"] = f.uid, f.title, f.url(q.s)
	}
	return ok(obj{"dashboard": d.data, "meta": meta})
}

func deleteDashboard(q *request) (*reply, error) {
	d, err := q.pathDashboard(grafana.Edit)
	if err != nil {
		return nil, err
	}
	q.org.drop(d)
	return ok(obj{"id": d.id, "title": d.title, "message": "Dashboard " + d.title + " deleted"})
}

// drop removes a dashboard with its annotations.
func (o *org) drop(d *dashboard) {
	o.things = remove(o.things, d)
	for _, n := range o.notes {
		if n.dashboard == d {
			o.notes = remove(o.notes, n)
		}
	}
}

type saveBody struct {
	Dashboard    json.RawMessage
	FolderUID    string
	Message      string
	Overwrite    bool
	restoredFrom int64
}

func postDashboard(q *request) (*reply, error) {
	body, err := bind[saveBody](q)
	if err != nil {
		return nil, err
	}
	return q.save(body)
}

var uidForm = regexp.MustCompile(`^[a-zA-Z0-9_-]*$`)

// checkTitle checks what dashboards and folders must have, and returns title and uid as they are stored.
func checkTitle(title, uid string) (string, string, error) {
	title, uid = strings.TrimSpace(title), strings.TrimSpace(uid)
	switch {
	case !uidForm.MatchString(uid):
		return "", "", fail(http.StatusBadRequest, "uid contains illegal characters")
	case len(uid) > 40:
		return "", "", fail(http.StatusBadRequest, "uid too long, max 40 characters")
	}
	return title, uid, nil
}

func (q *request) save(body saveBody) (*reply, error) {
	var data map[string]json.RawMessage
	var head struct {
		ID      int64
		UID     string
		Title   string
		Version int64
	}
	if err := json.Unmarshal(body.Dashboard, &data); err != nil || data == nil {
		return nil, failWith(http.StatusBadRequest, "bad request data", "dashboard is not an object")
	}
	_ = json.Unmarshal(body.Dashboard, &head) // a member of another type counts as absent, as on the server
	if body.FolderUID != "" && q.org.folder(body.FolderUID) == nil {
		return nil, failWith(http.StatusBadRequest, "Folder not found", "folder not found")
	}
	if f := q.org.folder(body.FolderUID); f != nil && !q.may(f, grafana.View) {
		return nil, failWith(http.StatusInternalServerError, "Error while checking folder ID", "access denied to folder")
	}
	title, uid, err := checkTitle(head.Title, head.UID)
	if title == "" {
		err = failAs(http.StatusBadRequest, "empty-name", "Dashboard title cannot be empty")
	}
	if err != nil {
		return nil, err
	}
	d, err := q.existing(head.ID, uid, title, body.FolderUID, head.Version, body.Overwrite)
	if err != nil {
		return nil, err
	}
	if d == nil {
		if !q.mayCreate(body.FolderUID) {
			return nil, fail(http.StatusForbidden, "Access denied to save dashboard")
		}
		d = &dashboard{id: q.s.next("dashboard"), uid: uid, created: q.s.now(), createdBy: q.caller.name}
		if d.uid == "" {
			d.uid = newUID()
		}
		if q.caller.user != nil && body.FolderUID == "" {
			d.acl = defaultACL(q.caller.user)
		}
		q.org.things = append(q.org.things, d)
	} else if !q.may(d, grafana.Edit) || (d.parent != body.FolderUID && !q.mayCreate(body.FolderUID)) {
		return nil, fail(http.StatusForbidden, "Access denied to save dashboard")
	}
	parentVersion := d.version
	d.version++
	d.title, d.parent, d.updated, d.updatedBy = title, body.FolderUID, q.s.now(), q.caller.name
	for name, v := range map[string]any{"id": d.id, "uid": d.uid, "title": d.title, "version": d.version} {
		data[name], _ = json.Marshal(v) // numbers and strings cannot fail
	}
	d.data = data
	d.versions = append(d.versions, savedVersion{id: q.s.next("version"), version: d.version, parent: parentVersion, restored: body.restoredFrom,
		created: d.updated, by: d.updatedBy, message: body.Message, data: data})
	return ok(obj{"status": "success", "id": d.id, "uid": d.uid, "slug": slug(title), "version": d.version, "url": d.url(q.s)})
}

// existing finds what a save would replace: by id, by uid, by title in the folder.
func (q *request) existing(id int64, uid, title, folder string, version int64, overwrite bool) (*dashboard, error) {
	var d *dashboard
	if id > 0 {
		if d = find(q.org.things, func(d *dashboard) bool { return d.id == id }); d == nil {
			return nil, failAs(http.StatusNotFound, "not-found", "Dashboard not found")
		}
	}
	if byUID := find(q.org.things, func(d *dashboard) bool { return uid != "" && d.uid == uid }); byUID != nil {
		if d != nil && d != byUID {
			return nil, fail(http.StatusBadRequest, "A dashboard with the same uid already exists")
		}
		d = byUID
	}
	if d != nil {
		if d.folder {
			return nil, fail(http.StatusBadRequest, "Dashboard cannot be changed to a folder")
		}
		if d.version != version && !overwrite {
			return nil, failAs(http.StatusPreconditionFailed, "version-mismatch", "The dashboard has been changed by someone else")
		}
	}
	same := find(q.org.things, func(x *dashboard) bool {
		return slug(x.title) == slug(title) && x != d && (x.folder || x.parent == folder)
	})
	switch {
	case same == nil:
		return d, nil
	case same.folder:
		return nil, failAs(http.StatusBadRequest, "name-match", "Dashboard name cannot be the same as folder")
	case !overwrite:
		return nil, failAs(http.StatusPreconditionFailed, "name-exists", "A dashboard with the same name in the folder already exists")
	}
	return same, nil
}
