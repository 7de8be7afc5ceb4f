package catalog

// multiNodes bring several points or several nodes together.
func multiNodes() []Node {
	return []Node{
		{
			Kind: "union", Desc: "union", GoType: "*pipeline.UnionNode",
			Params: args(rest("node", NodeRef)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc:        "Puts the data of several nodes into one, ordered by time; a node that falls silent holds the others back.",
			Properties: props(field("rename", String, "''", "Gives all points this measurement name.")),
			Rules:      rules(ruleEdgeMismatch),
		},
		{
			Kind: "join", Desc: "join", GoType: "*pipeline.JoinNode",
			Params: args(rest("node", NodeRef)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Puts points of one group and one time from several nodes into one point, their fields prefixed.",
			Properties: props(
				method("as", "The prefixes, one for each node, the receiver first.", rest("prefix", String)),
				method("on", "Tags to match by, where one side is grouped by more tags than the other.", rest("tag", String)).since("0.11.0"),
				field("delimiter", String, "'.'", "Stands between prefix and field name."),
				field("tolerance", Duration, "0s", "Times are rounded to this before they are compared."),
				Property{Name: "fill", Field: true, Params: args(arg("value", String|Int|Float).loose()), Doc: "Makes an outer join: 'null', 'none' or a number for what is missing."},
				field("streamName", String, "''", "The measurement name of the result; '' takes that of the first node."),
				field("deleteAll", Bool, "FALSE", "Forgets all groups, not just the one, when a barrier deletes a group."),
			),
			Rules: rules(Rule{
				Code: "join-as", Message: "a call to join.as() is required to specify the output stream prefixes.",
				Doc: "as() is required.",
			}, Rule{
				Code: "join-as-count", Message: "number of prefixes specified by join.as() must match the number of joined streams",
				Doc: "as() takes one prefix for each node.",
			}, Rule{
				Code: "join-as-empty", Message: "must provide a prefix name for the join node, see .as() property method",
				Doc: "A prefix cannot be ''.",
			}, Rule{
				Code: "join-as-delimiter", Message: "cannot use name %s as field prefix, it contains the delimiter %q",
				Doc: "A prefix cannot contain the delimiter.",
			}, Rule{
				Code: "join-as-distinct", Message: "cannot use the same prefix name see .as() property method",
				Doc: "The prefixes have to differ.",
			}, Rule{
				Code: "join-fill", Phase: Start, Message: "unexpected fill option %s",
				Doc: "fill takes 'null', 'none' or a number.",
			}, ruleEdgeMismatch),
		},
		{
			Kind: "combine", Desc: "combine", GoType: "*pipeline.CombineNode",
			Params: args(rest("expression", Lambda)),
			Wants:  AnyEdge, Provides: StreamEdge,
			Doc: "Combines the points of one group and time among themselves, one point for each expression.",
			Properties: props(
				method("as", "The prefixes, one for each expression.", rest("prefix", String)),
				field("delimiter", String, "'.'", "Stands between prefix and field name."),
				field("tolerance", Duration, "0s", "Times are rounded to this before they are compared."),
				field("max", Int, "1000000", "The most combinations allowed; more of them stop the task."),
				opaque("lambdas", "The expressions."),
			),
			Rules: rules(Rule{
				Code: "combine-as", Message: "a call to combine.as() is required to specify the output stream prefixes.",
				Doc: "as() is required.",
			}, Rule{
				Code: "combine-as-count", Message: "number of prefixes specified by combine.as() must match the number of combine expressions",
				Doc: "as() takes one prefix for each expression.",
			}, Rule{
				Code: "combine-as-empty", Message: "must provide a prefix name for the combine node, see .as() property method",
				Doc: "A prefix cannot be ''.",
			}, Rule{
				Code: "combine-as-delimiter", Message: "cannot use name %s as field prefix, it contains the delimiter character %s",
				Doc: "A prefix cannot contain the delimiter; an empty delimiter is contained in every prefix.",
			}, Rule{
				Code: "combine-as-distinct", Message: "cannot use the same prefix name see .as() property method",
				Doc: "The prefixes have to differ.",
			}),
		},
		{
			Kind: "trickle", Desc: "trickle", GoType: "*pipeline.TrickleNode", Since: "1.6.0",
			Wants: BatchEdge, Provides: StreamEdge,
			Doc: "Turns batches into a stream, for the first node after it only.",
			Rules: rules(Rule{
				Code: "trickle-stream", Message: "cannot Trickle stream edge",
				Doc: "trickle takes batches; what comes before it gives a stream.",
			}),
		},
	}
}

var ruleEdgeMismatch = Rule{
	Code: "edge-mismatch", Phase: Start, Message: "cannot add child mismatched edges: %s:%s -> %s:%s",
	Doc: "All nodes brought together have to give the same: streams or batches.",
}
