package kapacitor

import (
	"encoding/json"
	"fmt"
)

// answer decodes a whole answer and insists on one member, without which it is some other server's.
type answer struct {
	must string
	into any
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *answer) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	if _, ok := members[a.must]; !ok && a.must != "" {
		return fmt.Errorf("answer has no %q", a.must)
	}
	return json.Unmarshal(raw, a.into)
}
