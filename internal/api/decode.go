package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"
)

// decode fills out from the answer.
func decode(resp *Response, allowEmpty bool, out any) error {
	switch o := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*o = resp.Body
		return nil
	case *string:
		*o = string(resp.Body)
		return nil
	}
	if len(bytes.TrimSpace(resp.Body)) == 0 {
		if allowEmpty || resp.Status == http.StatusNoContent || resp.Status == http.StatusResetContent {
			return nil
		}
		return ErrEmptyBody
	}
	dec := json.NewDecoder(bytes.NewReader(resp.Body))
	if err := dec.Decode(out); err != nil {
		return fmt.Errorf("%w (%s: %q): %w", ErrDecode, contentType(resp.Header), snippet(resp.Body), err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("%w: more data after the JSON value", ErrDecode)
	}
	return nil
}

func contentType(h http.Header) string {
	if ct := h.Get("Content-Type"); ct != "" {
		return ct
	}
	return "no content type"
}

// snippet is the start of a body on one line: enough to recognise a proxy's login page in an error.
func snippet(body []byte) string {
	const limit = 200
	s := strings.ToValidUTF8(string(body[:min(len(body), 4*limit)]), "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(s); len(r) > limit {
		s = string(r[:limit]) + "..."
	}
	return s
}
