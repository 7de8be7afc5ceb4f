package alertasuite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/alerta"
)

// Step is one random operation and what came of it.
type Step struct {
	Op     string `json:"op"`
	Result string `json:"result"` // what the call returned, or its error
	State  string `json:"state"`  // digest of all alerts after it
}

// Driver runs random operations against one server. Two drivers with the same seed do the same to two servers as long as these behave the
// same, since each choice depends only on the seed and on what the server has returned.
type Driver struct {
	c     *alerta.Client
	kind  Kind
	rng   *rand.Rand
	start time.Time
	n     int
	state []alerta.Alert // by key, without history

	touched alerta.AlertKey // by the last operation
}

// NewDriver prepares a driver on a server without alerts and blackouts; Clean makes one.
func NewDriver(c *alerta.Client, kind Kind, seed uint64) *Driver {
	return &Driver{c: c, kind: kind, rng: rand.New(rand.NewPCG(seed, 0)), start: time.Now()}
}

// Clean removes all alerts and blackouts.
func Clean(ctx context.Context, c *alerta.Client) error {
	if _, err := c.BulkDelete(ctx, alerta.Where(alerta.Equal(alerta.Environment, "Production", "Development"))); err != nil {
		return err
	}
	for b, err := range c.AllBlackouts(ctx, alerta.BlackoutFilter{}) {
		if err != nil {
			return err
		}
		if err := c.DeleteBlackout(ctx, b.ID); err != nil {
			return err
		}
	}
	return nil
}

func pick[T any](d *Driver, list ...T) T { return list[d.rng.IntN(len(list))] }

func (d *Driver) chance(percent int) bool { return d.rng.IntN(100) < percent }

func (d *Driver) severities() []string {
	if d.kind == ISA {
		return []string{"OK", "Advisory", "Low", "Medium", "High", "Critical"}
	}
	return []string{"critical", "major", "minor", "warning", "indeterminate", "informational", "normal", "ok", "cleared", "debug", "unknown", "security"}
}

// Step runs the next operation.
func (d *Driver) Step(ctx context.Context) (Step, error) {
	d.n++
	total := 0
	for _, o := range operations {
		total += o.weight
	}
	r := d.rng.IntN(total)
	for _, o := range operations {
		if r -= o.weight; r >= 0 {
			continue
		}
		op, result, err := o.run(ctx, d)
		s := Step{Op: fmt.Sprintf("%d %s %s", d.n, o.name, op), Result: d.describe(result, err)}
		if ctx.Err() != nil {
			return s, ctx.Err()
		}
		s.State, err = d.digest(ctx, d.n%100 == 0)
		return s, err
	}
	panic("unreachable")
}

// describe is a result without what differs between two servers.
func (d *Driver) describe(result string, err error) string {
	if err == nil {
		return result
	}
	var e *alerta.Error
	if !errors.As(err, &e) {
		return "error: " + err.Error()
	}
	text := e.Message
	if e.Status == 0 {
		text = e.Err.Error()
	}
	if first, _, more := strings.Cut(text, "\n"); more {
		text = first // the database's details follow
	}
	return fmt.Sprintf("error %d %s", e.Status, text)
}

// digest reads all alerts; with their history every now and then, but always that of the one the operation was about and of one other.
func (d *Driver) digest(ctx context.Context, full bool) (string, error) {
	text, err := d.Dump(ctx, full)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8]), err
}

// Dump is the state of the server as text: all alerts without ids and times.
func (d *Driver) Dump(ctx context.Context, full bool) (string, error) {
	d.state = d.state[:0]
	for a, err := range d.c.AllAlerts(ctx, alerta.Query{}.SortBy(alerta.Resource, alerta.Event, alerta.Environment), alerta.Show{History: full, RawData: true}) {
		if err != nil {
			return "", err
		}
		d.state = append(d.state, a)
	}
	var b strings.Builder
	for i, a := range d.state {
		fmt.Fprintln(&b, Portrait(a))
		if a.Key() != d.touched && i != d.n%len(d.state) {
			continue
		}
		one, err := d.c.GetAlert(ctx, a.ID)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, "in full:", Portrait(one))
	}
	return b.String(), nil
}

// Portrait is an alert as text without its id, links and times.
func Portrait(a alerta.Alert) string {
	slices.Sort(a.Tags)
	delete(a.Attributes, "ip")
	attributes, _ := json.Marshal(a.Attributes)
	var b strings.Builder
	fmt.Fprintf(&b, "%s sev=%s prev=%s trend=%s status=%s correlate=%q service=%q group=%q value=%q text=%q tags=%q attributes=%s origin=%q type=%q timeout=%d raw=%q dup=%d repeat=%v first=%v",
		a.Key(), a.Severity, a.PreviousSeverity, a.TrendIndication, a.Status, a.Correlate, a.Service, a.Group, a.Value, a.Text, a.Tags, attributes, a.Origin, a.Type, a.Timeout,
		a.RawData, a.DuplicateCount, a.Repeat, a.ID == a.LastReceiveID)
	for _, h := range a.History {
		fmt.Fprintf(&b, "\n  %s event=%s sev=%s status=%s value=%q text=%q timeout=%d", h.Type, h.Event, h.Severity, h.Status, h.Value, h.Text, h.Timeout)
	}
	return b.String()
}

// any picks one of the stored alerts; false when there is none.
func (d *Driver) any() (alerta.Alert, bool) {
	if len(d.state) == 0 {
		return alerta.Alert{}, false
	}
	a := d.state[d.rng.IntN(len(d.state))]
	d.touched = a.Key()
	return a, true
}

func (d *Driver) change() alerta.Change {
	ch := alerta.Change{}
	if d.chance(50) {
		ch.Text = pick(d, "because", "so what", "ünïcode")
	}
	if d.chance(40) {
		ch.Timeout = time.Duration(pick(d, 600, 3600, 7200)) * time.Second
	}
	return ch
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// T is what Differential needs of a test.
type T interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
}

// Differential takes n steps with both drivers and fails at the first difference.
func Differential(t T, fake, real *Driver, n int) {
	t.Helper()
	for range n {
		a, err := fake.Step(t.Context())
		if err != nil {
			t.Fatalf("alertatest: %s: %v", a.Op, err)
		}
		b, err := real.Step(t.Context())
		if err != nil {
			t.Fatalf("real server: %s: %v", b.Op, err)
		}
		if a == b {
			continue
		}
		x, _ := fake.Dump(t.Context(), true)
		y, _ := real.Dump(t.Context(), true)
		t.Fatalf("different after %s\n%s\nalertatest: %s\nreal:       %s\n\nstate (- alertatest, + real):\n%s", a.Op, b.Op, a.Result, b.Result, lineDiff(x, y))
	}
}

// lineDiff shows the lines that only one of two texts has.
func lineDiff(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out strings.Builder
	for _, l := range x {
		if !slices.Contains(y, l) {
			fmt.Fprintln(&out, "-", l)
		}
	}
	for _, l := range y {
		if !slices.Contains(x, l) {
			fmt.Fprintln(&out, "+", l)
		}
	}
	return out.String()
}
