package grafana

import (
	"encoding/json"
	"errors"
	"fmt"
)

// must decodes a whole answer and insists on one member, without which the answer is not Grafana's; with member "" on an object.
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
	if members == nil {
		return errors.New("answer is null")
	}
	if _, ok := members[m.member]; !ok && m.member != "" {
		return fmt.Errorf("answer has no %q", m.member)
	}
	return json.Unmarshal(raw, m.into)
}

// message is an answer of which only the success matters; it still has to be Grafana's own: an object.
type message struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (*message) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	if members == nil {
		return errors.New("answer is null")
	}
	return nil
}
