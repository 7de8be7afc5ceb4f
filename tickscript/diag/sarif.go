package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Tool describes, for SARIF, the program that made the findings.
type Tool struct {
	Name, Version string
	// URI is where the program is documented; may be empty.
	URI string
	// Rules are the findings it can make; codes that occur in a list and are
	// not among them are added by WriteSARIF.
	Rules []Rule
}

// Rule describes a diagnostic code.
type Rule struct {
	Code string
	// Description is one sentence; may be empty, as may HelpURI.
	Description, HelpURI string
}

// WriteSARIF writes the list as a SARIF 2.1.0 log with one run. source returns
// the text of a file named in a diagnostic, by which columns are counted in
// characters as SARIF wants them; where it is nil or returns "", columns stay
// bytes.
func WriteSARIF(w io.Writer, tool Tool, list List, source func(file string) string) error {
	rules := slices.Clone(tool.Rules)
	index := make(map[string]int, len(rules))
	for i, r := range rules {
		index[r.Code] = i
	}
	results := make([]sarifResult, 0, len(list))
	lines := map[string][]string{}
	for _, d := range list {
		at, known := index[d.Code]
		if !known {
			at = len(rules)
			index[d.Code] = at
			rules = append(rules, Rule{Code: d.Code})
		}
		if _, split := lines[d.File]; !split && source != nil {
			lines[d.File] = strings.Split(source(d.File), "\n")
		}
		results = append(results, newResult(d, at, lines[d.File]))
	}
	log := sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{Driver: sarifDriver{
				Name: tool.Name, Version: tool.Version, InformationURI: tool.URI, Rules: sarifRules(rules),
			}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
		}},
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(log)
}

func sarifRules(rules []Rule) []sarifRule {
	out := make([]sarifRule, len(rules))
	for i, r := range rules {
		out[i] = sarifRule{ID: r.Code, HelpURI: r.HelpURI}
		if r.Description != "" {
			out[i].ShortDescription = &sarifMessage{r.Description}
		}
	}
	return out
}

func newResult(d Diagnostic, rule int, lines []string) sarifResult {
	r := sarifResult{RuleID: d.Code, RuleIndex: rule, Level: d.Severity.String(), Message: sarifMessage{d.Message}}
	if d.Severity == Info {
		r.Level = "note"
	}
	if d.Hint != "" {
		r.Message.Text += " (" + d.Hint + ")"
	}
	if d.Kapacitor != "" {
		r.Properties = map[string]string{"kapacitor": d.Kapacitor}
	}
	if d.File == "" {
		return r
	}
	var loc sarifLocation
	loc.Physical.Artifact.URI = (&url.URL{Path: filepath.ToSlash(d.File)}).String()
	if s, e := d.Range.Start, d.Range.End; s.IsValid() {
		loc.Physical.Region = &sarifRegion{StartLine: s.Line, StartColumn: column(s, lines)}
		if e.IsValid() {
			loc.Physical.Region.EndLine = e.Line
			loc.Physical.Region.EndColumn = column(e, lines)
		}
	}
	r.Locations = []sarifLocation{loc}
	return r
}

// column counts the characters up to a place.
func column(p Pos, lines []string) int {
	if p.Line > len(lines) || p.Col-1 > len(lines[p.Line-1]) {
		return p.Col
	}
	return 1 + utf8.RuneCountInString(lines[p.Line-1][:p.Col-1])
}

type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri,omitempty"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string        `json:"id"`
		ShortDescription *sarifMessage `json:"shortDescription,omitempty"`
		HelpURI          string        `json:"helpUri,omitempty"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID     string            `json:"ruleId"`
		RuleIndex  int               `json:"ruleIndex"`
		Level      string            `json:"level"`
		Message    sarifMessage      `json:"message"`
		Locations  []sarifLocation   `json:"locations,omitempty"`
		Properties map[string]string `json:"properties,omitempty"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *sarifRegion `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)
