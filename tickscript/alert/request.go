package alert

import (
	"encoding/base64"
	"encoding/json"
)

// post is a POST of JSON.
func post(url string, body []byte, success ...int) *HTTPRequest {
	return &HTTPRequest{Method: "POST", URL: url, Body: body, Success: success, Header: []Header{{"Content-Type", "application/json"}}}
}

func (r *HTTPRequest) basicAuth(user string, password Secret) {
	r.set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password.Reveal())))
	r.Secrets = append(r.Secrets, secrets(password)...)
}

// encode writes a value as an encoder does: with a newline at the end.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return append(b, '\n'), err
}

// rawResult is an event's data inside another value.
func rawResult(series []Series) (json.RawMessage, error) {
	b, err := AppendResult(nil, series)
	return b, err
}

// cut shortens a text to a number of bytes.
func cut(s string, n int) string { return s[:min(n, len(s))] }

// lateTemplate is a template that Kapacitor parses with each event, ignoring
// what goes wrong in executing it: what was rendered before is used.
type lateTemplate struct {
	t   *textTemplate
	err error
}

func late(name, text string) lateTemplate {
	if text == "" {
		return lateTemplate{}
	}
	t, err := newTextTemplate(name, text)
	return lateTemplate{t, err}
}

func (l lateTemplate) render(data any) (string, error) {
	if l.t == nil {
		return "", l.err
	}
	s, _ := l.t.execute(data)
	return s, nil
}
