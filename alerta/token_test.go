package alerta_test

import (
	"encoding/base64"
	"fmt"
)

// token is an unsigned JWT that ends at exp (Unix seconds).
func token(exp int64) string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"HS256"}`) + "." + part(fmt.Sprintf(`{"exp":%d}`, exp)) + ".sig"
}
