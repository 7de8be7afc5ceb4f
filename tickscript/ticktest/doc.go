// Package ticktest tests TICKscript rules like code: a test feeds a script with
// series, moves the clock along, and says which alert events must come of it,
// and when. Nothing is sent anywhere, and a day takes milliseconds.
//
// Tests are written in Go, for go test:
//
//	ticktest.Run(t, ticktest.Case{
//		File: "disk.tick",
//		Data: `disk,host=a used_percent @10s: 70x6 95x6 60x3`,
//		Events: `
//			1m   crit  a/disk_used  message="a/disk_used:95"
//			2m   ok    a/disk_used  was=crit for=1m
//		`,
//	})
//
// or as text files, for tick test and, with [Files], for go test too:
//
//	# The disk rule.
//	script disk.tick
//
//	test a disk fills up and is cleaned
//	  data
//	    disk,host=a used_percent @10s: 70x6 95x6 60x3
//	  events
//	    1m   crit  a/disk_used
//	    2m   ok    a/disk_used
//
// # Files
//
// A file is made of lines. A line that starts with # is a comment, and so is
// what follows a # that stands by itself behind a space. What is indented deeper
// than a line belongs to that line. In the grammar, [x] may be left out, and ...
// stands for the deeper lines:
//
//	file      = { setting } { test }
//	test      = "test" NAME { setting | expectation }     settings and expectations indented
//	setting   = "script" PATH                relative to the file
//	          | "script" ...                 the script itself
//	          | "var" NAME "=" VALUE         a variable of the script, as tick replay -var takes it
//	          | "task" NAME                  what templates see as .TaskName; default: the script file's name
//	          | "type" ("stream" | "batch")  default: told from the script
//	          | "db" DB "." RP               where the points are written to; default: where the script looks
//	          | "start" TIME                 what 0s means, RFC 3339; default: 2024-01-01T00:00:00Z
//	          | "until" DURATION             the clock runs on until then
//	          | "data" ...                   a series or a line on each line
//	          | "steps" ...                  a step on each line
//	expectation
//	          = "events" ["of" SELECTOR] ["none" | ...]   an event on each line
//	          | "levels" ...                 a selector and its levels on each line
//	          | "node" NODE ["none" | ...]   a point on each line
//	          | "counts" ...                 a node and its counters on each line
//	          | "httpout" NAME ["at" TIME] ["none" | ...] a point on each line
//	          | "payloads" KIND ["of" SELECTOR] ["none" | ...]   a payload on each line
//	          | "errors" ["none" | "any" | ...]           an error on each line
//	          | "diagnostics" ["none" | ...]              a diagnostic on each line
//
// Settings before the first test are those of all tests; a test may replace
// them, and adds to their data and steps.
//
// # Time
//
// Every time is a duration since the start, such as 90s, 1m30s or 2d. A point
// arrives when its time has come: the wall clock, which drives deadman, stats,
// idle barriers and schedules, has moved there and done what was due until then.
// Points of one time arrive in the order in which they are written down.
//
// # Data
//
//	series    = NAME { "," TAG "=" VALUE } FIELD "@" STEP [ "+" OFFSET ] [ "~" JITTER [ "/" SEED ] ] ":" { item }
//	item      = value [ "x" COUNT ]                  the value, COUNT times
//	          | number ("+" | "-") NUMBER "x" COUNT  COUNT values, each that much more or less than the one before
//	          | "_" [ "x" COUNT ]                    COUNT steps without a point
//	          | "stale"                              one step without a point: InfluxDB knows no marker
//	value     = 70 | 70i | true | "text"             float, integer, boolean, string
//
// The series disk,host=a used_percent @2s: 70+1x20 _x5 95x10 has 20 points from
// 0s on, nothing for 10 seconds, and 10 points more. JITTER moves each point by up
// to that much in either direction, by chance, which is the same in every run.
// Fields of one series at one time are one point.
//
// A line of line protocol stands for itself; its time is @OFFSET or nanoseconds:
//
//	disk,host=a used_percent=95,path="/var" @30s
//
// # Steps
//
// Steps are what happens beside the points, in front of those of their time:
//
//	step      = TIME "restart"                the task stops and starts again
//	          | TIME "script" PATH            and has another script then
//	          | TIME "var" NAME "=" VALUE     or another value of a variable
//	          | TIME "clock" TIME             the wall clock runs on to a later time
//
// A task that starts again has lost its windows, joins and counters, as on a
// server; alert nodes with a handler or a named topic know the levels of their
// events again, by the events' ids and the node's name. After "clock" the points
// up to its time come late, which a deadman sees.
//
// # Events
//
//	event     = TIME LEVEL ID { attribute }
//	attribute = ("was" | "for" | "message" | "details" | "name" | "group" | "node" | "tag." KEY | "field." KEY) "=" pattern
//	pattern   = TEXT | "quoted text" | /regular expression/ | NUMBER "~" TOLERANCE
//
// The events are all events, in their order: one more or one less is a failure.
// What a line does not name is not compared. LEVEL is ok, info, warn or crit; ID
// is a pattern; was is the level before, for the duration. With "of", only the
// events of a selector are looked at: an event id, or tags such as
// host=a,cluster=b. A number without "i" matches floats and integers.
//
// # Levels
//
//	levels    = SELECTOR [ span { "," span } "," ] "else" LEVEL
//	span      = LEVEL "from" TIME [ "to" TIME ]
//
// as in: a/disk_used crit from 5m to 12m, else ok. The level at "from" has
// changed, the one at "to" has changed again; without "to" it stays until the
// end. Before its first event an alert is ok.
//
// # Payloads
//
// A line of "payloads" is what one handler of a kind, such as alerta, post or log,
// sends for one event. All are named, in order:
//
//	payload   = TIME ID { part "=" pattern }
//	part      = "method" | "url" | "header." NAME | "body" [ "." PATH ] | "path" | "address" | "command"
//	          | "from" | "to" | "subject" | "broker" | "cluster" | "topic" | "topics" | "key" | "error"
//
// as in: 30s a/disk_used body.severity=critical body.attributes.rack=/^r/. PATH
// goes into a JSON body: data.series.0.name. Secrets are not shown.
//
// # Nodes, counters and errors
//
// NODE is a node's name, such as mean2 (tick graph shows them), or its kind where
// the script has only one. A line of "node" is a point that leaves it:
//
//	20s tag.host=a stat=85~0.5
//
// Points that are not named are not compared. A line of "counts" is
// mean2 collected=40 emitted=4 errors=0 groups=1, as Kapacitor counts: a message
// that leaves counts once for each child, and not where there is none. A line of
// "httpout" is a point that the endpoint shows, at the end or at a time. A line of
// "errors" is a node and a pattern of what it logs, and at=LINE:COLUMN where the
// node's place is wanted; a test that says nothing about errors fails when there
// are any.
//
// A line of "diagnostics" is a place in the script, LINE or LINE:COLUMN, a code and,
// where it is wanted, a pattern of the message. Errors and warnings are all named,
// those of tick vet included, infos are not. With an error among them the script is
// refused, and nothing else can be expected.
//
// # Why
//
// [Result.Why] explains an instant of a group: which nodes its messages reached,
// what each lambda and each part of it came to, what an alert node decided, and why
// a message went no further, with the lines of the script. A test that fails shows
// the alert nodes' part of it; tick test -explain, tick explain and
// [Outcome.Explain] show all.
//
// # Elsewhere
//
// [Test.Plan] says what a test does, and [Test.Judge] compares what happened when
// something else than this module did it, such as a real server.
package ticktest
