package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Cause is the class of a failed request or check: what a person does about it differs from class to class.
type Cause string

// The classes.
const (
	// CauseNone: it worked, and the answer was good.
	CauseNone Cause = "ok"
	// CauseUnhealthy: the server was reached and says that the component is not well.
	CauseUnhealthy Cause = "unhealthy"
	// CauseTimeout: a connection was made or tried, and no answer came in time.
	CauseTimeout Cause = "timeout"
	// CauseUnreachable: no connection: refused, reset, no route, no such host.
	CauseUnreachable Cause = "unreachable"
	// CauseCertificate: the server's certificate is not trusted, or ours is refused.
	CauseCertificate Cause = "certificate"
	// CauseUnauthorized: the credentials are not accepted (401).
	CauseUnauthorized Cause = "unauthorized"
	// CauseForbidden: the credentials are known but lack the right (403).
	CauseForbidden Cause = "forbidden"
	// CauseUnsupported: the server does not offer what was asked for (404, 405).
	CauseUnsupported Cause = "unsupported"
	// CauseError: anything else.
	CauseError Cause = "error"
)

// Classify tells the class of an error from client-go or net/http. A nil error is CauseNone.
func Classify(err error) Cause {
	if err == nil {
		return CauseNone
	}
	var (
		unknownAuthority x509.UnknownAuthorityError
		hostname         x509.HostnameError
		invalid          x509.CertificateInvalidError
		verification     *tls.CertificateVerificationError
		alert            tls.AlertError
		record           tls.RecordHeaderError
		status           apierrors.APIStatus
		dns              *net.DNSError
		op               *net.OpError
		timer            net.Error
	)
	switch {
	case errors.As(err, &unknownAuthority), errors.As(err, &hostname), errors.As(err, &invalid),
		errors.As(err, &verification), errors.As(err, &alert), errors.As(err, &record):
		return CauseCertificate
	case errors.As(err, &status):
		return classifyStatus(int(status.Status().Code), err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timer) && timer.Timeout():
		return CauseTimeout
	case errors.As(err, &dns), errors.As(err, &op), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return CauseUnreachable
	case strings.Contains(err.Error(), "context deadline exceeded"), strings.Contains(err.Error(), "Client.Timeout"),
		strings.Contains(err.Error(), "client rate limiter Wait returned an error"):
		return CauseTimeout // client-go wraps some of them as text only
	}
	return CauseError
}

func classifyStatus(code int, err error) Cause {
	switch {
	case code == 401:
		return CauseUnauthorized
	case code == 403:
		return CauseForbidden
	case code == 404, code == 405:
		return CauseUnsupported
	case code == 504, code == 408, apierrors.IsTimeout(err), apierrors.IsServerTimeout(err):
		return CauseTimeout
	case code == 429:
		return CauseError
	case code >= 500:
		return CauseUnhealthy
	}
	return CauseError
}

// reaches reports whether a failure of this class still proves that the API server is there and answers.
func (c Cause) reaches() bool {
	switch c {
	case CauseTimeout, CauseUnreachable, CauseCertificate:
		return false
	}
	return true
}
