package kapacitortest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

var errNoCredentials = errors.New("unable to parse authentication credentials")

// authenticate looks at a request's credentials: basic, in the query (u and p), or a token. The name of a subscription's
// user is ~subscriber, with a token as password.
func (s *Server) authenticate(r *http.Request) error {
	if !s.conf.Auth {
		return nil
	}
	if token, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); is {
		return s.checkToken(token)
	}
	name, password, has := r.BasicAuth()
	if has && name == "~subscriber" {
		return nil
	}
	if !has {
		v := r.URL.Query()
		if name, password = v.Get("u"), v.Get("p"); name == "" || password == "" {
			return errNoCredentials
		}
	}
	if name == "" {
		return errors.New("username required")
	}
	if s.conf.Users == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users[name]; u == nil || u.password != password {
		return errors.New("authorization failed")
	}
	return nil
}

// checkToken checks a JSON web token.
func (s *Server) checkToken(token string) error {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return errors.New("invalid token: token contains an invalid number of segments")
	}
	mac := hmac.New(sha256.New, []byte(s.conf.SharedSecret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	sum, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(sum, mac.Sum(nil)) || s.conf.SharedSecret == "" {
		return errors.New("invalid token: signature is invalid")
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return errors.New("invalid token: token is malformed")
	}
	var claims struct {
		Exp      float64
		Username string
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		return errors.New("invalid token: token is malformed")
	}
	switch {
	case claims.Exp <= 0:
		return errors.New("token expiration required")
	case time.Unix(int64(claims.Exp), 0).Before(time.Now()):
		return errors.New("invalid token: Token is expired")
	case claims.Username == "":
		return errors.New("token must contain a username")
	}
	return nil
}
