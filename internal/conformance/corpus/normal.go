package corpus

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// Normal removes from an answer what the server orders by chance, so that two recordings of one behaviour are
// equal: the tags of a body for Alerta (spec H054), the header of a mail, and the order of signatures and names in error
// texts.
func Normal(a judge.Answer) judge.Answer {
	if a.Crashed {
		// Whether the last write was answered before the daemon died is chance, and so is what else had been done.
		a.WriteErrors, a.NodeErrors, a.NodeStats, a.Requests = nil, nil, nil, nil
		for i := range a.Logs {
			a.Logs[i].Lines, a.Logs[i].AtStop = nil, 0
		}
	}
	for i, r := range a.Requests["alerta"] {
		a.Requests["alerta"][i].Body = sortTags(r.Body)
	}
	for i, r := range a.Requests["smtp"] {
		a.Requests["smtp"][i].Body = sortHeader(r.Body)
	}
	a.DefineError = sortLists(a.DefineError)
	a.StartError = sortLists(a.StartError)
	a.TaskError = sortLists(a.TaskError)
	merged := map[judge.NodeError]int{}
	var errors []judge.NodeError
	for _, e := range a.NodeErrors {
		n := e.Count
		e.Count = 0
		e.Error = sortLists(e.Error)
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

// lists are the places in error texts that come from walking a map, with what one item looks like.
var lists = []*struct {
	start string
	item  *regexp.Regexp
}{
	{"available signatures are [", regexp.MustCompile(`\([^()]*\)`)},
	{"values in scope are [", regexp.MustCompile(`"[^"]*"`)},
	{"Names in scope: ", regexp.MustCompile(`[A-Za-z_]\w*`)},
}

// sortLists sorts the items of such a list among their places; what stands between them stays.
func sortLists(text string) string {
	for _, l := range lists {
		i := strings.Index(text, l.start)
		if i < 0 {
			continue
		}
		head, rest := text[:i+len(l.start)], text[i+len(l.start):]
		items := l.item.FindAllString(rest, -1)
		slices.Sort(items)
		n := 0
		text = head + l.item.ReplaceAllStringFunc(rest, func(string) string { n++; return items[n-1] })
	}
	return text
}

// sortHeader sorts the header of a mail and takes the date out.
func sortHeader(mail string) string {
	header, body, ok := strings.Cut(mail, "\r\n\r\n")
	if !ok {
		return mail
	}
	lines := slices.DeleteFunc(strings.Split(header, "\r\n"), func(l string) bool { return strings.HasPrefix(l, "Date: ") })
	slices.Sort(lines)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// inScope are the names that an error text lists. A scope comes from a pool and is not emptied, so what the names of other
// evaluations left in it is chance.
var inScope = regexp.MustCompile(`values in scope are \[[^\]]*\]`)

// Comparable is what of an answer is the same each time the server is asked. Lines whose order between groups is not
// determined are sorted, and so are requests; the names in a scope are left out.
func Comparable(c judge.Case, a judge.Answer) judge.Answer {
	a.NodeErrors = slices.Clone(a.NodeErrors)
	for i := range a.NodeErrors {
		a.NodeErrors[i].Error = inScope.ReplaceAllString(a.NodeErrors[i].Error, "values in scope are []")
	}
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
	if c.Unordered {
		a.Requests = maps.Clone(a.Requests)
		for name, list := range a.Requests {
			list = slices.Clone(list)
			slices.SortFunc(list, func(x, y judge.Request) int { return strings.Compare(x.Body, y.Body) })
			a.Requests[name] = list
		}
	}
	return a
}
