package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"

	"github.com/tickwright/tickwright/influx/point"
)

// Part is a part of what a Collector reads. Each succeeds or fails on its own.
type Part string

// The parts, and the measurements that they yield.
const (
	// PartComponents yields kube_components and kube_health.
	PartComponents Part = "components"
	// PartNodes yields kubernetes_node.
	PartNodes Part = "nodes"
	// PartPods yields kubernetes_pod and kubernetes_pod_container.
	PartPods Part = "pods"
	// PartDeployments yields kubernetes_deployment, and so on.
	PartDeployments  Part = "deployments"
	PartDaemonSets   Part = "daemonsets"
	PartStatefulSets Part = "statefulsets"
)

// AllParts returns every part.
func AllParts() []Part {
	return []Part{PartComponents, PartNodes, PartPods, PartDeployments, PartDaemonSets, PartStatefulSets}
}

// CollectorOptions tune a Collector. The zero value is ready for use.
type CollectorOptions struct {
	// Cluster and Datacenter become the tags of these names on every point; the founding rules group by them.
	Cluster, Datacenter string
	// Tags are further tags for every point.
	Tags map[string]string
	// Parts are what to read; nil means all.
	Parts []Part
	// PageSize is the number of objects in one page; what a pass holds in memory is one page. Default 500.
	PageSize int64
	// Timeout bounds each request. Default 10 s.
	Timeout time.Duration
	// Expect are the components that always get a point, even when the API server does not know them or cannot be asked.
	// When nil, scheduler, controller-manager and etcd-0 get one if the API server cannot be asked: a cluster that offers
	// no componentstatuses is not taken for a broken one. An empty, non-nil slice expects none.
	Expect []string
	// Now is the clock for the points' times. Default time.Now.
	Now func() time.Time
}

// Collector reads the health of a cluster as points. It holds no state and is safe for concurrent use.
type Collector struct {
	client kubernetes.Interface
	opt    CollectorOptions
	tags   []point.Tag
}

// NewCollector returns a Collector on the cluster of client.
func NewCollector(client kubernetes.Interface, opt CollectorOptions) *Collector {
	if opt.Parts == nil {
		opt.Parts = AllParts()
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	opt.PageSize = cmp.Or(opt.PageSize, 500)
	opt.Timeout = cmp.Or(opt.Timeout, 10*time.Second)
	all := map[string]string{}
	maps.Copy(all, opt.Tags)
	if opt.Cluster != "" {
		all["cluster"] = opt.Cluster
	}
	if opt.Datacenter != "" {
		all["datacenter"] = opt.Datacenter
	}
	c := &Collector{client: client, opt: opt}
	for k, v := range all {
		if v != "" {
			c.tags = append(c.tags, point.Tag{Key: k, Value: v})
		}
	}
	return c
}

// PartError says that one part could not be read, or not to its end. Points of it that were yielded before stay valid.
type PartError struct {
	Part  Part
	Cause Cause
	Err   error
}

// Error says what was read and why it failed.
func (e *PartError) Error() string {
	return fmt.Sprintf("collect %s: %s: %s", e.Part, e.Cause, oneLine(e.Err.Error()))
}

// Unwrap returns the error of client-go.
func (e *PartError) Unwrap() error { return e.Err }

// errEmit marks an error of the caller's emit function, which ends the pass.
type errEmit struct{ error }

func (e errEmit) Unwrap() error { return e.error }

// Collect makes one pass and hands every point to emit as soon as it is known. A part that fails does not keep the others
// from being read: the returned error joins a *PartError for each. An error of emit ends the pass at once.
//
// For each part a point of measurement kube_collect is emitted last, with the tag part and the fields ok, cause, points and
// seconds, so that a gap in the metrics can be told from a gap in what is measured.
func (c *Collector) Collect(ctx context.Context, emit func(point.Point) error) error {
	var failed []error
	for _, part := range c.opt.Parts {
		began, n := time.Now(), 0
		err := c.collect(ctx, part, func(p point.Point) error {
			if err := emit(p); err != nil {
				return errEmit{err}
			}
			n++
			return nil
		})
		var stop errEmit
		if errors.As(err, &stop) {
			return stop.error
		}
		cause := CauseNone
		if err != nil {
			cause = Classify(err)
			var known *PartError
			if errors.As(err, &known) {
				cause = known.Cause
			} else {
				err = &PartError{Part: part, Cause: cause, Err: err}
			}
			failed = append(failed, err)
		}
		self := c.point("kube_collect", c.opt.Now(), []point.Tag{{Key: "part", Value: string(part)}}, point.Fields{
			{Key: "ok", Value: point.Bool(err == nil)}, {Key: "cause", Value: point.String(string(cause))},
			{Key: "points", Value: point.Int(int64(n))}, {Key: "seconds", Value: point.Float(time.Since(began).Seconds())},
		})
		if err := emit(self); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

// Points makes one pass as an iterator. Errors come last, one for each part that failed.
func (c *Collector) Points(ctx context.Context) iter.Seq2[point.Point, error] {
	return func(yield func(point.Point, error) bool) {
		stopped := errors.New("stopped")
		err := c.Collect(ctx, func(p point.Point) error {
			if !yield(p, nil) {
				return stopped
			}
			return nil
		})
		if err == nil || errors.Is(err, stopped) {
			return
		}
		all := []error{err}
		var joined interface{ Unwrap() []error }
		if errors.As(err, &joined) {
			all = joined.Unwrap()
		}
		for _, err := range all {
			if !yield(point.Point{}, err) {
				return
			}
		}
	}
}

func (c *Collector) collect(ctx context.Context, part Part, emit func(point.Point) error) error {
	now := c.opt.Now()
	switch part {
	case PartComponents:
		return c.components(ctx, emit)
	case PartNodes:
		count := 0
		if err := c.list(ctx, Node, func(o runtime.Object) error {
			count++
			return c.node(now, o, emit)
		}, func() error { count = 0; return nil }); err != nil {
			return err
		}
		return emit(c.point("kubernetes_node", now, nil, point.Fields{{Key: "node_count", Value: point.Int(int64(count))}}))
	case PartPods:
		return c.list(ctx, Pod, func(o runtime.Object) error { return c.pod(now, o, emit) }, nil)
	case PartDeployments:
		return c.list(ctx, Deployment, func(o runtime.Object) error { return c.deployment(now, o, emit) }, nil)
	case PartDaemonSets:
		return c.list(ctx, DaemonSet, func(o runtime.Object) error { return c.daemonSet(now, o, emit) }, nil)
	case PartStatefulSets:
		return c.list(ctx, StatefulSet, func(o runtime.Object) error { return c.statefulSet(now, o, emit) }, nil)
	}
	return fmt.Errorf("not a part; use those of AllParts")
}

// list walks a kind page by page. Should the list begin anew, points come twice, with the same series and time: to InfluxDB
// they are one.
func (c *Collector) list(ctx context.Context, k Kind, yield func(runtime.Object) error, restart func() error) error {
	r, _ := resourceFor(c.client, k)
	if restart == nil {
		restart = func() error { return nil }
	}
	_, err := pages(ctx, r, c.opt.PageSize, c.opt.Timeout, false, yield, restart)
	return err
}

// point makes a point with the collector's own tags added. tags is the point's own from then on.
func (c *Collector) point(measurement string, at time.Time, tags []point.Tag, fields point.Fields) point.Point {
	kept := make([]point.Tag, 0, len(tags)+len(c.tags))
	kept = append(kept, c.tags...)
	for _, t := range tags {
		if t.Value != "" {
			kept = append(kept, t)
		}
	}
	return point.Point{Measurement: measurement, Tags: point.NewTags(kept...), Fields: fields, Time: at.UnixNano()}
}

// oneLine makes a message fit for a field: one line, at most 300 bytes.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:297], "") + "..."
	}
	return s
}
