package vet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

// surprise says where a script's author hears of one of Kapacitor's surprises:
// from checks; from the parser or the graph, with a script that shows it; or why
// the text of a script cannot tell.
type surprise struct {
	checks       string
	script, code string
	why          string
}

func by(checks string) surprise          { return surprise{checks: checks} }
func shown(script, code string) surprise { return surprise{script: script, code: code} }
func hidden(why string) surprise         { return surprise{why: why} }

// The reasons that several have in common.
const (
	inTheData   = "depends on the points that come: "
	everywhere  = "holds for every such node, whatever is written: "
	atTheServer = "depends on the server's configuration or state: "
	inTheAPI    = "is about requests to the server, not about scripts: "
)

var surprises = map[string]surprise{
	"S001": by("silence late-result deadman-groups"),
	"S002": hidden(everywhere + "the time that a window's batch is stamped with"),
	"S003": by("join-align"),
	"S004": by("silence"),
	"S005": by("window-every-point"),
	"S006": hidden(inTheData + "late points"),
	"S007": by("window-name"),
	"S008": by("barrier-join silence"),
	"S009": by("fill-period-align"),
	"S010": by("barrier-period"),
	"S011": by("stream-aggregate late-result"),
	"S012": by("late-result"),
	"S013": hidden(everywhere + "what is lost when a task stops"),
	"S014": by("held-back"),
	"S015": by("held-back"),
	"S016": by("truncate-and-round"),
	"S017": by("out-database template-tag missing-field"),
	"S018": by("outer-join-fill"),
	"S019": by("outer-join-null"),
	"S020": by("outer-join-fill join-groups"),
	"S021": by("schema"),
	"S022": by("chained-from"),
	"S023": by("batch-group"),
	"S024": by("points-twice"),
	"S025": by("dbrp-mismatch"),
	"S026": hidden(inTheData + "which fields the first point of a batch has"),
	"S027": by("missing-field"),
	"S028": by("no-effect"),
	"S029": {checks: "argument-range", script: "stream|from()|window().period(1m).every(1m)|percentile('v', 50)|log()", code: "argument-type"},
	"S030": hidden(inTheData + "values that are all distinct, points of equal times"),
	"S031": hidden(inTheData + "how many points a window holds"),
	"S032": hidden(inTheData + "whether a batch is empty"),
	"S033": hidden(inTheData + "fields whose type changes"),
	"S034": by("missing-field"),
	"S035": by("batch-float"),
	"S036": hidden(inTheData + "nulls in the result of a query"),
	"S037": by("query-group-by"),
	"S038": hidden(inTheAPI + "recordings and replays"),
	"S039": hidden(everywhere + "the time that a query's batch is stamped with"),
	"S040": by("types"),
	"S041": by("division-by-zero substring"),
	"S042": by("if-guard"),
	"S043": by("field-and-tag"),
	"S044": by("time-zone"),
	"S045": by("string-bytes substring"),
	"S046": by("types"),
	"S047": by("human-bytes"),
	"S048": by("types undefined-lambda-function"),
	"S049": by("shared-state"),
	"S050": by("shared-state"),
	"S051": by("shared-state"),
	"S052": by("eval-overwrite"),
	"S053": by("missing-field"),
	"S054": hidden(inTheData + "points of equal or earlier times"),
	"S055": hidden(inTheData + "nulls and fields whose type changes"),
	"S056": by("state-outside state-resets"),
	"S057": by("batch-group"),
	"S058": by("flatten-on"),
	"S059": hidden(inTheData + "which points of one time match which expression"),
	"S060": by("combine-crash"),
	"S061": by("barrier-join"),
	"S062": by("outer-join-null"),
	"S063": by("trickle"),
	"S064": {checks: "sideload-source", script: "stream|from()|influxDBOut().database('a').flushInterval(0s)", code: "influxdbout-flush"},
	"S065": by("sideload-int"),
	"S066": by("current-field"),
	"S067": hidden(atTheServer + "what else changes the number of replicas"),
	"S068": shown("stream|from()|window().period(1h30m).every(1h)|log()", "parse"),
	"S069": by("octal"),
	"S070": by("escape"),
	"S071": shown("stream|from()|where(lambda: \"a\" == true)|log()", graph.CodeUndefinedName),
	"S072": by("precedence"),
	"S073": shown("var l = [1, 2]\nstream|from()|log()", "parse"),
	"S074": by("trailing-comment"),
	"S075": by("bare-call"),
	"S076": shown("stream|from()|alert().post().url('http://x')", graph.CodeUnknownMethod),
	"S077": shown("stream|from()|alert().id(5)", graph.CodeArgumentType),
	"S078": hidden("the script is right either way; tick graph prints the nodes with the numbers that Kapacitor gives them"),
	"S079": shown("stream|from()|sample(0)|log()", "sample-rate"),
	"S080": by("flapping-history flapping"),
	"S081": by("flapping-history"),
	"S082": by("flapping-history"),
	"S083": by("alert-filter"),
	"S084": by("batch-level batch-any"),
	"S085": by("inhibited"),
	"S086": by("details-escaped template"),
	"S087": by("group-text"),
	"S088": by("missing-field types"),
	"S089": hidden(inTheData + "when an interval of stateChangesOnly is over goes by the times of points"),
	"S090": hidden(atTheServer + "handlers that are global or send changes only"),
	"S091": hidden(inTheAPI + "how level names are read"),
	"S092": by("handler-limits"),
	"S093": by("no-effect"),
	"S094": by("hidden-property"),
	"S095": hidden(inTheAPI + "options of topic handlers"),
	"S096": hidden(inTheAPI + "match of topic handlers"),
	"S097": hidden(atTheServer + "topic-buffer-length"),
	"S098": hidden(inTheAPI + "PATCH of a task"),
	"S099": hidden(inTheAPI + "POST of a task that does not start"),
	"S100": hidden(inTheAPI + "codes for unknown ids"),
	"S101": hidden(inTheAPI + "writes"),
	"S102": hidden(inTheAPI + "recordings"),
	"S103": hidden(inTheAPI + "replays"),
	"S104": hidden(inTheAPI + "replays"),
	"S105": hidden(inTheAPI + "files of recordings"),
	"S106": hidden(inTheAPI + "files of recordings"),
	"S107": by("stats-align deadman-start deadman-groups"),
	"S108": by("stats-children"),
	"S109": {checks: "no-effect", script: "dbrp \"a\".\"b\"\nstream|from()|kapacitorLoopback().database('a').retentionPolicy('b')", code: "loopback-loop"},
	"S110": by("out-database"),
	"S111": by("post-code"),
	"S112": hidden(atTheServer + "restarts"),
	"S113": hidden(atTheServer + "the last event of a topic"),
	"S114": by("types"),
	"S115": hidden(inTheAPI + "DELETE of a disabled task"),
	"S116": hidden(inTheData + "late points"),
	"S117": hidden(inTheAPI + "replays"),
	"S118": shown("stream|from().measurement|log()", graph.CodePropertyRead),
}

// TestEverySurpriseHasACheck keeps the list of Kapacitor's 118 surprises
// complete: what a script's text shows is found, and for the others it is said
// why the text does not show it.
func TestEverySurpriseHasACheck(t *testing.T) {
	const all = 118
	codes := map[string]bool{}
	for _, c := range vet.Checks() {
		codes[c.Code] = true
	}
	for i := 1; i <= all; i++ {
		s, ok := surprises[fmt.Sprintf("S%03d", i)]
		require.True(t, ok, "S%03d has neither a check nor a reason", i)
		for _, code := range strings.Fields(s.checks) {
			require.True(t, codes[code], "S%03d: there is no check %s", i, code)
		}
		switch {
		case s.script != "":
			_, diags := vet.Script(s.script, graph.Options{}, vet.Options{})
			var got []string
			for _, d := range diags {
				got = append(got, d.Code)
			}
			require.Contains(t, got, s.code, "S%03d: %s", i, s.script)
		case s.checks == "":
			require.NotEmpty(t, s.why, "S%03d", i)
		}
	}
	require.Len(t, surprises, all)
}
