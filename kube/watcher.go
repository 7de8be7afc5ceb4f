package kube

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
)

// watcher follows one kind for ever: list, watch, resume, list again when the server has forgotten the version.
type watcher struct {
	kind     Kind
	res      calls
	identify func(context.Context) (string, error)
	out      chan<- Observation
	problem  func(error)
	opt      LifecycleOptions

	version  string // where the watch resumes; empty means list
	identity string // the cluster that version belongs to
}

func (w *watcher) run(ctx context.Context) {
	delay := w.opt.RetryFrom
	for ctx.Err() == nil {
		began := time.Now()
		err := w.once(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil && time.Since(began) > w.opt.RetryFrom {
			delay = w.opt.RetryFrom
			continue // the server ends watches now and then: resume at once
		}
		if err != nil {
			w.failed(ctx, err)
			if time.Since(began) > w.opt.RetryTo {
				delay = w.opt.RetryFrom // it had worked for a while
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay + rand.N(delay/4+1)):
		}
		delay = min(2*delay, w.opt.RetryTo)
	}
}

func (w *watcher) failed(ctx context.Context, err error) {
	cause := Classify(err)
	w.problem(fmt.Errorf("watch %s: %s: %w", w.kind, cause, err))
	switch {
	case cause == CauseForbidden || cause == CauseUnsupported:
		w.send(ctx, Observation{What: Blind, Kind: w.kind, Fact: string(cause), Cause: cause})
	case !cause.reaches():
		w.send(ctx, Observation{What: ContactLost, Kind: w.kind, Fact: err.Error(), Cause: cause})
	}
}

func (w *watcher) send(ctx context.Context, o Observation) bool {
	select {
	case w.out <- o:
		return true
	case <-ctx.Done():
		return false
	}
}

// once lists if it must and watches until the watch ends. A nil error means that the server ended it in good order.
func (w *watcher) once(ctx context.Context) error {
	if err := w.checkIdentity(ctx); err != nil {
		return err
	}
	listed := false
	if w.version == "" {
		if err := w.list(ctx); err != nil {
			return err
		}
		listed = true
	}
	return w.watch(ctx, listed)
}

// checkIdentity makes sure that the version belongs to the cluster which answers now.
func (w *watcher) checkIdentity(ctx context.Context) error {
	reqCtx, cancel := context.WithTimeout(ctx, w.opt.RequestTimeout)
	defer cancel()
	uid, err := w.identify(reqCtx)
	switch cause := Classify(err); {
	case cause == CauseForbidden || cause == CauseUnsupported:
		return nil // without it we cannot tell clusters apart, and go on
	case err != nil:
		return err
	}
	if w.identity != "" && uid != w.identity {
		w.version = ""
	}
	w.identity = uid
	w.send(ctx, Observation{What: Identity, Kind: w.kind, Version: uid})
	return nil
}

func (w *watcher) list(ctx context.Context) error {
	begin := func() error {
		if !w.send(ctx, Observation{What: RelistBegin, Kind: w.kind}) {
			return ctx.Err()
		}
		return nil
	}
	if err := begin(); err != nil {
		return err
	}
	version, err := pages(ctx, w.res, w.opt.PageSize, w.opt.RequestTimeout, true, func(obj runtime.Object) error {
		if o, ok := Reduce(obj); ok && !w.send(ctx, Observation{What: Present, Kind: w.kind, Object: o}) {
			return ctx.Err()
		}
		return nil
	}, begin)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	w.version = version
	w.send(ctx, Observation{What: RelistEnd, Kind: w.kind, Version: version})
	return nil
}

// quiet is how long a resumed watch must be silent before it counts as caught up.
const quiet = time.Second

func (w *watcher) watch(ctx context.Context, listed bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seconds := int64(300 + rand.IntN(300))
	opening := time.AfterFunc(w.opt.RequestTimeout, cancel)
	stream, err := w.res.watch(ctx, metav1.ListOptions{ResourceVersion: w.version, AllowWatchBookmarks: true, TimeoutSeconds: &seconds})
	if !opening.Stop() && err != nil {
		return fmt.Errorf("open watch within %s: %w", w.opt.RequestTimeout, context.DeadlineExceeded)
	}
	if err != nil {
		if expired(err) {
			w.version = ""
		}
		return fmt.Errorf("open watch: %w", err)
	}
	defer stream.Stop()
	// A server that froze never ends the watch that it was asked to end.
	limit := time.NewTimer(time.Duration(seconds)*time.Second + w.opt.RequestTimeout)
	defer limit.Stop()
	caughtUp := time.NewTimer(quiet)
	defer caughtUp.Stop()
	if listed {
		caughtUp.Stop()
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return nil
		case <-caughtUp.C:
			w.send(ctx, Observation{What: CaughtUp, Kind: w.kind})
			listed = true
		case ev, ok := <-stream.ResultChan():
			if !ok {
				return nil
			}
			if !listed {
				caughtUp.Reset(quiet)
			}
			if err := w.event(ctx, ev); err != nil {
				return err
			}
		}
	}
}

// event passes one event of the watch on.
func (w *watcher) event(ctx context.Context, ev watch.Event) error {
	if ev.Type == watch.Error {
		err := apierrors.FromObject(ev.Object)
		if expired(err) {
			w.version = ""
		}
		return fmt.Errorf("watch ended: %w", err)
	}
	m, err := meta.Accessor(ev.Object)
	if err != nil {
		return fmt.Errorf("read watch event: %w", err)
	}
	version := m.GetResourceVersion()
	if ev.Type == watch.Bookmark {
		w.version = version
		w.send(ctx, Observation{What: Progress, Kind: w.kind, Version: version})
		return nil
	}
	o, ok := Reduce(ev.Object)
	if ok {
		what := Present
		if ev.Type == watch.Deleted {
			what = Absent
		}
		if !w.send(ctx, Observation{What: what, Kind: w.kind, Object: o}) {
			return ctx.Err()
		}
	}
	if version != "" {
		w.version = version
	}
	return nil
}

// expired reports whether a watch cannot go on from its version: compacted, or of another history altogether.
func expired(err error) bool {
	var status apierrors.APIStatus
	if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) || apierrors.HasStatusCause(err, metav1.CauseTypeResourceVersionTooLarge) {
		return true
	}
	return errors.As(err, &status) && (status.Status().Code == 400 || apierrors.IsInvalid(err))
}
