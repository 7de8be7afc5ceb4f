package grafanatest

import (
	"net/http"
	"slices"

	"github.com/tickwright/tickwright/grafana"
)

func (q *request) mute(name string) *grafana.MuteTiming {
	return find(q.org.alerting.mutes, func(m *grafana.MuteTiming) bool { return m.Name == name })
}

func listMutes(q *request) (*reply, error) {
	return ok(append([]*grafana.MuteTiming{}, q.org.alerting.mutes...))
}

func getMute(q *request) (*reply, error) {
	m := q.mute(q.PathValue("name"))
	if m == nil {
		return nil, nothing(http.StatusNotFound)
	}
	return ok(m)
}

func createMute(q *request) (*reply, error) {
	m, err := bind[grafana.MuteTiming](q)
	if err != nil {
		return nil, err
	}
	if q.mute(m.Name) != nil {
		return nil, invalidObject("a mute timing with this name already exists")
	}
	m.Provenance = q.provenance()
	q.org.alerting.mutes = append(q.org.alerting.mutes, &m)
	return &reply{http.StatusCreated, m}, nil
}

func updateMute(q *request) (*reply, error) {
	m, err := bind[grafana.MuteTiming](q)
	if err != nil {
		return nil, err
	}
	old := q.mute(q.PathValue("name"))
	if old == nil {
		return nil, nothing(http.StatusNotFound)
	}
	m.Name, m.Provenance = old.Name, q.provenance()
	*old = m
	return &reply{http.StatusAccepted, m}, nil
}

func deleteMute(q *request) (*reply, error) {
	a, name := &q.org.alerting, q.PathValue("name")
	if uses(a.policies, func(p grafana.Policy) bool { return slices.Contains(p.MuteTimings, name) }) {
		return nil, fail(http.StatusInternalServerError, "mute time interval '%s' is used by one or many notification policies", name)
	}
	if m := q.mute(name); m != nil {
		a.mutes = remove(a.mutes, m)
	}
	return &reply{http.StatusNoContent, nil}, nil
}
