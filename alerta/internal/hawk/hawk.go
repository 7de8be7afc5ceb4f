// Package hawk signs requests with the Hawk HTTP authentication scheme (SHA-256, with payload hash) as Alerta checks it: over the URL as
// its web framework gives it back, which is not the one on the wire.
package hawk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Request is what is signed.
type Request struct {
	Method      string
	URL         *url.URL // absolute
	ContentType string
	Body        []byte
	Timestamp   string // Unix seconds
	Nonce       string
	Ext         string
}

// Hash is the hash of the payload.
func (r Request) Hash() string {
	contentType, _, _ := strings.Cut(r.ContentType, ";")
	sum := sha256.Sum256([]byte("hawk.1.payload\n" + strings.ToLower(strings.TrimSpace(contentType)) + "\n" + string(r.Body) + "\n"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// MAC is the signature with a secret.
func (r Request) MAC(secret string) string {
	port := r.URL.Port()
	if port == "" {
		port = "80"
		if r.URL.Scheme == "https" {
			port = "443"
		}
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join([]string{
		"hawk.1.header", r.Timestamp, r.Nonce, r.Method, resource(r.URL), strings.ToLower(r.URL.Hostname()), port, r.Hash(), r.Ext, "",
	}, "\n")))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Header is the Authorization header.
func (r Request) Header(key, secret string) string {
	return fmt.Sprintf(`Hawk id="%s", ts="%s", nonce="%s", hash="%s", mac="%s"`, key, r.Timestamp, r.Nonce, r.Hash(), r.MAC(secret))
}

// resource is path and query as the server sees them: with everything decoded but what would change their meaning. (Werkzeug's Request.url
// is an IRI; the Hawk scheme itself says to sign what is on the wire, and such a signature is refused as soon as a parameter needs
// escaping.)
func resource(u *url.URL) string {
	s := decode(u.EscapedPath(), "?#")
	if u.RawQuery != "" {
		s += "?" + decode(u.RawQuery, "%&=+#")
	}
	return s
}

// decode undoes percent encoding except for control characters, spaces and keep.
func decode(s, keep string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if c := byte(v); c > 0x20 && c != 0x7f && strings.IndexByte(keep, c) < 0 {
					b.WriteByte(c)
					i += 2
					continue
				}
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
