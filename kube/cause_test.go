package kube

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func TestClassify(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	for _, tc := range []struct {
		err  error
		want Cause
	}{
		{nil, CauseNone},
		{context.DeadlineExceeded, CauseTimeout},
		{&url.Error{Op: "Get", URL: "https://h", Err: context.DeadlineExceeded}, CauseTimeout},
		{fmt.Errorf("list: %w", &netError{}), CauseTimeout},
		{errors.New("client rate limiter Wait returned an error: context deadline exceeded"), CauseTimeout},
		{apierrors.NewTimeoutError("request did not complete", 0), CauseTimeout},
		{apierrors.NewServerTimeout(pods, "list", 0), CauseTimeout},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, CauseUnreachable},
		{&url.Error{Op: "Get", URL: "https://h", Err: &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}}, CauseUnreachable},
		{&url.Error{Op: "Get", URL: "https://h", Err: io.EOF}, CauseUnreachable},
		{&url.Error{Op: "Get", URL: "https://h", Err: x509.UnknownAuthorityError{}}, CauseCertificate},
		{fmt.Errorf("x: %w", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}), CauseCertificate},
		{apierrors.NewUnauthorized("no"), CauseUnauthorized},
		{apierrors.NewForbidden(pods, "", errors.New("no")), CauseForbidden},
		{apierrors.NewNotFound(pods, "x"), CauseUnsupported},
		{apierrors.NewInternalError(errors.New("etcd")), CauseUnhealthy},
		{apierrors.NewServiceUnavailable("starting"), CauseUnhealthy},
		{apierrors.NewTooManyRequests("slow down", 1), CauseError},
		{errors.New("odd"), CauseError},
	} {
		require.Equal(t, tc.want, Classify(tc.err), "%v", tc.err)
	}
}

func TestProbeCause(t *testing.T) {
	for text, want := range map[string]Cause{
		`Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused`: CauseUnreachable,
		`Get "https://127.0.0.1:2379/health": context deadline exceeded`:                               CauseTimeout,
		`Get "https://x/health": x509: certificate signed by unknown authority`:                        CauseCertificate,
		`{"health":"false"}`: CauseUnhealthy,
		"":                   CauseUnhealthy,
	} {
		require.Equal(t, want, probeCause(text), text)
	}
}

func FuzzParseChecks(f *testing.F) {
	f.Add("[+]ping ok\n[-]etcd failed: reason withheld\n[+]poststarthook/x excluded: ok\nreadyz check failed\n")
	f.Add("[+]\n[-] \n[+]a")
	f.Fuzz(func(t *testing.T, body string) {
		for _, c := range parseChecks("/readyz", []byte(body)) {
			require.NotEmpty(t, c.Name)
			require.Equal(t, "readyz", c.Endpoint)
			require.LessOrEqual(t, len(c.Message), 300)
		}
	})
}
