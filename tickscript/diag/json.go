package diag

import (
	"encoding/json"
	"io"
)

// WriteJSON writes the list as one indented JSON array, empty for an empty list,
// followed by a newline. json.Unmarshal into a List reads it back.
func WriteJSON(w io.Writer, list List) error {
	if list == nil {
		list = List{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}
