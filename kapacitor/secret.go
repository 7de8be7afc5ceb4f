package kapacitor

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
