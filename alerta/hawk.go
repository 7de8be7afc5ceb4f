package alerta

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hawk signs requests with the Hawk HTTP authentication scheme (SHA-256, with payload hash).
type hawk struct {
	key, secret string
	now         func() time.Time
	nonce       func() string
}

func newNonce() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b[:])
}

func (h hawk) sign(r *http.Request) error {
	var body []byte
	if r.GetBody != nil {
		rc, err := r.GetBody()
		if err != nil {
			return err
		}
		defer rc.Close()
		if body, err = io.ReadAll(rc); err != nil {
			return err
		}
	}
	ts, nonce := strconv.FormatInt(h.now().Unix(), 10), h.nonce()
	contentType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	sum := sha256.Sum256([]byte("hawk.1.payload\n" + strings.ToLower(strings.TrimSpace(contentType)) + "\n" + string(body) + "\n"))
	hash := base64.StdEncoding.EncodeToString(sum[:])

	port := r.URL.Port()
	if port == "" {
		port = "80"
		if r.URL.Scheme == "https" {
			port = "443"
		}
	}
	mac := hmac.New(sha256.New, []byte(h.secret))
	io.WriteString(mac, strings.Join([]string{
		"hawk.1.header", ts, nonce, r.Method, r.URL.RequestURI(), strings.ToLower(r.URL.Hostname()), port, hash, "", "",
	}, "\n"))
	r.Header.Set("Authorization", fmt.Sprintf(`Hawk id="%s", ts="%s", nonce="%s", hash="%s", mac="%s"`,
		h.key, ts, nonce, hash, base64.StdEncoding.EncodeToString(mac.Sum(nil))))
	return nil
}
