package rules

import (
	"time"

	"github.com/tickwright/tickwright/tickscript"
)

// Flapping says when an alert whose level changes too often falls silent: when
// the share of changes among the last History levels rises above High, until it
// falls below Low. Both are between 0 and 1; History is 21 unless set.
type Flapping struct {
	Low, High float64
	History   int64
}

// State alerts with CRITICAL when a condition has been true for some time, and
// only when that changes. The condition sees each point; how long it has been
// true, in seconds, is the field "seconds".
func State(m Metric, condition tickscript.Expr, atLeast time.Duration, f Flapping) *tickscript.AlertNode {
	m.Aggregate = None
	a := m.from(tickscript.Stream()).
		StateDuration(condition).As("seconds").
		Alert().
		Crit(tickscript.Field("seconds").Ge(atLeast.Seconds())).
		StateChangesOnly()
	if f != (Flapping{}) {
		a.Flapping(f.Low, f.High)
	}
	if f.History > 0 {
		a.History(f.History)
	}
	return a
}

// KubernetesComponents alerts when a component of a cluster says that it is not
// healthy. The measurement kube_components has the field healthy, of any type
// that bool() reads, and tags cluster, datacenter and name.
//
// It is the Kubernetes rule that the project started from.
func KubernetesComponents(m Metric) *tickscript.AlertNode {
	if m.Measurement == "" {
		m.Measurement = "kube_components"
	}
	if m.Field == "" {
		m.Field = "healthy"
	}
	if m.GroupBy == nil {
		m.GroupBy = []string{"cluster", "datacenter", "name"}
	}
	return m.window(m.from(tickscript.Stream()).Chain).
		Alert().
		ID(`kubernetes/{{ index .Tags "name"}}`).
		Message(`{{ .ID }}:{{ index .Fields "` + m.Field + `" }}`).
		Crit(tickscript.Fn.Bool(tickscript.Field(m.Field)).Ne(true))
}
