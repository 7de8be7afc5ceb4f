package alerta

import (
	"encoding/json"
	"fmt"
)

// envelope picks one member out of an answer such as {"status":"ok","alert":{...}}.
type envelope struct {
	member string
	into   any
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *envelope) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	m, ok := members[e.member]
	if !ok {
		return fmt.Errorf("answer has no %q", e.member)
	}
	if err := json.Unmarshal(m, e.into); err != nil {
		return fmt.Errorf("%s: %w", e.member, err)
	}
	return nil
}

// okStatus is an answer of which only the success matters; it still has to be the server's own.
type okStatus struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (*okStatus) UnmarshalJSON(raw []byte) error {
	var env struct {
		Status *string `json:"status"`
	}
	if err := json.Unmarshal(raw, &env); err != nil {
		return err
	}
	if env.Status == nil || *env.Status != "ok" {
		return fmt.Errorf(`answer has no "status":"ok"`)
	}
	return nil
}

// must decodes a whole answer and insists on one member, without which the answer is not the server's.
type must struct {
	member string
	into   any
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *must) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	if _, ok := members[m.member]; !ok {
		return fmt.Errorf("answer has no %q", m.member)
	}
	return json.Unmarshal(raw, m.into)
}
