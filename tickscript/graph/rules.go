package graph

import (
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
