package alert

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// Secret is a token, key, password or a URL that holds one. Printing it in any
// way, or encoding it, shows that there is one and not which; Reveal gives it.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]", or "" for the empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format prints as String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText encodes as String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// hide replaces every secret in a text, longest first, so that one which is part
// of another does not leave the rest of it.
func hide(text string, secrets []Secret) string {
	list := slices.Clone(secrets)
	slices.SortFunc(list, func(a, b Secret) int { return len(b) - len(a) })
	for _, s := range list {
		if s != "" {
			text = strings.ReplaceAll(text, string(s), redacted)
		}
	}
	return text
}

// secrets collects the secrets that are there.
func secrets(list ...Secret) []Secret {
	var out []Secret
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
