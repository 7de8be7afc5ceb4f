package influxtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

type dbrp struct {
	ID              string `json:"id"`
	OrgID           string `json:"orgID"`
	BucketID        string `json:"bucketID"`
	Database        string `json:"database"`
	RetentionPolicy string `json:"retention_policy"`
	Default         bool   `json:"default"`
	Virtual         bool   `json:"virtual,omitempty"`
}

type authorization struct {
	ID          string          `json:"id"`
	OrgID       string          `json:"orgID"`
	Token       string          `json:"token"`
	Status      string          `json:"status"`
	Description string          `json:"description"`
	Permissions json.RawMessage `json:"permissions"`
}

const orgID = "00000000000000ff"

// api2 is the administration of 2.x.
func (s *Server) api2(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v2/")
	kind, id, _ := strings.Cut(path, "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	q := r.URL.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	if org := q.Get("org"); org != "" && org != s.Org {
		s.refuse(w, http.StatusNotFound, fmt.Sprintf("organization name %q not found", org))
		return
	}
	switch r.Method + " " + kind {
	case "GET orgs":
		reply(w, http.StatusOK, map[string]any{"orgs": page([]any{map[string]any{"id": orgID, "name": s.Org}}, q)})
	case "GET buckets":
		var list []any
		for _, key := range s.store.order {
			list = append(list, bucketJSON(s.store.buckets[key]))
		}
		reply(w, http.StatusOK, map[string]any{"buckets": page(list, q)})
	case "POST buckets":
		s.postBucket(w, body)
	case "DELETE buckets":
		n := len(s.store.order)
		s.store.drop(func(key string) bool { return s.store.buckets[key].id == id })
		s.gone(w, len(s.store.order) < n, "bucket not found")
	case "GET dbrps":
		reply(w, http.StatusOK, map[string]any{"content": s.mappings()})
	case "POST dbrps":
		d := dbrp{OrgID: orgID}
		if err := json.Unmarshal(body, &d); err != nil {
			s.refuse(w, http.StatusBadRequest, err.Error())
			return
		}
		d.ID = s.id()
		s.store.dbrps = append(s.store.dbrps, d)
		reply(w, http.StatusCreated, d)
	case "DELETE dbrps":
		s.store.dbrps = slices.DeleteFunc(s.store.dbrps, func(d dbrp) bool { return d.ID == id })
		w.WriteHeader(http.StatusNoContent)
	case "GET authorizations":
		reply(w, http.StatusOK, map[string]any{"authorizations": s.store.auths})
	case "POST authorizations":
		a := authorization{Status: "active"}
		if err := json.Unmarshal(body, &a); err != nil {
			s.refuse(w, http.StatusBadRequest, err.Error())
			return
		}
		a.ID, a.OrgID = s.id(), orgID
		a.Token = "token-of-" + a.ID
		s.store.auths = append(s.store.auths, a)
		reply(w, http.StatusCreated, a)
	case "DELETE authorizations":
		n := len(s.store.auths)
		s.store.auths = slices.DeleteFunc(s.store.auths, func(a authorization) bool { return a.ID == id })
		s.gone(w, len(s.store.auths) < n, "authorization not found")
	case "POST delete":
		s.deletePoints(w, q.Get("bucket"), body)
	default:
		s.refuse(w, http.StatusNotFound, "path not found")
	}
}

func (s *Server) id() string {
	s.store.nextID++
	return fmt.Sprintf("%016x", s.store.nextID)
}

func (s *Server) gone(w http.ResponseWriter, ok bool, message string) {
	if !ok {
		s.refuse(w, http.StatusNotFound, message)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func page(list []any, q url.Values) []any {
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 20
	}
	offset, _ := strconv.Atoi(q.Get("offset"))
	offset = min(offset, len(list))
	return list[offset:min(offset+limit, len(list))]
}

func bucketJSON(b *bucket) map[string]any {
	rules := []any{}
	if b.retention > 0 {
		rules = append(rules, map[string]any{"type": "expire", "everySeconds": int64(b.retention / time.Second)})
	}
	return map[string]any{"id": b.id, "orgID": orgID, "type": "user", "name": b.name, "retentionRules": rules}
}

func (s *Server) postBucket(w http.ResponseWriter, body []byte) {
	var in struct {
		Name           string `json:"name"`
		RetentionRules []struct {
			EverySeconds int64 `json:"everySeconds"`
		} `json:"retentionRules"`
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Name == "" {
		s.refuse(w, http.StatusBadRequest, "bucket name required")
		return
	}
	if s.store.bucket(in.Name) != nil {
		s.refuse(w, http.StatusUnprocessableEntity, fmt.Sprintf("bucket with name %s already exists", in.Name))
		return
	}
	b := s.store.createBucket(in.Name)
	for _, rule := range in.RetentionRules {
		b.retention = time.Duration(rule.EverySeconds) * time.Second
	}
	reply(w, http.StatusCreated, bucketJSON(b))
}

// mappings are those that were made, and those which the names of the buckets make.
func (s *Server) mappings() []dbrp {
	out := slices.Clone(s.store.dbrps)
	for _, key := range s.store.order {
		b := s.store.buckets[key]
		db, rp, _ := strings.Cut(key, "/")
		out = append(out, dbrp{ID: b.id, OrgID: orgID, BucketID: b.id, Database: db, RetentionPolicy: rp, Default: b.isDefault, Virtual: true})
	}
	return out
}

var predicateTerm = regexp.MustCompile(`^\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w]*))\s*=\s*"((?:[^"\\]|\\.)*)"\s*`)

var errPredicate = errors.New("invalid predicate: want key=\"value\" AND ...")

// parsePredicate reads the equalities of the delete API.
func parsePredicate(s string) ([]point.Tag, error) {
	var out []point.Tag
	unquote := strings.NewReplacer(`\\`, `\`, `\"`, `"`)
	for s != "" {
		m := predicateTerm.FindStringSubmatch(s)
		if m == nil {
			return nil, errPredicate
		}
		out = append(out, point.Tag{Key: unquote.Replace(m[1]) + m[2], Value: unquote.Replace(m[3])})
		s = s[len(m[0]):]
		if s == "" {
			break
		}
		if len(s) < 4 || !strings.EqualFold(s[:4], "and ") {
			return nil, errPredicate
		}
		s = s[4:]
	}
	return out, nil
}

func (s *Server) deletePoints(w http.ResponseWriter, name string, body []byte) {
	var in struct {
		Start, Stop time.Time
		Predicate   string
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Start.IsZero() || in.Stop.IsZero() {
		s.refuse(w, http.StatusBadRequest, "invalid request; error parsing request json: start and stop are required")
		return
	}
	b := s.store.bucket(name)
	if b == nil {
		s.refuse(w, http.StatusNotFound, fmt.Sprintf("bucket %q not found", name))
		return
	}
	terms, err := parsePredicate(in.Predicate)
	if err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	b.remove(func(p *point.Point) bool {
		if p.Time < in.Start.UnixNano() || p.Time > in.Stop.UnixNano() {
			return false
		}
		for _, t := range terms {
			v := p.Tags.Value(t.Key)
			if t.Key == "_measurement" {
				v = p.Measurement
			}
			if v != t.Value {
				return false
			}
		}
		return true
	})
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) fluxQuery(w http.ResponseWriter, r *http.Request) {
	var in struct{ Query string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	s.mu.Lock()
	f := s.flux
	s.mu.Unlock()
	if f == nil {
		s.refuse(w, http.StatusNotImplemented, "influxtest does not know Flux: say with HandleFlux what to answer")
		return
	}
	csv, err := f(in.Query)
	if err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	_, _ = io.WriteString(w, csv)
}
