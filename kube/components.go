package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/tickwright/tickwright/influx/point"
)

// ComponentState says how a component is.
type ComponentState string

// The states. Unknown means that the API server could not be asked.
const (
	ComponentHealthy   ComponentState = "healthy"
	ComponentUnhealthy ComponentState = "unhealthy"
	ComponentUnknown   ComponentState = "unknown"
)

// Component is the health of one component of the control plane.
type Component struct {
	// Name is "apiserver", or as componentstatuses names it: scheduler, controller-manager, etcd-0.
	Name  string
	State ComponentState
	// Cause tells unreachable, timed out and unhealthy apart, and for the API server also what is wrong with our access to it.
	Cause Cause
	// Message is the component's own word, or the error.
	Message string
	// Latency is how long the request took that told.
	Latency time.Duration
}

// Check is one check of an endpoint such as /readyz.
type Check struct {
	Endpoint, Name string
	Healthy        bool
	Message        string
}

// Health is what Components found.
type Health struct {
	Components []Component
	Checks     []Check
	// Latency is how long each endpoint took, by its path; failed ones included.
	Latency map[string]time.Duration
	// Err joins what failed; components that it concerns are in Components all the same.
	Err error
}

// endpoints are the health endpoints of the API server, in the order in which they decide about it.
var endpoints = []string{"/readyz", "/livez"}

// answer is what one request brought.
type answer struct {
	body    []byte
	status  int
	err     error
	latency time.Duration
}

// Components asks the API server about itself and the rest of the control plane: /readyz, /livez and componentstatuses, all
// at once, each within the timeout of the options. It always returns one Component for the API server and one for each
// expected component, whatever fails.
func (c *Collector) Components(ctx context.Context) Health {
	h := Health{Latency: map[string]time.Duration{}}
	answers := make([]answer, len(endpoints))
	var statuses *corev1.ComponentStatusList
	var listing answer
	var wg sync.WaitGroup
	for i, path := range endpoints {
		wg.Go(func() { answers[i] = c.get(ctx, path) })
	}
	wg.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
		defer cancel()
		began := time.Now()
		statuses, listing.err = c.client.CoreV1().ComponentStatuses().List(ctx, metav1.ListOptions{})
		listing.latency = time.Since(began)
	})
	// One component that hangs makes the whole list hang: each is asked for by itself as well.
	expect := c.opt.Expect
	if expect == nil {
		expect = []string{"scheduler", "controller-manager", "etcd-0"}
	}
	singles := make([]single, len(expect))
	for i, name := range expect {
		wg.Go(func() { singles[i] = c.single(ctx, name) })
	}
	wg.Wait()

	var failed []error
	fail := func(what string, err error) {
		failed = append(failed, &PartError{Part: PartComponents, Cause: Classify(err), Err: fmt.Errorf("%s: %w", what, err)})
	}
	for i, path := range endpoints {
		a := answers[i]
		if errors.Is(a.err, errNoREST) {
			continue
		}
		h.Latency[path] = a.latency
		h.Checks = append(h.Checks, parseChecks(path, a.body)...)
		if a.err != nil && a.status == 0 {
			fail("ask "+path, a.err)
		}
	}
	h.Components = append(h.Components, c.apiServer(answers[0], listing, h.Checks))
	if listing.err != nil {
		fail("list componentstatuses", listing.err)
	} else {
		for i := range statuses.Items {
			h.Components = append(h.Components, component(&statuses.Items[i], listing.latency))
		}
	}
	for i, name := range expect {
		switch {
		case slices.ContainsFunc(h.Components, func(k Component) bool { return k.Name == name }):
		case singles[i].status != nil:
			h.Components = append(h.Components, component(singles[i].status, singles[i].latency))
		case c.opt.Expect == nil && (listing.err == nil || Classify(singles[i].err) == CauseUnsupported):
			// not a cluster that has such a component
		default:
			h.Components = append(h.Components, untold(name, singles[i].answer, h.Checks, answers[0]))
		}
	}
	h.Err = errors.Join(failed...)
	return h
}

// errNoREST is what a clientset without a connection of its own has, such as the fake one of client-go.
var errNoREST = errors.New("the client has no connection for plain requests")

func (c *Collector) get(ctx context.Context, path string) answer {
	var r rest.Interface
	if d := c.client.Discovery(); d != nil {
		r = d.RESTClient()
	}
	if r == nil {
		return answer{err: errNoREST}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	began := time.Now()
	result := r.Get().AbsPath(path).Param("verbose", "").MaxRetries(0).Do(ctx)
	var a answer
	a.body, a.err = result.Raw()
	a.latency = time.Since(began)
	result.StatusCode(&a.status)
	return a
}

// apiServer judges the API server by /readyz, and where that cannot be asked by the list.
func (c *Collector) apiServer(ready, listing answer, checks []Check) Component {
	k := Component{Name: "apiserver", State: ComponentHealthy, Cause: CauseNone, Message: "ok", Latency: ready.latency}
	err := ready.err
	if errors.Is(err, errNoREST) || (err != nil && Classify(err) == CauseUnsupported) {
		err, k.Latency = listing.err, listing.latency
	}
	if err == nil {
		return k
	}
	k.Cause, k.Message = Classify(err), oneLine(err.Error())
	switch k.Cause {
	case CauseUnhealthy:
		k.State = ComponentUnhealthy
		var bad []string
		for _, ch := range checks {
			if ch.Endpoint == "readyz" && !ch.Healthy {
				bad = append(bad, ch.Name)
			}
		}
		if bad != nil {
			k.Message = "failed checks: " + strings.Join(bad, ", ")
		}
	case CauseUnauthorized, CauseForbidden, CauseUnsupported, CauseError:
		k.State = ComponentUnknown // it answers, but not us
	default:
		k.State = ComponentUnhealthy
	}
	return k
}

// single is the answer to a question about one component.
type single struct {
	answer
	status *corev1.ComponentStatus
}

func (c *Collector) single(ctx context.Context, name string) single {
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	began := time.Now()
	status, err := c.client.CoreV1().ComponentStatuses().Get(ctx, name, metav1.GetOptions{})
	s := single{answer: answer{err: err, latency: time.Since(began)}}
	if err == nil {
		s.status = status
	}
	return s
}

// untold judges an expected component about which componentstatuses did not answer.
func untold(name string, asked answer, checks []Check, ready answer) Component {
	k := Component{Name: name, State: ComponentUnknown, Cause: Classify(asked.err), Latency: asked.latency}
	if strings.HasPrefix(name, "etcd") && k.Cause != CauseTimeout {
		if i := slices.IndexFunc(checks, func(k Check) bool { return k.Endpoint == "readyz" && k.Name == "etcd" }); i >= 0 {
			k.Latency = ready.latency
			if checks[i].Healthy {
				k.State, k.Cause, k.Message = ComponentHealthy, CauseNone, "the API server reaches it"
			} else {
				k.State, k.Cause, k.Message = ComponentUnhealthy, CauseUnhealthy, "the API server's check failed: "+checks[i].Message
			}
			return k
		}
	}
	switch {
	case k.Cause == CauseTimeout && ready.status != 0:
		// The API server answers other questions: it is the component that it waits for.
		k.State, k.Message = ComponentUnhealthy, "the API server had no answer from it within "+asked.latency.Round(10*time.Millisecond).String()
	case k.Cause == CauseUnsupported:
		k.Message = "not among componentstatuses"
	default:
		k.Message = "cannot be asked: " + oneLine(asked.err.Error())
	}
	return k
}

// component reads one ComponentStatus. The API server puts the failure of its probe into the message or the error as text;
// the classes are read off it.
func component(s *corev1.ComponentStatus, latency time.Duration) Component {
	k := Component{Name: s.Name, State: ComponentUnknown, Cause: CauseError, Message: "no condition Healthy", Latency: latency}
	for _, cond := range s.Conditions {
		if cond.Type != corev1.ComponentHealthy {
			continue
		}
		k.Message = oneLine(strings.TrimSpace(cond.Message))
		if cond.Error != "" && cond.Error != "nil" {
			k.Message = oneLine(strings.TrimSpace(k.Message + " " + cond.Error))
		}
		if cond.Status == corev1.ConditionTrue {
			k.State, k.Cause = ComponentHealthy, CauseNone
			return k
		}
		k.State, k.Cause = ComponentUnhealthy, probeCause(k.Message)
	}
	return k
}

// probeCause classifies the text of a failed probe (Kubernetes: pkg/probe/http and pkg/registry/core/componentstatus).
func probeCause(text string) Cause {
	for _, c := range []struct {
		cause Cause
		texts []string
	}{
		{CauseTimeout, []string{"deadline exceeded", "Client.Timeout", "i/o timeout", "timed out", "TLS handshake timeout"}},
		{CauseUnreachable, []string{"connection refused", "no such host", "no route to host", "network is unreachable", "connection reset", "EOF"}},
		{CauseCertificate, []string{"x509:", "tls:"}},
	} {
		for _, t := range c.texts {
			if strings.Contains(text, t) {
				return c.cause
			}
		}
	}
	return CauseUnhealthy
}

// parseChecks reads the verbose answer of a health endpoint: a line "[+]name ok" or "[-]name failed: reason" for each check,
// also "[+]name excluded: ok". Other lines are left out.
func parseChecks(path string, body []byte) []Check {
	var out []Check
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSpace(line)
		good := strings.HasPrefix(line, "[+]")
		if !good && !strings.HasPrefix(line, "[-]") {
			continue
		}
		name, message, _ := strings.Cut(line[3:], " ")
		if name == "" {
			continue
		}
		out = append(out, Check{Endpoint: strings.TrimPrefix(path, "/"), Name: name, Healthy: good, Message: oneLine(message)})
	}
	return out
}

// components emits what Components found.
func (c *Collector) components(ctx context.Context, emit func(point.Point) error) error {
	h := c.Components(ctx)
	for _, p := range c.HealthPoints(h) {
		if err := emit(p); err != nil {
			return err
		}
	}
	return h.Err
}

// HealthPoints turns what Components found into points, all of one time:
//
//   - kube_components, tag name, fields healthy (boolean, as the founding rule reads it), state, cause, message and
//     latency_seconds: one for each component;
//   - kube_health, tags endpoint and name, fields healthy, message and latency_seconds (of the endpoint): one for each check.
func (c *Collector) HealthPoints(h Health) []point.Point {
	now := c.opt.Now()
	var out []point.Point
	for _, k := range h.Components {
		out = append(out, c.point("kube_components", now, []point.Tag{{Key: "name", Value: k.Name}}, point.Fields{
			{Key: "healthy", Value: point.Bool(k.State == ComponentHealthy)},
			{Key: "state", Value: point.String(string(k.State))},
			{Key: "cause", Value: point.String(string(k.Cause))},
			{Key: "message", Value: point.String(k.Message)},
			{Key: "latency_seconds", Value: point.Float(k.Latency.Seconds())},
		}))
	}
	for _, k := range h.Checks {
		out = append(out, c.point("kube_health", now, []point.Tag{{Key: "endpoint", Value: k.Endpoint}, {Key: "name", Value: k.Name}}, point.Fields{
			{Key: "healthy", Value: point.Bool(k.Healthy)},
			{Key: "message", Value: point.String(cmp.Or(k.Message, "ok"))},
			{Key: "latency_seconds", Value: point.Float(h.Latency["/"+k.Endpoint].Seconds())},
		}))
	}
	return out
}
