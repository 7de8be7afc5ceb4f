package alerta

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/alerta/internal/hawk"
)

// signer signs requests for WithHMAC.
type signer struct {
	key, secret string
	now         func() time.Time
	nonce       func() string
}

func newNonce() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b[:])
}

func (s signer) sign(r *http.Request) error {
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
	r.Header.Set("Authorization", hawk.Request{Method: r.Method, URL: r.URL, ContentType: r.Header.Get("Content-Type"), Body: body,
		Timestamp: strconv.FormatInt(s.now().Unix(), 10), Nonce: s.nonce()}.Header(s.key, s.secret))
	return nil
}
