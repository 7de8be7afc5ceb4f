package corpus

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// Normal removes from an answer what the server orders by chance, so that two recordings of one behaviour are
// equal: the tags of a body for Alerta (spec H054), and the order of signatures and names in error texts.
func Normal(a judge.Answer) judge.Answer {
	for i, r := range a.Requests["alerta"] {
		a.Requests["alerta"][i].Body = sortTags(r.Body)
	}
	a.DefineError = sortBrackets(a.DefineError)
	a.StartError = sortBrackets(a.StartError)
	a.TaskError = sortBrackets(a.TaskError)
	merged := map[judge.NodeError]int{}
	var errors []judge.NodeError
	for _, e := range a.NodeErrors {
		n := e.Count
		e.Count = 0
		e.Error = sortBrackets(e.Error)
		if _, ok := merged[e]; !ok {
			errors = append(errors, e)
		}
		merged[e] += n
	}
	// Nodes run at the same time: the order between two of them means nothing.
	sort.SliceStable(errors, func(i, j int) bool { return errors[i].Node < errors[j].Node })
	for i := range errors {
		errors[i].Count = merged[errors[i]]
	}
	a.NodeErrors = errors
	return a
}

// sortTags sorts the list "tags" of a JSON object and leaves every other byte where it is.
func sortTags(body string) string {
	dec := json.NewDecoder(strings.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return body
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return body
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return body
		}
		if key != "tags" {
			continue
		}
		var tags []json.RawMessage
		if err := json.Unmarshal(value, &tags); err != nil {
			return body
		}
		slices.SortFunc(tags, func(a, b json.RawMessage) int { return strings.Compare(string(a), string(b)) })
		parts := make([]string, len(tags))
		for i, t := range tags {
			parts[i] = string(t)
		}
		end := int(dec.InputOffset())
		return body[:end-len(value)] + "[" + strings.Join(parts, ",") + "]" + body[end:]
	}
	return body
}

// sortBrackets sorts the items of the lists in an error text that comes from walking a map.
func sortBrackets(text string) string {
	for _, start := range []string{"available signatures are [", "values in scope are [", "Names in scope: "} {
		i := strings.Index(text, start)
		if i < 0 {
			continue
		}
		from := i + len(start)
		to := len(text)
		if strings.HasSuffix(start, "[") {
			if end := strings.LastIndexByte(text, ']'); end > from {
				to = end
			}
		} else if end := strings.IndexByte(text[from:], '\n'); end >= 0 {
			to = from + end
		}
		list, sep := text[from:to], ","
		if strings.Contains(list, "(") {
			// Signatures contain commas themselves.
			list, sep = strings.ReplaceAll(list, "),", ")\x00"), "\x00"
		}
		items := strings.Split(list, sep)
		slices.Sort(items)
		if sep == "\x00" {
			sep = ","
		}
		text = text[:from] + strings.Join(items, sep) + text[to:]
	}
	return text
}

// Comparable is what of an answer is the same each time the server is asked. Lines whose order between groups is not
// determined are sorted, and so are requests.
func Comparable(c judge.Case, a judge.Answer) judge.Answer {
	a = Normal(a)
	logs := make([]judge.LogFile, len(a.Logs))
	for i, l := range a.Logs {
		l.Lines = slices.Clone(l.Lines)
		if c.Unordered {
			slices.Sort(l.Lines)
		}
		logs[i] = l
	}
	a.Logs = logs
	return a
}
