package grafanatest

import "net/http"

type preferences struct{ theme, home, timezone, week string }

type preferencesBody struct {
	Theme            *string
	HomeDashboardUID *string
	Timezone         *string
	WeekStart        *string
}

func getPreferences(q *request) (*reply, error) {
	out := obj{}
	p := q.org.prefs
	for name, v := range map[string]string{"theme": p.theme, "homeDashboardUID": p.home, "timezone": p.timezone, "weekStart": p.week} {
		if v != "" {
			out[name] = v
		}
	}
	return ok(out)
}

func setPreferences(q *request) (*reply, error) { return q.changePreferences(preferences{}) }

func patchPreferences(q *request) (*reply, error) { return q.changePreferences(q.org.prefs) }

func (q *request) changePreferences(p preferences) (*reply, error) {
	body, err := bind[preferencesBody](q)
	if err != nil {
		return nil, err
	}
	for _, x := range []struct {
		from *string
		to   *string
	}{{body.Theme, &p.theme}, {body.HomeDashboardUID, &p.home}, {body.Timezone, &p.timezone}, {body.WeekStart, &p.week}} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	switch p.theme {
	case "", "light", "dark", "system":
	default:
		return nil, fail(http.StatusBadRequest, "Invalid theme")
	}
	if p.home != "" && q.org.dashboard(p.home) == nil {
		return nil, failWith(http.StatusNotFound, "Dashboard not found", "Dashboard not found")
	}
	q.org.prefs = p
	return said("Preferences updated")
}
