package kapacitor

import "log/slog"

// Secret is a text that is not shown when printed, logged or encoded; Reveal gives it.
type Secret string

const hidden = "[redacted]"

// Reveal is the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (s Secret) String() string { return hidden }

// GoString hides the secret.
func (s Secret) GoString() string { return hidden }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the secret in JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalText takes the secret.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// secretTexts collects the texts in options of a service, any of which may be a secret that the server repeats in an error. Short ones,
// such as "#ops", are left out: hiding them would make every message unreadable.
func secretTexts(v any) []string {
	const shortest = 8
	switch v := v.(type) {
	case string:
		if len(v) >= shortest {
			return []string{v}
		}
	case map[string]any:
		var out []string
		for _, x := range v {
			out = append(out, secretTexts(x)...)
		}
		return out
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, secretTexts(x)...)
		}
		return out
	case ConfigAction:
		return append(secretTexts(v.Set), secretTexts(v.Add)...)
	}
	return nil
}
