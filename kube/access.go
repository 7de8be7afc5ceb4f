package kube

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Access says how to reach a cluster. The zero value finds it by itself: $KUBECONFIG, ~/.kube/config, or, inside a pod, the
// pod's service account.
type Access struct {
	// URL is the API server's address. With no kubeconfig given it is reached with the credentials below alone; otherwise it
	// overrides the kubeconfig's address.
	URL string
	// Kubeconfig is a file; Context is one of its contexts, its current one when empty.
	Kubeconfig, Context string
	// TokenFile holds a bearer token and is read again as it changes. CAFile holds the certificates that may sign the server's.
	TokenFile, CAFile string
	// Insecure accepts any server certificate.
	Insecure bool
	// UserAgent is sent with each request.
	UserAgent string
	// Timeout bounds every request that has an end, watches excepted, when not 0.
	Timeout time.Duration
	// QPS and Burst limit the requests per second. Defaults 50 and 100.
	QPS   float32
	Burst int
}

// Config returns the configuration for client-go, with protobuf as the wire format: a list costs a fraction of what it
// costs as JSON.
func (a Access) Config() (*rest.Config, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	if a.TokenFile != "" {
		if _, err := os.Stat(a.TokenFile); err != nil {
			return nil, fmt.Errorf("read bearer token: %w", err)
		}
		cfg.BearerToken, cfg.BearerTokenFile = "", a.TokenFile
	}
	if a.CAFile != "" {
		cfg.CAFile, cfg.CAData = a.CAFile, nil
	}
	if a.Insecure {
		cfg.Insecure, cfg.CAFile, cfg.CAData = true, "", nil
	}
	cfg.UserAgent = cmp.Or(a.UserAgent, "tickwright")
	cfg.Timeout = a.Timeout
	cfg.QPS, cfg.Burst = cmp.Or(a.QPS, 50), cmp.Or(a.Burst, 100)
	cfg.ContentType = "application/vnd.kubernetes.protobuf"
	cfg.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return cfg, nil
}

func (a Access) load() (*rest.Config, error) {
	if a.URL != "" && a.Kubeconfig == "" {
		return &rest.Config{Host: a.URL}, nil
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = a.Kubeconfig
	overrides := &clientcmd.ConfigOverrides{CurrentContext: a.Context}
	overrides.ClusterInfo.Server = a.URL
	cfg, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides).ClientConfig()
	switch {
	case clientcmd.IsEmptyConfig(err) || errors.Is(err, rest.ErrNotInCluster):
		return nil, fmt.Errorf("find a cluster: no kubeconfig, and this is not a pod; give a kubeconfig or a URL: %w", err)
	case err != nil:
		return nil, fmt.Errorf("read kubeconfig: %w", err)
	}
	return cfg, nil
}

// Connect returns a client. It sends no request yet.
func (a Access) Connect() (kubernetes.Interface, error) {
	cfg, err := a.Config()
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", cfg.Host, err)
	}
	return client, nil
}
