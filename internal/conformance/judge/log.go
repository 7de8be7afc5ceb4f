package judge

import (
	"strings"
)

// nodeErrors picks the errors of one task out of the daemon's log, in the order of their first appearance.
func nodeErrors(log, task string, back *strings.Replacer) []NodeError {
	var out []NodeError
	index := map[NodeError]int{}
	for line := range strings.Lines(log) {
		fields := logfmt(line)
		if fields["lvl"] != "error" || fields["task"] != task {
			continue
		}
		e := NodeError{Node: fields["node"], Message: fields["msg"], Error: back.Replace(fields["err"])}
		if i, ok := index[e]; ok {
			out[i].Count++
			continue
		}
		index[e] = len(out)
		e.Count = 1
		out = append(out, e)
	}
	return out
}

// logfmt reads key=value pairs; a value may be quoted, with \" and \\ inside.
func logfmt(line string) map[string]string {
	fields := map[string]string{}
	rest := strings.TrimSpace(line)
	for rest != "" {
		key, after, ok := strings.Cut(rest, "=")
		if !ok {
			return fields
		}
		key = strings.TrimSpace(key)
		if !strings.HasPrefix(after, `"`) {
			value, next, _ := strings.Cut(after, " ")
			fields[key], rest = value, strings.TrimSpace(next)
			continue
		}
		var b strings.Builder
		i := 1
		for ; i < len(after) && after[i] != '"'; i++ {
			if after[i] == '\\' && i+1 < len(after) {
				i++
				switch after[i] {
				case 'n':
					b.WriteByte('\n')
					continue
				case 't':
					b.WriteByte('\t')
					continue
				}
			}
			b.WriteByte(after[i])
		}
		fields[key] = b.String()
		rest = strings.TrimSpace(after[min(i+1, len(after)):])
	}
	return fields
}

// panicText is the reason a dying daemon printed: the panic's line, or its last log line.
func panicText(log string) string {
	last := ""
	for line := range strings.Lines(log) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return line
		}
		if line != "" {
			last = line
		}
	}
	return last
}
