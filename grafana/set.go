package grafana

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Set is what Plan and Apply bring about: data sources, folders and dashboards as they should be.
type Set struct {
	DataSources []DataSource
	// Folders are made in their order: a parent stands before what is in it.
	Folders    []FolderRequest
	Dashboards []SetDashboard
}

// SetDashboard is a dashboard of a Set.
type SetDashboard struct {
	// JSON is any dashboard with a uid and a title. Its id and version are not looked at.
	JSON      json.RawMessage
	FolderUID string // "" is the root
}

// ReadDashboards reads every .json file below a folder as a dashboard of the Grafana folder with the uid folderUID. Errors name the file.
func ReadDashboards(fsys fs.FS, folderUID string) ([]SetDashboard, error) {
	var out []SetDashboard
	seen := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		head, err := headOf(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if other, ok := seen[head.UID]; ok {
			return fmt.Errorf("%s: uid %q is also that of %s", name, head.UID, other)
		}
		seen[head.UID] = name
		out = append(out, SetDashboard{JSON: raw, FolderUID: folderUID})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read dashboards: %w", err)
	}
	return out, nil
}

// headOf reads what names a dashboard, which must be there.
func headOf(raw json.RawMessage) (dashboardHead, error) {
	var head dashboardHead
	if err := json.Unmarshal(raw, &head); err != nil {
		return head, err
	}
	switch {
	case head.UID == "":
		return head, fmt.Errorf("dashboard %q has no uid", head.Title)
	case head.Title == "":
		return head, fmt.Errorf("dashboard %q has no title", head.UID)
	}
	return head, nil
}

// ownerKey is the member of a data source's jsonData that carries the mark.
const ownerKey = "provisionedBy"

// marked checks a set and puts the owner's mark on it.
func (s Set) marked(op, owner string) (Set, error) {
	if owner == "" {
		return s, invalid(op, "the owner is needed: the tag of everything that is ours")
	}
	out := Set{Folders: slices.Clone(s.Folders)}
	uids := map[string]Kind{}
	once := func(kind Kind, uid, title string) error {
		if uid == "" {
			return invalid(op, "the %s %q has no uid, by which it would be found again", kind, title)
		}
		// Folders and dashboards share their uids in one table of the server.
		key := "thing/" + uid
		if kind == DataSourceKind {
			key = "source/" + uid
		}
		if other, ok := uids[key]; ok {
			return invalid(op, "a %s and a %s of the set have the uid %q", other, kind, uid)
		}
		uids[key] = kind
		return nil
	}
	for _, d := range s.DataSources {
		if err := once(DataSourceKind, d.UID, d.Name); err != nil {
			return s, err
		}
		if err := d.check(op); err != nil {
			return s, err
		}
		data := map[string]any{ownerKey: owner}
		for k, v := range d.JSONData {
			data[k] = v
		}
		d.JSONData = data
		out.DataSources = append(out.DataSources, d)
	}
	for _, f := range s.Folders {
		if err := once(FolderKind, f.UID, f.Title); err != nil {
			return s, err
		}
		if f.Title == "" {
			return s, invalid(op, "folder %q has no title", f.UID)
		}
	}
	for _, d := range s.Dashboards {
		head, err := headOf(d.JSON)
		if err != nil {
			return s, invalid(op, "%w", err)
		}
		if err := once(DashboardKind, head.UID, head.Title); err != nil {
			return s, err
		}
		for _, f := range s.Folders {
			if f.UID == d.FolderUID && strings.EqualFold(f.Title, head.Title) {
				return s, invalid(op, "dashboard %q has the title of its folder, %q, which servers refuse", head.UID, f.Title)
			}
		}
		if d.JSON, err = tagged(d.JSON, owner); err != nil {
			return s, invalid(op, "dashboard %q: %w", head.UID, err)
		}
		out.Dashboards = append(out.Dashboards, d)
	}
	return out, nil
}

// tagged puts a tag on a dashboard and takes id and version from it.
func tagged(raw json.RawMessage, tag string) (json.RawMessage, error) {
	m, err := members(raw)
	if err != nil {
		return nil, err
	}
	delete(m, "id")
	delete(m, "version")
	var tags []string
	if t, ok := m["tags"]; ok && t != nil {
		list, ok := t.([]any)
		if !ok {
			return nil, fmt.Errorf("its tags are no list")
		}
		for _, x := range list {
			s, ok := x.(string)
			if !ok {
				return nil, fmt.Errorf("its tags are no texts")
			}
			tags = append(tags, s)
		}
	}
	if !slices.Contains(tags, tag) {
		tags = append(tags, tag)
	}
	m["tags"] = tags
	return json.Marshal(m)
}

// members reads an object with its numbers as they are written.
func members(raw json.RawMessage) (map[string]any, error) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	if m == nil {
		return nil, fmt.Errorf("it is null")
	}
	return m, nil
}
