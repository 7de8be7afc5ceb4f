package graph

import (
	"io/fs"
	"path"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
)

// customRules are the rules of the catalog that are more than data, by code. A
// rule of the catalog that is not here is checked elsewhere or needs to know the
// server's configuration; a test names these.
var customRules map[string]func(*settings)

func init() {
	customRules = map[string]func(*settings){
		"dimension-empty":          dimensionEmpty,
		"dimension-star-alone":     dimensionStar,
		"dimension-type":           dimensionType,
		"groupby-exclude":          groupByExclude,
		"window-every-count":       windowEveryCount,
		"barrier-idle":             barrierIdle,
		"barrier-period":           barrierPeriod,
		"sample-rate":              sampleRate,
		"shift-zero":               shiftZero,
		"stats-interval":           statsInterval,
		"default-type":             defaultType,
		"eval-as-count":            evalAsCount,
		"eval-tags":                evalTags,
		"join-as":                  asRequired,
		"join-as-count":            joinAsCount,
		"join-as-empty":            asEmpty,
		"join-as-delimiter":        asDelimiter,
		"join-as-distinct":         asDistinct,
		"join-fill":                fillOption("null", "none"),
		"combine-as":               asRequired,
		"combine-as-count":         combineAsCount,
		"combine-as-empty":         asEmpty,
		"combine-as-delimiter":     asDelimiter,
		"combine-as-distinct":      asDistinct,
		"query-fill":               fillOption("null", "none", "previous", "linear"),
		"query-one-time-dimension": oneTimeDimension,
		"query-text":               queryText,
		"httpout-endpoint-unique":  endpointUnique,
		"httppost-one-url":         httpPostOneURL,
		"httppost-one-endpoint":    httpPostOneEndpoint,
		"httppost-target":          httpPostTarget,
		"httppost-one-target":      httpPostOneTarget,
		"header-authenticate":      headerAuthenticate,
		"influxdbout-flush":        influxDBOutFlush,
		"loopback-loop":            loopbackLoop,
		"alert-flapping":           alertFlapping,
		"log-path":                 logPath,
		"log-mode":                 logMode,
		"post-target":              postTarget,
		"snmptrap-oid":             snmpOID,
		"snmptrap-type":            snmpType,
	}
}

// dimensions are the arguments of groupBy, the node or the property.
func (s *settings) dimensions() []Value {
	if s.node.Kind() == "groupBy" {
		return s.args
	}
	if c, ok := s.last("groupBy"); ok {
		return c.Args
	}
	return nil
}

func dimensionEmpty(s *settings) {
	for _, v := range s.dimensions() {
		if v.Type == catalog.String && v.Str == "" {
			s.fail(v.Range)
			return
		}
	}
}

func dimensionStar(s *settings) {
	for _, v := range s.dimensions() {
		if v.Type == catalog.Star && len(s.dimensions()) > 1 {
			s.fail(v.Range)
			return
		}
	}
}

func dimensionType(s *settings) {
	for _, v := range s.dimensions() {
		switch v.Type {
		case catalog.String, catalog.Star:
		case catalog.Ref:
			s.fail(v.Range, "*ast.ReferenceNode").hint("write '" + v.Str + "' in single quotes")
		case catalog.TimeDim, catalog.Duration:
			s.fail(v.Range, goTypeOf(v.Type)).hint("a stream is grouped by tags; window() divides it by time")
		case 0:
			s.fail(v.Range, "tick.unboundFunc")
		default:
			s.fail(v.Range, v.goType())
		}
	}
}

// goType names the value's type as Kapacitor's messages do.
func (v Value) goType() string {
	if v.Node != nil {
		return operand{kind: opNode, node: v.Node}.goType()
	}
	return goTypeOf(v.Type)
}

func groupByExclude(s *settings) {
	for _, v := range s.dimensions() {
		if v.Type == catalog.Star {
			return
		}
	}
	if c, ok := s.last("exclude"); ok && len(c.Args) > 0 {
		s.fail(c.Range)
	}
}

func windowEveryCount(s *settings) {
	if s.int("periodCount") != 0 && s.int("everyCount") <= 0 {
		s.fail(s.at("everyCount"))
	}
}

func barrierIdle(s *settings) {
	if s.dur("period") == 0 && s.dur("idle") <= 0 {
		s.fail(s.at("idle"))
	}
}

func barrierPeriod(s *settings) {
	if !s.broken && s.dur("period") <= 0 && s.dur("idle") == 0 {
		s.fail(s.at("period"))
	}
}

func sampleRate(s *settings) {
	n, d := int64(0), int64(0)
	if len(s.args) > 0 {
		n, d = s.args[0].Int, int64(s.args[0].Dur)
	}
	if c, ok := s.last("n"); ok {
		n = c.Args[0].Int
	}
	if c, ok := s.last("duration"); ok {
		d = int64(c.Args[0].Dur)
	}
	if n == 0 && d == 0 {
		s.fail(s.rng)
	}
}

// durArg is the duration a node was created with, or that a property put in its
// place.
func (s *settings) durArg(replacedBy string) (int64, diag.Range) {
	if c, ok := s.last(replacedBy); ok {
		return int64(c.Args[0].Dur), c.Range
	}
	if len(s.args) > 0 {
		return int64(s.args[0].Dur), s.args[0].Range
	}
	return 0, s.rng
}

func shiftZero(s *settings) {
	if d, at := s.durArg("shift"); d == 0 {
		s.fail(at)
	}
}

func statsInterval(s *settings) {
	if d, at := s.durArg("interval"); d <= 0 {
		s.fail(at)
	}
}

func defaultType(s *settings) {
	for _, c := range callsOf(s.calls, "field") {
		v := c.Args[1]
		switch v.Type {
		case catalog.Float, catalog.Int, catalog.Bool, catalog.String:
		case catalog.Ref:
			s.fail(v.Range, goTypeOf(v.Type), c.Args[0].Str).hint("write '" + v.Str + "' in single quotes")
		default:
			s.fail(v.Range, v.goType(), c.Args[0].Str)
		}
	}
}

func (s *settings) names(property string) []Value {
	if c, ok := s.last(property); ok {
		return c.Args
	}
	return nil
}

func evalAsCount(s *settings) {
	if as := s.names("as"); len(as) != len(s.args) {
		s.fail(s.at("as"), len(as), len(s.args))
	}
}

func evalTags(s *settings) {
	as := map[string]bool{}
	for _, v := range s.names("as") {
		as[v.Str] = true
	}
	for _, tag := range s.names("tags") {
		if !as[tag.Str] {
			s.fail(tag.Range, tag.Str)
		}
	}
}

func asRequired(s *settings) {
	if len(s.names("as")) == 0 {
		d := s.fail(s.rng)
		switch {
		case s.node.Kind() == "join" && len(s.node.Parents) == 2:
			d.hint("write .as('left', 'right')")
		default:
			d.hint("write .as('name', ...), one name for each")
		}
	}
}

func joinAsCount(s *settings) {
	if as := s.names("as"); len(as) > 0 && len(as) != len(s.node.Parents) {
		s.fail(s.at("as")).hint("there are " + plural(len(as), "prefix") + " for " + plural(len(s.node.Parents), "node"))
	}
}

func combineAsCount(s *settings) {
	if as := s.names("as"); len(as) > 0 && len(as) != len(s.args) {
		s.fail(s.at("as"))
	}
}

func asEmpty(s *settings) {
	for _, v := range s.names("as") {
		if v.Str == "" {
			s.fail(v.Range)
		}
	}
}

func asDelimiter(s *settings) {
	delimiter := "."
	if c, ok := s.last("delimiter"); ok {
		delimiter = c.Args[0].Str
	}
	if delimiter == "" && s.node.Kind() == "join" {
		return
	}
	for _, v := range s.names("as") {
		if v.Str != "" && strings.Contains(v.Str, delimiter) {
			s.fail(v.Range, v.Str, delimiter)
		}
	}
}

func asDistinct(s *settings) {
	seen := map[string]bool{}
	for _, v := range s.names("as") {
		if v.Str != "" && seen[v.Str] {
			s.fail(v.Range)
		}
		seen[v.Str] = true
	}
}

// fillOption checks a fill of a fixed set of words or a number. Everything that
// is neither a string nor a number is ignored by Kapacitor in silence.
func fillOption(words ...string) func(*settings) {
	return func(s *settings) {
		c, ok := s.last("fill")
		if !ok {
			return
		}
		switch v := c.Args[0]; v.Type {
		case catalog.String:
			if !contains(words, v.Str) {
				s.fail(v.Range, v.Str).hint("write '" + strings.Join(words, "', '") + "' or a number")
			}
		case catalog.Float, catalog.Int:
		case catalog.Ref:
			s.b.warnAt(v.Range, CodeDoubleQuotes, "fill(\"%s\") is ignored; double quotes name a field or a tag", v.Str).
				hint("write '" + v.Str + "' in single quotes")
		default:
			s.b.warnAt(v.Range, CodeArgumentType, "fill ignores %s", article(typeName(v.Type))).
				hint("write '" + strings.Join(words, "', '") + "' or a number")
		}
	}
}

func oneTimeDimension(s *settings) {
	n := 0
	for _, v := range s.dimensions() {
		switch v.Type {
		case catalog.Duration, catalog.TimeDim:
			if n++; n > 1 {
				s.fail(v.Range)
			}
		case catalog.String, catalog.Star:
		case catalog.Ref:
			s.b.errorAt(v.Range, CodeDoubleQuotes, "groupBy wants a string; double quotes name a field or a tag").
				kapacitor("invalid dimension type:*ast.ReferenceNode, must be string or time.Duration").
				hint("write '" + v.Str + "' in single quotes")
		default:
			t := v.goType()
			if v.Type == 0 {
				t = "tick.unboundFunc"
			}
			s.b.errorAt(v.Range, CodeArgumentType, "a query is grouped by tags, * or time, not by %s", article(typeName(v.Type))).
				kapacitor("invalid dimension type:%s, must be string or time.Duration", t)
		}
	}
}

// queryText tells what is certainly not one SELECT statement; the rest of the
// InfluxQL grammar is the server's.
func queryText(s *settings) {
	if len(s.args) == 0 {
		return
	}
	v := s.args[0]
	if c, ok := s.last("queryStr"); ok {
		v = c.Args[0]
	}
	statements := splitStatements(v.Str)
	switch {
	case len(statements) != 1:
		s.b.errorAt(v.Range, s.rule.Code, "the query holds %s, not one", plural(len(statements), "statement")).
			kapacitor("query must be a single select statement, got %d statements", len(statements))
	case !hasWord(statements[0], "SELECT"):
		d := s.b.errorAt(v.Range, s.rule.Code, "the query is not a SELECT statement").
			hint(`write SELECT ... FROM "database"."retention policy"."measurement"`)
		for _, w := range []string{"SHOW", "CREATE", "DROP", "DELETE", "ALTER", "GRANT", "REVOKE", "KILL", "SET", "EXPLAIN"} {
			if hasWord(statements[0], w) {
				d.kapacitor("query is not a select statement %q", v.Str)
			}
		}
	}
}

func hasWord(text, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
}

// splitStatements divides an InfluxQL text at its semicolons, and leaves out
// comments and what is blank.
func splitStatements(text string) []string {
	var out []string
	var cur strings.Builder
	end := func() {
		if t := strings.TrimSpace(cur.String()); t != "" {
			out = append(out, t)
		}
		cur.Reset()
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ';':
			end()
		case c == '\'' || c == '"':
			// What is quoted is of no interest but for its end.
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			cur.WriteByte(c)
		case strings.HasPrefix(text[i:], "--"):
			for i < len(text) && text[i] != '\n' {
				i++
			}
			cur.WriteByte(' ')
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				n = len(text)
			}
			i += n + 3
			cur.WriteByte(' ')
		default:
			cur.WriteByte(c)
		}
	}
	end()
	return out
}

func endpointUnique(s *settings) {
	name := ""
	if len(s.args) > 0 {
		name = s.args[0].Str
	}
	if c, ok := s.last("endpoint"); ok {
		name = c.Args[0].Str
	}
	if s.b.endpoints == nil {
		s.b.endpoints = map[string]*Node{}
	}
	if first := s.b.endpoints[name]; first != nil && first != s.node {
		s.fail(s.rng, name)
		return
	}
	s.b.endpoints[name] = s.node
}

func httpPostOneURL(s *settings) {
	if len(s.args) > 1 {
		s.fail(s.args[1].Range, len(s.args))
	}
}

func httpPostOneEndpoint(s *settings) {
	if cs := callsOf(s.calls, "endpoint"); len(cs) > 1 {
		s.fail(cs[1].Range, len(cs))
	}
}

func httpPostTarget(s *settings) {
	if _, ok := s.last("endpoint"); !ok && len(s.args) == 0 {
		s.fail(s.rng)
	}
}

func httpPostOneTarget(s *settings) {
	if c, ok := s.last("endpoint"); ok && len(s.args) > 0 {
		s.fail(c.Range)
	}
}

func headerAuthenticate(s *settings) {
	for _, c := range callsOf(s.calls, "header") {
		if strings.EqualFold(c.Args[0].Str, "authenticate") {
			d := s.fail(c.Range)
			if s.noun == "post" {
				d.kapacitor("invalid post: cannot set 'authenticate' header")
			}
		}
	}
}

func influxDBOutFlush(s *settings) {
	if c, ok := s.last("flushInterval"); ok && c.Args[0].Dur <= 0 {
		s.fail(c.Range)
	}
}

func loopbackLoop(s *settings) {
	to := DBRP{Database: s.str("database"), RetentionPolicy: s.str("retentionPolicy")}
	dbrps := s.b.g.DBRPs
	if len(dbrps) == 0 {
		dbrps = s.b.opts.DBRPs
	}
	for _, d := range dbrps {
		if d == to {
			s.fail(s.rng, d)
		}
	}
}

func alertFlapping(s *settings) {
	c, ok := s.last("flapping")
	if !ok {
		return
	}
	low, high := c.Args[0].Float, c.Args[1].Float
	for _, x := range s.calls {
		switch x.Name {
		case "flapping":
			low, high = x.Args[0].Float, x.Args[1].Float
		case "flapLow":
			low = x.Args[0].Float
		case "flapHigh":
			high = x.Args[0].Float
		}
	}
	if low > 1 || high > 1 {
		s.fail(c.Range).hint("write 0.25 for 25 percent")
	}
}

func logPath(s *settings) {
	v := Value{Range: s.rng}
	if len(s.args) > 0 {
		v = s.args[0]
	}
	if c, ok := s.last("filePath"); ok {
		v = c.Args[0]
	}
	if !path.IsAbs(v.Str) {
		s.fail(v.Range, v.Str).kapacitor("failed to create log alert handler: log path must be absolute: %s is not absolute", v.Str)
	}
}

func logMode(s *settings) {
	c, ok := s.last("mode")
	if !ok || c.Args[0].Int == 0 {
		return
	}
	if m := c.Args[0].Int; m&0o200 == 0 {
		s.fail(c.Range).hint("write the mode as an octal number: 0644").
			kapacitor("failed to create log alert handler: invalid file mode %v, must be user writable", fs.FileMode(m))
	}
}

func postTarget(s *settings) {
	url := s.str("uRL")
	if _, ok := s.last("uRL"); !ok && len(s.args) > 0 {
		url = s.args[0].Str
	}
	if url == "" && s.str("endpoint") == "" {
		s.fail(s.rng).hint("write .post('http://...') or .post().endpoint('name')")
	}
}

func snmpOID(s *settings) {
	oid, at := "", s.rng
	if len(s.args) > 0 {
		oid, at = s.args[0].Str, s.args[0].Range
	}
	if c, ok := s.last("trapOid"); ok {
		oid, at = c.Args[0].Str, c.Range
	}
	if oid == "" {
		s.fail(at).kapacitor("invalid SNMP trap %q: you must supply a trap Oid", oid)
	}
}

func snmpType(s *settings) {
	oid := ""
	if len(s.args) > 0 {
		oid = s.args[0].Str
	}
	for _, c := range callsOf(s.calls, "data") {
		switch t := c.Args[1].Str; t {
		case "c", "i", "n", "s", "t":
		default:
			s.fail(c.Args[1].Range, t, c.Args[0].Str).
				kapacitor("invalid SNMP trap %q: unsupported data type %q for data entry %q", oid, t, c.Args[0].Str).
				hint("write 'c' for a counter, 'i' for an integer, 'n' for null, 's' for a string or 't' for time ticks")
		}
	}
}
