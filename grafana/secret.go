package grafana

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a password, a token or a key. However it is printed, logged or encoded, it shows that there is one and not which; Reveal gives
// it.
type Secret string

const hidden = "[redacted]"

// Reveal is the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret; the empty one is "".
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// Format prints as String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret in JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the secret.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

func reveal(secrets map[string]Secret) map[string]string {
	if len(secrets) == 0 {
		return nil
	}
	out := make(map[string]string, len(secrets))
	for k, s := range secrets {
		out[k] = s.Reveal()
	}
	return out
}

// secretValues are the values that must not be shown in errors about the call that carries them.
func secretValues(secrets map[string]Secret) []string {
	var out []string
	for _, s := range secrets {
		if s != "" {
			out = append(out, s.Reveal())
		}
	}
	return out
}
