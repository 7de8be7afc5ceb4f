package grafanatest

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

type element = grafana.LibraryElement

func (q *request) pathElement() (*element, error) {
	if e := find(q.org.elements, func(e *element) bool { return e.UID == q.PathValue("uid") }); e != nil {
		return e, nil
	}
	return nil, failWith(http.StatusNotFound, "library element could not be found", "library element could not be found")
}

func (q *request) checkElement(e element, but *element) error {
	switch {
	case e.FolderUID != "" && q.org.folder(e.FolderUID) == nil:
		return fail(http.StatusBadRequest, "failed to get folder")
	case !q.mayCreate(e.FolderUID):
		return denied()
	case !uidForm.MatchString(e.UID):
		return fail(http.StatusBadRequest, "uid contains illegal characters")
	case len(e.UID) > 40:
		return fail(http.StatusBadRequest, "uid too long, max 40 characters")
	case e.Kind != grafana.LibraryPanel && e.Kind != grafana.LibraryVariable:
		return failWith(http.StatusInternalServerError, "Failed to create library element", "the element kind is not supported")
	}
	same := find(q.org.elements, func(x *element) bool {
		return x != but && ((e.UID != "" && x.UID == e.UID) || (x.Name == e.Name && x.FolderUID == e.FolderUID && x.Kind == e.Kind))
	})
	if same != nil {
		return failWith(http.StatusBadRequest, "library element with that name or UID already exists", "library element with that name or UID already exists")
	}
	return nil
}

// described takes type and description out of the model.
func described(e *element) {
	var m struct{ Type, Description string }
	_ = json.Unmarshal(e.Model, &m) // a model of another shape has neither
	e.Type, e.Description = m.Type, m.Description
}

func createElement(q *request) (*reply, error) {
	e, err := bind[element](q)
	if err != nil {
		return nil, err
	}
	if err := q.checkElement(e, nil); err != nil {
		return nil, err
	}
	e.ID, e.OrgID, e.Version = q.s.next("element"), q.org.id, 1
	if e.UID == "" {
		e.UID = newUID()
	}
	described(&e)
	q.org.elements = append(q.org.elements, &e)
	return ok(obj{"result": e})
}

func getElement(q *request) (*reply, error) {
	e, err := q.pathElement()
	if err != nil {
		return nil, err
	}
	return ok(obj{"result": e})
}

func patchElement(q *request) (*reply, error) {
	body, err := bind[element](q)
	if err != nil {
		return nil, err
	}
	e, err := q.pathElement()
	if err != nil {
		return nil, err
	}
	if body.Version != e.Version {
		return nil, failWith(http.StatusPreconditionFailed, "the library element has been changed by someone else", "the library element has been changed by someone else")
	}
	body.UID = e.UID
	if err := q.checkElement(body, e); err != nil {
		return nil, err
	}
	e.FolderUID, e.Name, e.Model = body.FolderUID, body.Name, body.Model
	e.Version++
	described(e)
	return ok(obj{"result": e})
}

func deleteElement(q *request) (*reply, error) {
	e, err := q.pathElement()
	if err != nil {
		return nil, err
	}
	for _, d := range q.org.things {
		if strings.Contains(string(d.data["panels"]), `"`+e.UID+`"`) {
			return nil, failWith(http.StatusForbidden, "the library element has connections", "the library element has connections")
		}
	}
	q.org.elements = remove(q.org.elements, e)
	return ok(obj{"message": "Library element deleted", "id": e.ID})
}

func listElements(q *request) (*reply, error) {
	p := q.URL.Query()
	out := []element{}
	for _, e := range q.org.elements {
		folder := e.FolderUID
		if folder == "" {
			folder = "general"
		}
		switch {
		case q.param("kind") != 0 && q.param("kind") != int(e.Kind),
			!strings.Contains(strings.ToLower(e.Name+" "+e.Description), strings.ToLower(p.Get("searchString"))),
			p.Get("folderFilterUIDs") != "" && !slices.Contains(strings.Split(p.Get("folderFilterUIDs"), ","), folder):
			continue
		}
		out = append(out, *e)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return ok(obj{"result": obj{"totalCount": len(out), "elements": page(q, out, "perPage", 100, 1), "page": max(q.param("page"), 1), "perPage": 100}})
}
