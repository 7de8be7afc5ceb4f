package catalog

// sourceNodes are the variables stream and batch and what follows them.
func sourceNodes() []Node {
	return []Node{
		{
			Kind: "stream", Desc: "stream", GoType: "*pipeline.StreamNode",
			Wants: NoEdge, Provides: StreamEdge, Hidden: true,
			Doc: "The points written to the task's databases, as they arrive: the variable stream of a stream task.",
		},
		{
			Kind: "batch", Desc: "batch", GoType: "*pipeline.BatchNode",
			Wants: NoEdge, Provides: BatchEdge, Hidden: true,
			Doc: "The start of every query: the variable batch of a batch task.",
		},
		{
			Kind: "from", Desc: "from", GoType: "*pipeline.FromNode", Source: "stream",
			Wants: StreamEdge, Provides: StreamEdge,
			Doc: "Selects points of the stream by database, retention policy, measurement and condition.",
			Properties: props(
				field("database", String, "''", "Only points of this database; '' takes any."),
				field("retentionPolicy", String, "''", "Only points of this retention policy; '' takes any."),
				field("measurement", String, "''", "Only points of this measurement; '' takes any."),
				field("truncate", Duration, "0s", "Cuts point times down to a multiple of this duration."),
				field("round", Duration, "0s", "Rounds point times to the nearest multiple of this duration, half up."),
				method("where", "Only points for which the expression is TRUE; several are joined with AND.", arg("expression", Lambda)).repeat(RepeatAnd),
				method("groupBy", "Groups by these tags, or by all with *. A second from() forgets the grouping of the first.", rest("tag", String|Star).loose()),
				method("groupByMeasurement", "Makes the measurement's name part of the group."),
			),
			Rules: rules(ruleDimEmpty, ruleDimStar, ruleDimType),
		},
		{
			Kind: "query", Desc: "query", GoType: "*pipeline.QueryNode", Source: "batch",
			Params: args(arg("text", String)),
			Wants:  BatchEdge, Provides: BatchEdge,
			Doc: "Runs an InfluxQL SELECT on a schedule; each series of the answer is a batch.",
			Properties: props(
				field("queryStr", String, "", "Replaces the query text.").undocumented(),
				field("period", Duration, "0s", "How far back each query looks; 0s asks for an empty range."),
				field("every", Duration, "0s", "Time between two queries; excludes cron."),
				method("align", "Starts queries at multiples of every.").since("0.12.0"),
				field("cron", String, "''", "Schedule as a cron expression of 5 to 7 fields, in the server's local time; excludes every."),
				field("offset", Duration, "0s", "Looks at a range that ends this long before the query's time."),
				method("alignGroup", "Aligns the groups of time() with the start of the range.").since("1.2.0"),
				method("groupBy", "Groups by tags, * and at most one time dimension: a duration or time(length, offset). A GROUP BY in the text has no effect.", rest("dimension", String|Star|Duration|TimeDim).loose()),
				method("groupByMeasurement", "Makes the measurement's name part of the group.").since("1.0.0"),
				Property{Name: "fill", Field: true, Params: args(arg("value", String|Int|Float).loose()), Doc: "What stands for empty time groups: 'null', 'none', 'previous', 'linear' or a number."},
				field("cluster", String, "''", "The configured InfluxDB cluster to ask; '' is the default one.").since("0.11.0"),
			),
			Rules: rules(scheduleRules("query", Rule{
				Code: "query-text", Phase: Start, Message: "failed to parse InfluxQL query: %s",
				Doc: "The text has to be one SELECT statement over fully named measurements: \"database\".\"retention policy\".\"measurement\".",
			}, Rule{
				Code: "query-fill", Phase: Start, Message: "unexpected fill option %s",
				Doc: "fill takes 'null', 'none', 'previous', 'linear' or a number.",
			}, Rule{
				Code: "query-one-time-dimension", Phase: Start, Message: "groupBy cannot have more than one time dimension",
				Doc: "groupBy takes at most one time dimension.",
			}, Rule{
				Code: "query-dbrp", Phase: Start, Message: "batch query is not allowed to request data from %v",
				Doc: "Every database and retention policy in the text has to be one of the task's.",
			})...),
		},
		{
			Kind: "queryFlux", Desc: "queryFlux", GoType: "*pipeline.QueryFluxNode", Source: "batch", Since: "1.6.0",
			Params: args(arg("script", String)),
			Wants:  BatchEdge, Provides: BatchEdge,
			Doc: "Runs a Flux script on a schedule; each table of the answer is a batch.",
			Properties: props(
				field("queryStr", String, "", "Replaces the script.").undocumented(),
				field("period", Duration, "0s", "Accepted and without effect."),
				field("every", Duration, "0s", "Time between two runs; excludes cron."),
				method("align", "Starts runs at multiples of every."),
				field("cron", String, "''", "Schedule as a cron expression, in the server's local time; excludes every."),
				field("offset", Duration, "0s", "Runs with a now() this long before the run's time."),
				field("cluster", String, "''", "The configured InfluxDB cluster to ask; '' is the default one."),
				field("org", String, "''", "Name of the organisation."),
				field("orgID", String, "''", "Id of the organisation."),
			),
			Rules: scheduleRules("queryFlux"),
		},
		{
			Kind: "stats", Desc: "stats", GoType: "*pipeline.StatsNode", AfterAll: true,
			Params: args(arg("interval", Duration)),
			Wants:  AnyEdge, Provides: StreamEdge,
			Doc: "Emits, by the wall clock, how many points the node before it has passed on so far: the int field emitted, for each group.",
			Properties: props(
				field("interval", Duration, "", "Replaces the interval.").undocumented(),
				method("align", "Emits at multiples of the interval."),
				field("sourceNode", NodeRef, "", "Replaces the observed node.").undocumented(),
			),
			Rules: rules(Rule{
				Code: "stats-interval", Phase: Start, Message: "stats node must have positive interval",
				Doc: "The interval has to be greater than zero.",
			}),
		},
		{
			Kind: "deadman", Desc: "alert", GoType: "*pipeline.AlertNode", AfterAll: true, Since: "0.10.0",
			Params: args(arg("threshold", Float), arg("interval", Duration), rest("expression", Lambda)),
			Wants:  AnyEdge, Provides: StreamEdge,
			ExpandsTo:  []string{"stats", "derivative", "alert"},
			Doc:        "Alerts with CRITICAL while a group's throughput is at or below the threshold in points per interval; short for stats, derivative and alert. The threshold is a float.",
			Properties: deadmanProperties(),
			Handlers:   handlers(),
			Rules:      alertRules(),
		},
	}
}

// deadmanProperties are those of the alert, with the id and message that the
// section deadman of Kapacitor's configuration gives them. NODE_NAME and
// INTERVAL stand for the observed node and the interval.
func deadmanProperties() []Property {
	ps := alertProperties()
	for i := range ps {
		switch ps[i].Name {
		case "id":
			ps[i].Default = `'{{ .Group }}:NODE_NAME for task \'{{ .TaskName }}\''`
		case "message":
			ps[i].Default = `'{{ .ID }} is {{ if eq .Level "OK" }}alive{{ else }}dead{{ end }}: {{ index .Fields "emitted" | printf "%0.3f" }} points/INTERVAL.'`
		}
	}
	return ps
}

var (
	ruleDimEmpty = Rule{
		Code: "dimension-empty", Message: "dimensions cannot not be the empty string",
		Doc: "A tag to group by cannot be ''.",
	}
	ruleDimStar = Rule{
		Code: "dimension-star-alone", Message: "cannot group by both '*' and named dimensions.",
		Doc: "* groups by all tags and stands alone.",
	}
	ruleDimType = Rule{
		Code: "dimension-type", Message: "invalid dimension object of type %T",
		Doc: "Groups are made by tag names in single quotes or *.",
	}
)

// scheduleRules are those of a node that runs by a schedule.
func scheduleRules(kind string, more ...Rule) []Rule {
	return append([]Rule{
		{
			Code: kind + "-schedule", Phase: Start, Check: Exclusive, Props: []string{"every", "cron"},
			Message: "must not set both 'every' and 'cron' properties", Doc: "every and cron exclude each other.",
		},
		{
			Code: kind + "-no-schedule", Phase: Start, Check: AtLeastOne, Props: []string{"every", "cron"},
			Message: "must define one of 'every' or 'cron'", Doc: "A schedule is needed: every or cron.",
		},
		{
			Code: kind + "-every", Phase: Start, Check: Min, Props: []string{"every"}, Min: 0,
			Message: "'every' duration must must non-negative", Doc: "every cannot be negative.",
		},
	}, more...)
}
