package kube

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// pages lists a kind page by page and hands every object to yield; one page is held in memory at a time. Each request gets
// timeout. A continue token that expired half-way (410) is exchanged for the one which the server offers in its place; when
// it offers none, or when consistent is asked for, restart is called and the list begins anew, at most three times.
// It returns the resourceVersion of the list, from which a watch misses nothing.
func pages(ctx context.Context, r calls, size int64, timeout time.Duration, consistent bool, yield func(runtime.Object) error, restart func() error) (string, error) {
	opts := metav1.ListOptions{Limit: size}
	version, restarts := "", 0
	for {
		pageCtx, cancel := context.WithTimeout(ctx, timeout)
		list, err := r.list(pageCtx, opts)
		cancel()
		if err != nil {
			if !apierrors.IsResourceExpired(err) || opts.Continue == "" || restarts == 3 {
				return "", err
			}
			restarts++
			opts.Continue = ""
			if token := continueOf(err); token != "" && !consistent {
				opts.Continue = token // goes on at the same key, with the objects as they are now
				continue
			}
			if err := restart(); err != nil {
				return "", err
			}
			continue
		}
		m, err := meta.ListAccessor(list)
		if err != nil {
			return "", fmt.Errorf("read list: %w", err)
		}
		version = m.GetResourceVersion()
		if err := meta.EachListItem(list, yield); err != nil {
			return "", err
		}
		if opts.Continue = m.GetContinue(); opts.Continue == "" {
			return version, nil
		}
	}
}

// continueOf reads the token that the server offers with a 410.
func continueOf(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return status.Status().ListMeta.Continue
	}
	return ""
}
