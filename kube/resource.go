package kube

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
)

// calls are one kind's list and watch calls.
type calls struct {
	list  func(context.Context, metav1.ListOptions) (runtime.Object, error)
	watch func(context.Context, metav1.ListOptions) (watch.Interface, error)
}

// lister is what every typed client of client-go has; L is the list type.
type lister[L runtime.Object] interface {
	List(context.Context, metav1.ListOptions) (L, error)
	Watch(context.Context, metav1.ListOptions) (watch.Interface, error)
}

func resourceOf[L runtime.Object](c lister[L]) calls {
	return calls{
		list:  func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return c.List(ctx, o) },
		watch: c.Watch,
	}
}

// resourceFor returns the calls for a kind, over all namespaces.
func resourceFor(c kubernetes.Interface, k Kind) (calls, bool) {
	switch k {
	case Node:
		return resourceOf(c.CoreV1().Nodes()), true
	case Namespace:
		return resourceOf(c.CoreV1().Namespaces()), true
	case Pod:
		return resourceOf(c.CoreV1().Pods(metav1.NamespaceAll)), true
	case KubeEvent:
		return resourceOf(c.CoreV1().Events(metav1.NamespaceAll)), true
	case Deployment:
		return resourceOf(c.AppsV1().Deployments(metav1.NamespaceAll)), true
	case ReplicaSet:
		return resourceOf(c.AppsV1().ReplicaSets(metav1.NamespaceAll)), true
	case StatefulSet:
		return resourceOf(c.AppsV1().StatefulSets(metav1.NamespaceAll)), true
	case DaemonSet:
		return resourceOf(c.AppsV1().DaemonSets(metav1.NamespaceAll)), true
	case Job:
		return resourceOf(c.BatchV1().Jobs(metav1.NamespaceAll)), true
	}
	return calls{}, false
}
