package alerta

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// AlarmModel is the server's own set of severities and statuses. They differ per deployment, so nothing here assumes the default ones.
type AlarmModel struct {
	Name     string            `json:"name"`     // "Alerta 9.1.0", "ANSI/ISA 18.2"
	Severity map[string]int    `json:"severity"` // name to rank; which end is worse depends on the model
	Status   map[string]string `json:"status"`   // name to sort key
	Colors   map[string]any    `json:"colors"`
	Defaults struct {
		NormalSeverity   string `json:"normal_severity"`
		PreviousSeverity string `json:"previous_severity"`
		Status           string `json:"status"`
	} `json:"defaults"`
}

// ISA reports whether the model is ISA 18.2, which knows only ack, unack, shelve and unshelve.
func (m *AlarmModel) ISA() bool { return strings.Contains(m.Name, "ISA") }

// Severities are the names, by rank.
func (m *AlarmModel) Severities() []string {
	names := make([]string, 0, len(m.Severity))
	for n := range m.Severity {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(m.Severity[a], m.Severity[b]), cmp.Compare(a, b))
	})
	return names
}

// Normal reports whether a severity means that nothing is wrong. Several names may (normal, ok, cleared).
func (m *AlarmModel) Normal(severity string) bool {
	rank, ok := m.Severity[severity]
	return ok && rank == m.Severity[m.Defaults.NormalSeverity]
}

// Open reports whether a status wants somebody's attention or may again: anything but closed and expired, and in ISA 18.2 anything but
// NORM.
func (m *AlarmModel) Open(status string) bool {
	if m.ISA() {
		return status != "NORM" && status != "expired" && status != "closed"
	}
	return status != StatusClosed && status != StatusExpired
}

// Statuses of the default alarm model.
const (
	StatusOpen     = "open"
	StatusAssign   = "assign"
	StatusAck      = "ack"
	StatusShelved  = "shelved"
	StatusBlackout = "blackout"
	StatusClosed   = "closed"
	StatusExpired  = "expired"
	StatusUnknown  = "unknown"
)

// Statuses of ISA 18.2.
const (
	StatusNormal     = "NORM"
	StatusUnacked    = "UNACK"
	StatusAcked      = "ACKED"
	StatusReturned   = "RTNUN"
	StatusISAShelved = "SHLVD"
	StatusByDesign   = "DSUPR"
	StatusOutOfUse   = "OOSRV"
)

// AlarmModel returns the server's alarm model. It is fetched once per client; a failure is not kept.
func (c *Client) AlarmModel(ctx context.Context) (*AlarmModel, error) {
	c.mu.Lock()
	m := c.model
	c.mu.Unlock()
	if m != nil {
		return m, nil
	}
	conf, err := c.Config(ctx)
	if err != nil {
		return nil, err
	}
	if len(conf.AlarmModel.Severity) == 0 {
		return nil, &Error{Op: "get config", Err: errNoSeverities}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.model = &conf.AlarmModel
	return c.model, nil
}
