package grafanatest

import (
	"encoding/json"
	"net/http"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

func (o *org) folder(uid string) *dashboard {
	return find(o.things, func(d *dashboard) bool { return d.uid == uid && d.folder })
}

// children are what is directly in a folder.
func (o *org) children(uid string) []*dashboard {
	var out []*dashboard
	for _, d := range o.things {
		if d.parent == uid {
			out = append(out, d)
		}
	}
	return out
}

// parents are the folders above one, from the root down.
func (o *org) parents(uid string) []*dashboard {
	var out []*dashboard
	for f := o.folder(uid); f != nil && f.parent != ""; {
		f = o.folder(f.parent)
		if f != nil {
			out = append([]*dashboard{f}, out...)
		}
	}
	return out
}

func (q *request) folderJSON(f *dashboard) obj {
	o := obj{"id": f.id, "uid": f.uid, "title": f.title, "url": f.url(q.s), "hasAcl": len(f.acl) > 0, "version": f.version,
		"canSave": q.may(f, grafana.Edit), "canEdit": q.may(f, grafana.Edit), "canAdmin": q.may(f, grafana.Admin), "canDelete": q.may(f, grafana.Edit),
		"created": f.created, "createdBy": f.createdBy, "updated": f.updated, "updatedBy": f.updatedBy}
	if f.parent != "" {
		o["parentUid"] = f.parent
	}
	return o
}

func (q *request) folderReply(f *dashboard) (*reply, error) {
	o := q.folderJSON(f)
	if !q.s.conf.FlatFolders {
		parents := []obj{}
		for _, p := range q.org.parents(f.uid) {
			parents = append(parents, q.folderJSON(p))
		}
		o["parents"] = parents
	}
	return ok(o)
}

func noFolder() error { return failAs(http.StatusNotFound, "not-found", "folder not found") }

func (q *request) pathFolder(level grafana.PermissionLevel) (*dashboard, error) {
	f := q.org.folder(q.PathValue("uid"))
	switch {
	case f == nil:
		return nil, noFolder()
	case !q.may(f, level):
		return nil, denied()
	}
	return f, nil
}

func getFolder(q *request) (*reply, error) {
	f, err := q.pathFolder(grafana.View)
	if err != nil {
		return nil, err
	}
	return q.folderReply(f)
}

func listFolders(q *request) (*reply, error) {
	parent := q.URL.Query().Get("parentUid")
	if q.s.conf.FlatFolders {
		parent = ""
	}
	out := []obj{}
	for _, f := range q.org.children(parent) {
		if f.folder && q.may(f, grafana.View) {
			o := obj{"id": f.id, "uid": f.uid, "title": f.title}
			if f.parent != "" {
				o["parentUid"] = f.parent
			}
			out = append(out, o)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["title"].(string) < out[j]["title"].(string) })
	return ok(page(q, out, "limit", 1000, 1))
}

func createFolder(q *request) (*reply, error) {
	body, err := bind[grafana.FolderRequest](q)
	if err != nil {
		return nil, err
	}
	title, uid, err := checkTitle(body.Title, body.UID)
	if err != nil {
		return nil, err
	}
	parent := body.ParentUID
	if q.s.conf.FlatFolders {
		parent = ""
	}
	switch same := find(q.org.things, func(d *dashboard) bool { return uid != "" && d.uid == uid }); {
	case title == "":
		return nil, fail(http.StatusBadRequest, "folder title cannot be empty")
	case strings.EqualFold(title, "general"):
		return nil, fail(http.StatusBadRequest, "A folder with that name already exists")
	case same != nil && !same.folder:
		return nil, fail(http.StatusBadRequest, "Dashboard cannot be changed to a folder")
	case same != nil: // a new folder has version 0, the one that is there has not
		return nil, failAs(http.StatusPreconditionFailed, "version-mismatch", "the folder has been changed by someone else")
	case parent != "" && q.org.folder(parent) == nil:
		return nil, noFolder()
	case !q.mayCreate(parent):
		return nil, fail(http.StatusForbidden, "Access denied")
	}
	if err := q.folderTitle(nil, title); err != nil {
		return nil, err
	}
	f := &dashboard{id: q.s.next("dashboard"), uid: uid, title: title, folder: true, parent: parent, version: 1, data: map[string]json.RawMessage{},
		created: q.s.now(), updated: q.s.now(), createdBy: q.caller.name, updatedBy: q.caller.name}
	if f.uid == "" {
		f.uid = newUID()
	}
	if parent == "" {
		f.acl = defaultACL(q.caller.user)
	}
	q.org.things = append(q.org.things, f)
	return q.folderReply(f)
}

// folderTitle refuses a title which another folder, or a dashboard at the root, has.
func (q *request) folderTitle(f *dashboard, title string) error {
	same := find(q.org.things, func(d *dashboard) bool {
		return d != f && slug(d.title) == slug(title) && (d.folder || d.parent == "")
	})
	switch {
	case same == nil:
		return nil
	case !same.folder:
		return fail(http.StatusBadRequest, "Folder name cannot be the same as one of its dashboards")
	}
	return fail(http.StatusConflict, "a folder or dashboard in the general folder with the same name already exists")
}

func updateFolder(q *request) (*reply, error) {
	body, err := bind[grafana.FolderUpdate](q)
	if err != nil {
		return nil, err
	}
	f, err := q.pathFolder(grafana.Edit)
	if err != nil {
		return nil, err
	}
	title := strings.TrimSpace(body.Title)
	if title == "" {
		title = f.title
	}
	if body.Version != f.version && !body.Overwrite {
		return nil, failAs(http.StatusPreconditionFailed, "version-mismatch", "the folder has been changed by someone else")
	}
	if err := q.folderTitle(f, title); err != nil {
		return nil, err
	}
	f.title, f.updated, f.updatedBy = title, q.s.now(), q.caller.name
	f.version++
	return q.folderReply(f)
}

func moveFolder(q *request) (*reply, error) {
	if q.s.conf.FlatFolders {
		return nil, fail(http.StatusNotFound, "To use this service, you need to activate nested folder feature.")
	}
	body, err := bind[struct{ ParentUID string }](q)
	if err != nil {
		return nil, err
	}
	f, err := q.pathFolder(grafana.Edit)
	if err != nil {
		return nil, err
	}
	if body.ParentUID != "" {
		if q.org.folder(body.ParentUID) == nil {
			return nil, failWith(http.StatusInternalServerError, "move folder failed", "folder not found")
		}
		for _, p := range append(q.org.parents(body.ParentUID), q.org.folder(body.ParentUID)) {
			if p == f {
				return nil, failWith(http.StatusInternalServerError, "move folder failed", "circular reference detected")
			}
		}
	}
	f.parent = body.ParentUID
	return q.folderReply(f)
}

func deleteFolder(q *request) (*reply, error) {
	f, err := q.pathFolder(grafana.Edit)
	if err != nil {
		return nil, err
	}
	inside := []*dashboard{f}
	for i := 0; i < len(inside); i++ {
		if inside[i].folder {
			inside = append(inside, q.org.children(inside[i].uid)...)
		}
	}
	force := q.URL.Query().Get("forceDeleteRules") == "true"
	for _, d := range inside {
		for _, r := range q.org.alerting.rules {
			if r.FolderUID == d.uid && !force {
				return nil, fail(http.StatusBadRequest, "folder contains alert rules")
			}
		}
	}
	for _, d := range inside {
		q.org.drop(d)
		for _, r := range q.org.alerting.rules {
			if r.FolderUID == d.uid {
				q.org.alerting.rules = remove(q.org.alerting.rules, r)
			}
		}
		for _, e := range q.org.elements {
			if e.FolderUID == d.uid && d.folder {
				q.org.elements = remove(q.org.elements, e)
			}
		}
	}
	return &reply{http.StatusOK, nil}, nil
}
