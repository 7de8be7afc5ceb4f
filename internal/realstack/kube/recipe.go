// Package kube builds and starts a real Kubernetes 1.36.3 control plane on a real etcd: kube-apiserver, and
// when asked kube-scheduler and kube-controller-manager. There is no kubelet.
package kube

import (
	"context"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/etcd"
)

// Version is the Kubernetes that is built.
const Version = "1.36.3"

var recipe = build.Recipe{
	Name:    "kube",
	Version: Version,
	Packages: map[string]string{
		"kube-apiserver":          "k8s.io/kubernetes/cmd/kube-apiserver",
		"kube-scheduler":          "k8s.io/kubernetes/cmd/kube-scheduler",
		"kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
	},
	LDFlags: "-X k8s.io/component-base/version.gitVersion=v{version} -X k8s.io/client-go/pkg/version.gitVersion=v{version}" +
		" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36",
}

// Ensure builds the three programs and etcd (about seven minutes the first time) and returns kube-apiserver.
func Ensure(ctx context.Context) (build.Binary, error) {
	if _, err := etcd.Ensure(ctx); err != nil {
		return build.Binary{}, err
	}
	return recipe.One(ctx, "kube-apiserver")
}

// Cached tells whether everything is built already.
func Cached(ctx context.Context) bool { return recipe.Cached(ctx) && etcd.Cached(ctx) }

// Require skips the test, or builds in CI, when the control plane is not built.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "kube", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
