package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// LifecycleOptions tune a Lifecycle. The zero value is ready for use.
type LifecycleOptions struct {
	ClassifierOptions
	// Store keeps the state between runs; nil keeps none, so that what happens while nobody watches is not told.
	Store Store
	// SaveEvery is how often the state is saved while it runs. Default 10 s. It is also saved at the end.
	SaveEvery time.Duration
	// PageSize is the number of objects in one page of a list. Default 500.
	PageSize int64
	// RequestTimeout bounds each page, and the opening of a watch. Default 30 s.
	RequestTimeout time.Duration
	// RetryFrom and RetryTo bound the wait between attempts, which doubles each time. Defaults 500 ms and 30 s.
	RetryFrom, RetryTo time.Duration
	// OnProblem is told about every failed request. It must be quick; calls may come from several goroutines.
	OnProblem func(error)
	// OnSynced is called once, when every kind has been listed, or has caught up from where the last run stopped, or cannot be
	// read: from then on, what is told has just happened. It must be quick.
	OnSynced func()
}

func (o LifecycleOptions) withDefaults() LifecycleOptions {
	o.ClassifierOptions = o.ClassifierOptions.withDefaults()
	o.SaveEvery = cmp.Or(o.SaveEvery, 10*time.Second)
	o.PageSize = cmp.Or(o.PageSize, 500)
	o.RequestTimeout = cmp.Or(o.RequestTimeout, 30*time.Second)
	o.RetryFrom = cmp.Or(o.RetryFrom, 500*time.Millisecond)
	o.RetryTo = cmp.Or(o.RetryTo, 30*time.Second)
	return o
}

// Lifecycle watches a cluster and tells what appears and goes, and why.
type Lifecycle struct {
	client kubernetes.Interface
	opt    LifecycleOptions
}

// NewLifecycle returns a Lifecycle on the cluster of client.
func NewLifecycle(client kubernetes.Interface, opt LifecycleOptions) *Lifecycle {
	return &Lifecycle{client: client, opt: opt.withDefaults()}
}

// errStopped ends Run when the loop over Events is left.
var errStopped = errors.New("stopped")

// Events runs the watch for as long as the loop goes on. The error, if any, is the last thing it yields.
func (l *Lifecycle) Events(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		err := l.Run(ctx, func(e Event) error {
			if !yield(e, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(Event{}, err)
		}
	}
}

// Run watches until ctx ends or handle returns an error, and returns that error. Failed requests are repeated for ever: a
// cluster that does not answer is itself an Event.
//
// Events are told at least once. The state is saved only when handle has returned nil for every event in it: after a crash or
// an error of handle, the events since the last save are told again by the next run, with the same numbers where the API
// still shows the same.
func (l *Lifecycle) Run(ctx context.Context, handle func(Event) error) error {
	var saved *State
	if l.opt.Store != nil {
		var err error
		if saved, err = l.opt.Store.Load(ctx); err != nil {
			return fmt.Errorf("load life-cycle state: %w", err)
		}
	}
	c := NewClassifier(l.opt.ClassifierOptions, saved)
	ctx, cancel := context.WithCancel(ctx)
	observations := make(chan Observation, 64)
	var watchers sync.WaitGroup
	defer watchers.Wait()
	defer cancel()
	problem := l.opt.OnProblem
	if problem == nil {
		problem = func(error) {}
	}
	for _, k := range l.opt.Kinds {
		res, ok := resourceFor(l.client, k)
		if !ok {
			return fmt.Errorf("watch kind %q: not one that can be watched; use those of AllKinds", k)
		}
		w := &watcher{kind: k, res: res, identify: l.identify, out: observations, problem: problem, opt: l.opt, version: c.Version(k), identity: c.st.Identity}
		watchers.Go(func() { w.run(ctx) })
	}
	return l.loop(ctx, c, observations, handle)
}

func (l *Lifecycle) loop(ctx context.Context, c *Classifier, observations <-chan Observation, handle func(Event) error) error {
	saving := time.NewTicker(l.opt.SaveEvery)
	defer saving.Stop()
	wake := time.NewTimer(time.Hour)
	defer wake.Stop()
	changed := false
	unsynced := map[Kind]bool{}
	for _, k := range l.opt.Kinds {
		unsynced[k] = true
	}
	for {
		var events []Event
		synced := false
		select {
		case o := <-observations:
			o.At = time.Now()
			events = c.Observe(o)
			changed = true
			if o.What == RelistEnd || o.What == CaughtUp || o.What == Blind {
				synced = unsynced[o.Kind] && len(unsynced) == 1
				delete(unsynced, o.Kind)
			}
		case <-wake.C:
			events = c.Advance(time.Now())
		case <-saving.C:
			if changed {
				if err := l.save(ctx, c); err != nil {
					return err
				}
				changed = false
			}
		case <-ctx.Done():
			// The last save must not fail because we are told to stop.
			return errors.Join(ctx.Err(), l.save(context.WithoutCancel(ctx), c))
		}
		for i, e := range events {
			if err := handle(e); err != nil {
				if errors.Is(err, errStopped) && i == len(events)-1 {
					return errors.Join(err, l.save(context.WithoutCancel(ctx), c))
				}
				return err
			}
			changed = true
		}
		if synced && l.opt.OnSynced != nil {
			l.opt.OnSynced()
		}
		if at, ok := c.Next(); ok {
			wake.Reset(max(0, time.Until(at)))
		}
	}
}

func (l *Lifecycle) save(ctx context.Context, c *Classifier) error {
	if l.opt.Store == nil {
		return nil
	}
	if err := l.opt.Store.Save(ctx, c.State()); err != nil {
		return fmt.Errorf("save life-cycle state: %w", err)
	}
	return nil
}

// identify returns what tells this cluster from any other: the UID of its namespace kube-system.
func (l *Lifecycle) identify(ctx context.Context) (string, error) {
	ns, err := l.client.CoreV1().Namespaces().Get(ctx, metav1.NamespaceSystem, metav1.GetOptions{})
	if err != nil {
		return "", fmt.Errorf("read namespace %s: %w", metav1.NamespaceSystem, err)
	}
	return string(ns.UID), nil
}
