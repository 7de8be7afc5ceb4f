package catalog

// transformNodes select, shape and group data.
func transformNodes() []Node {
	return []Node{
		{
			Kind: "where", Desc: "where", GoType: "*pipeline.WhereNode",
			Params: args(arg("expression", Lambda)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc:        "Passes the points for which the expression is TRUE; each group has its own state.",
			Properties: props(field("lambda", Lambda, "", "Replaces the expression.").undocumented()),
		},
		{
			Kind: "eval", Desc: "eval", GoType: "*pipeline.EvalNode",
			Params: args(rest("expression", Lambda)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Computes fields and tags from expressions, left to right; without keep() all other fields are dropped.",
			Properties: props(
				method("as", "Names of the results, one for each expression.", rest("name", String)),
				method("tags", "Results to write as tags; they have to be strings.", rest("name", String)).since("1.0.0"),
				method("keep", "Keeps the point's own fields; with names, keeps exactly these of the fields and results.", rest("field", String)),
				opaque("lambdas", "The expressions."),
				opaque("keepList", "The names given to keep()."),
			),
			Rules: rules(Rule{
				Code:    "eval-as-count",
				Message: "must specify same number of expressions and .as() names: got %d as names, and %d expressions.",
				Doc:     "as() takes one name for each expression.",
			}, Rule{
				Code: "eval-tags", Message: "invalid tag name %q, name is not present is .as() names",
				Doc: "tags() takes names that as() gives.",
			}),
		},
		{
			Kind: "groupBy", Desc: "groupby", GoType: "*pipeline.GroupByNode",
			Params: args(rest("tag", String|Star).loose()),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Groups by these tags, or by all with *. A batch is sent on only when one with another time arrives.",
			Properties: props(
				opaque("dimensions", "The tags."),
				method("exclude", "Tags left out of *.", rest("tag", String)).repeat(RepeatAppend).since("1.3.0"),
				method("byMeasurement", "Makes the measurement's name part of the group.").since("1.0.0"),
			),
			Rules: rules(ruleDimEmpty, ruleDimStar, ruleDimType, Rule{
				Code: "groupby-exclude", Message: "exclude requires '*'", Doc: "exclude() needs groupBy(*).",
			}),
		},
		{
			Kind: "window", Desc: "window", GoType: "*pipeline.WindowNode",
			Wants: StreamEdge, Provides: BatchEdge,
			Doc: "Collects a stream into batches, for each group, by time or by count. Only arriving data ends a window.",
			Properties: props(
				field("period", Duration, "0s", "Length of the window in time; excludes periodCount."),
				field("every", Duration, "0s", "Time from one batch to the next; 0s emits with every point."),
				method("align", "Puts window ends on multiples of every; without it they drift with the data."),
				method("fillPeriod", "Waits for the first window to be full.").since("1.2.0"),
				field("periodCount", Int, "0", "Length of the window in points; excludes period.").since("1.2.0"),
				field("everyCount", Int, "0", "Points from one batch to the next.").since("1.2.0"),
			),
			Rules: rules(Rule{
				Code: "window-one-period", Check: Exclusive, Props: []string{"period", "periodCount"},
				Message: "cannot specify both period and periodCount", Doc: "period and periodCount exclude each other.",
			}, Rule{
				Code: "window-align-count", Check: Exclusive, Props: []string{"periodCount", "align"},
				Message: "can only align windows based off time, not count", Doc: "align() works with period only.",
			}, Rule{
				Code: "window-every-count", Message: "everyCount must be greater than zero",
				Doc: "periodCount needs an everyCount above zero.",
			}, Rule{
				Code: "window-period", Phase: Start, Check: AtLeastOne, Props: []string{"period", "periodCount"},
				Message: "window node must have either a non zero period or non zero period count",
				Doc:     "A window needs period or periodCount.",
			}, Rule{
				Code: "window-batch", Message: "cannot Window batch edge",
				Doc: "A window takes a stream; what comes before it gives batches already.",
			}),
		},
		{
			Kind: "barrier", Desc: "barrier", GoType: "*pipeline.BarrierNode", Since: "1.4.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Tells the nodes after it, for each group and by the wall clock, that time has passed; drops points older than that.",
			Properties: props(
				field("idle", Duration, "0s", "Sends a barrier when the group has had no point for this long; its time is the last point's plus idle."),
				field("period", Duration, "0s", "Sends a barrier this often; its time is the wall clock's."),
				field("delete", Bool, "FALSE", "Forgets the group after each barrier.").since("1.5.2"),
			),
			Rules: rules(Rule{
				Code: "barrier-exclusive", Check: Exclusive, Props: []string{"idle", "period"},
				Message: "cannot specify both idle and period", Doc: "idle and period exclude each other.",
			}, Rule{
				Code: "barrier-idle", Message: "idle must be greater than zero",
				Doc: "A barrier needs an idle or a period greater than zero.",
			}, Rule{
				Code: "barrier-period", Message: "period must be greater than zero",
				Doc: "A barrier's period cannot be negative.",
			}),
		},
		{
			Kind: "sample", Desc: "sample", GoType: "*pipeline.SampleNode",
			Params: args(arg("rate", Int|Duration)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Passes every n-th point of a group, the first included, or the points whose time is a multiple of a duration.",
			Properties: props(
				field("n", Int, "", "Replaces the count.").undocumented(),
				field("duration", Duration, "", "Replaces the duration.").undocumented(),
			),
			Rules: rules(Rule{
				Code: "sample-type", Message: "must pass int64 or duration to new sample node",
				Doc: "The rate is an int or a duration.",
			}, Rule{
				Code: "sample-rate", Phase: Start, Message: "invalid sample rate: must be positive integer or duration",
				Doc: "The rate cannot be zero.",
			}),
		},
		{
			Kind: "shift", Desc: "shift", GoType: "*pipeline.ShiftNode", Since: "0.11.0",
			Params: args(arg("duration", Duration)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc:        "Moves point and batch times by a duration, back with a negative one.",
			Properties: props(field("shift", Duration, "", "Replaces the duration.").undocumented()),
			Rules: rules(Rule{
				Code: "shift-zero", Phase: Start, Message: "invalid shift value: must be non zero duration",
				Doc: "The duration cannot be zero.",
			}),
		},
		{
			Kind: "derivative", Desc: "derivative", GoType: "*pipeline.DerivativeNode",
			Params: args(arg("field", String)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Rate of change of a field from point to point, as a float; the first point of a group is dropped.",
			Properties: props(
				field("field", String, "", "Replaces the field.").undocumented(),
				field("as", String, "", "Name of the result; the field's name unless set."),
				field("unit", Duration, "1s", "The time over which the change is counted."),
				method("nonNegative", "Drops negative results, as after a counter's reset."),
			),
		},
		{
			Kind: "changeDetect", Desc: "changeDetect", GoType: "*pipeline.ChangeDetectNode", Since: "1.5.0",
			Params: args(rest("field", String)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc:        "Passes a point when one of the fields differs from the last point passed in its group.",
			Properties: props(opaque("fields", "The fields.")),
		},
		{
			Kind: "stateDuration", Desc: "state_duration", GoType: "*pipeline.StateDurationNode", Since: "1.3.0",
			Params: args(arg("expression", Lambda)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Adds how long the expression has been TRUE, as a float in units; -1.0 while it is FALSE.",
			Properties: props(
				field("lambda", Lambda, "", "Replaces the expression.").undocumented(),
				field("as", String, "'state_duration'", "Name of the added field."),
				field("unit", Duration, "1s", "The unit of the result."),
			),
		},
		{
			Kind: "stateCount", Desc: "state_count", GoType: "*pipeline.StateCountNode",
			Params: args(arg("expression", Lambda)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Adds for how many points in a row the expression has been TRUE, as an int; -1 while it is FALSE.",
			Properties: props(
				field("lambda", Lambda, "", "Replaces the expression.").undocumented(),
				field("as", String, "'state_count'", "Name of the added field."),
			),
		},
		{
			Kind: "default", Desc: "default", GoType: "*pipeline.DefaultNode", Since: "0.13.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Gives missing fields and tags a value.",
			Properties: props(
				method("field", "The value of a field that a point does not have.", arg("name", String), arg("value", Float|Int|String|Bool).loose()).repeat(RepeatByKey),
				method("tag", "The value of a tag that a point does not have or has empty.", arg("name", String), arg("value", String)).repeat(RepeatByKey),
			),
			Rules: rules(Rule{
				Code:    "default-type",
				Message: "unsupported type %T for field %q, field default values must be float,int,string or bool",
				Doc:     "A field's default is a float, int, string or bool.",
			}),
		},
		{
			Kind: "delete", Desc: "delete", GoType: "*pipeline.DeleteNode", Since: "1.0.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Removes fields and tags; removing a tag that is grouped by changes the group.",
			Properties: props(
				method("field", "A field to remove.", arg("name", String)).repeat(RepeatAppend),
				method("tag", "A tag to remove.", arg("name", String)).repeat(RepeatAppend),
			),
		},
		{
			Kind: "sideload", Desc: "sideload", GoType: "*pipeline.SideloadNode", Since: "1.4.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Adds fields and tags from files or an HTTP source, chosen by the point's tags.",
			Properties: props(
				field("source", String, "''", "Folder as file:// URL, http(s):// URL, or the name of a configured httppost endpoint."),
				method("order", "Paths below the source, templates over the tags; the first that has the key wins.", rest("path", String).tmpl()),
				method("field", "A field to load, and its value when nothing is found; the result takes that value's type.", arg("name", String), arg("default", Float|Int|String|Bool).loose()).repeat(RepeatByKey),
				method("tag", "A tag to load, and its value when nothing is found.", arg("name", String), arg("default", String)).repeat(RepeatByKey),
			),
		},
		{
			Kind: "flatten", Desc: "flatten", GoType: "*pipeline.FlattenNode", Since: "1.0.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Merges points of one group and time into one point whose field names carry the values of tags.",
			Properties: props(
				method("on", "The tags whose values become part of the field names.", rest("tag", String)),
				field("delimiter", String, "'.'", "Stands between the parts of a field name."),
				field("tolerance", Duration, "0s", "Point times are rounded to this before they are compared."),
				method("dropOriginalFieldName", "Makes names of the tag values alone.", maybe("drop", Bool)).since("1.3.0"),
			),
		},
	}
}
