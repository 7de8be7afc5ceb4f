package catalog

// alertNode is the node that judges data and sends events.
func alertNode() Node {
	return Node{
		Kind: "alert", Desc: "alert", GoType: "*pipeline.AlertNode",
		Wants: AnyEdge, Provides: SameEdge,
		Doc:        "Gives each point or batch a level, and sends an event when the level is not OK or has changed. Passes on only what made an event.",
		Properties: alertProperties(),
		Handlers:   handlers(),
		Rules:      alertRules(),
	}
}

func alertProperties() []Property {
	return props(
		field("topic", String, "''", "Publishes events to this topic as well.").since("1.2.0"),
		field("category", String, "''", "The category by which other alerts can inhibit this one.").since("1.5.0"),
		template("id", "'{{ .Name }}:{{ .Group }}'", "Template of the event's id: Name, TaskName, Group, Tags, ServerInfo."),
		template("message", "'{{ .ID }} is {{ .Level }}'", "Template of the event's message: as id, with ID, Fields, Level, Time, Duration."),
		template("details", "'{{ json . }}'", "HTML template of the event's details: as message, with Message and the functions json and jsonCompact.").since("0.10.1"),
		field("info", Lambda, "", "Condition of level INFO."),
		field("warn", Lambda, "", "Condition of level WARNING."),
		field("crit", Lambda, "", "Condition of level CRITICAL."),
		field("infoReset", Lambda, "", "While it is FALSE an alert stays at INFO.").since("1.0.0"),
		field("warnReset", Lambda, "", "While it is FALSE an alert stays at WARNING.").since("1.0.0"),
		field("critReset", Lambda, "", "While it is FALSE an alert stays at CRITICAL.").since("1.0.0"),
		method("flapping", "Sends nothing while the level changes too often: starts above high, stops below low, both between 0.0 and 1.0.", arg("low", Float), arg("high", Float)),
		field("history", Int, "21", "How many levels flapping looks at, at least 2."),
		method("all", "Judges a batch by its lowest level: all points have to match."),
		method("noRecoveries", "Sends no event on the way back to OK."),
		method("stateChangesOnly", "Sends events only when the level changes, and again when this much data time has passed.", maybe("maxInterval", Duration)),
		method("inhibit", "While this alert is not OK, silences alerts of a category that have the same values of these tags.", arg("category", String), rest("tag", String)).repeat(RepeatAppend).since("1.5.0"),
		field("levelTag", String, "''", "Tag to add with the level.").since("0.13.0"),
		field("levelField", String, "''", "Field to add with the level."),
		field("messageField", String, "''", "Field to add with the message."),
		field("durationField", String, "''", "Field to add with the alert's duration, an int in nanoseconds.").since("0.13.0"),
		field("idTag", String, "''", "Tag to add with the event's id.").since("0.13.0"),
		field("idField", String, "''", "Field to add with the event's id."),
		field("flapLow", Float, "0.0", "The low threshold alone; without effect unless flapping() is called.").undocumented(),
		field("flapHigh", Float, "0.0", "The high threshold alone; without effect unless flapping() is called.").undocumented(),
		field("stateChangesOnlyDuration", Duration, "0s", "The interval alone; without effect unless stateChangesOnly() is called.").undocumented(),
	)
}

func alertRules() []Rule {
	return rules(
		Rule{
			Code: "alert-flapping", Phase: Start,
			Message: "alert flap thresholds are percentages and should be between 0 and 1",
			Doc:     "Neither threshold of flapping can be above 1.0.",
		},
		Rule{
			Code: "alert-template", Phase: Start, Message: "template: %s",
			Doc: "id, message and details have to be valid templates.",
		},
	)
}
