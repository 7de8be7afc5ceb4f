package grafana

import "strings"

// AnnotationTag is a tag of an annotation with a key and a value, "host:web-1". The server takes the first colon for the end of the key,
// drops what follows a second one, and blanks around both; so a colon in key or value becomes "_" here. A value that is empty leaves the key
// alone, as the server has it.
func AnnotationTag(key, value string) string {
	clean := func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), ":", "_") }
	if key, value = clean(key), clean(value); value == "" {
		return key
	}
	return key + ":" + value
}

// maxTagsLength is how long the tags of an annotation may be, written as JSON, unless the server is configured otherwise (annotations,
// tags_length). maxTagLength is what its tables hold of a key or of a value.
const (
	maxTagsLength = 500
	maxTagLength  = 100
)

// fitTags appends those of more which the server stores.
func fitTags(tags []string, more ...string) []string {
	length := 2
	seen := map[string]bool{}
	for _, t := range tags {
		length += len(t) + 3
		seen[t] = true
	}
	for _, t := range more {
		key, value, _ := strings.Cut(t, ":")
		if key == "" || seen[t] || len(key) > maxTagLength || len(value) > maxTagLength || length+len(t)+3 > maxTagsLength {
			continue
		}
		seen[t] = true
		length += len(t) + 3
		tags = append(tags, t)
	}
	return tags
}
