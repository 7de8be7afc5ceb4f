package catalog

// outputNodes take data out of the task, or show it.
func outputNodes() []Node {
	return []Node{
		{
			Kind: "httpOut", Desc: "http_out", GoType: "*pipeline.HTTPOutNode",
			Params: args(arg("endpoint", String)),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc:        "Serves the last point or batch of each group at /kapacitor/v1/tasks/TASK/ENDPOINT and passes the data on.",
			Properties: props(field("endpoint", String, "", "Replaces the endpoint's name.").undocumented()),
			Rules: rules(Rule{
				Code: "httpout-endpoint-unique", Phase: Start, Message: "http: multiple registrations for %s",
				Doc: "Two httpOut nodes of a task need two endpoint names.",
			}),
		},
		{
			Kind: "httpPost", Desc: "http_post", GoType: "*pipeline.HTTPPostNode", Since: "1.3.0",
			Params: args(rest("url", String).tmpl()),
			Wants:  AnyEdge, Provides: SameEdge,
			Doc: "Posts each point or batch as JSON to a URL or a configured endpoint and passes the data on.",
			Properties: props(
				method("endpoint", "A configured httppost endpoint, instead of a URL.", arg("name", String)).repeat(RepeatAppend),
				method("header", "An HTTP header.", arg("key", String), arg("value", String)).repeat(RepeatByKey),
				field("codeField", String, "''", "Adds the answer's HTTP status as an int field; 0 when the request failed.").since("1.4.0"),
				method("captureResponse", "Logs the body of an answer that is not 2xx."),
				field("timeout", Duration, "0s", "Limit for one request; 0s sets none.").since("1.4.0"),
				opaque("uRLs", "The URLs."),
			),
			Rules: rules(Rule{
				Code: "httppost-one-url", Message: "httpPost expects 0 or 1 arguments, got %v", Doc: "httpPost takes one URL.",
			}, Rule{
				Code: "httppost-one-endpoint", Message: "httpPost expects 0 or 1 endpoints, got %v", Doc: "endpoint() is called once.",
			}, Rule{
				Code: "httppost-target", Message: "must provide url or endpoint", Doc: "A URL or an endpoint is needed.",
			}, Rule{
				Code: "httppost-one-target", Message: "only one endpoint and url may be specified", Doc: "The URL and endpoint() exclude each other.",
			}, ruleAuthenticate, Rule{
				Code: "httppost-endpoint", Phase: Start, Message: "endpoint '%s' does not exist",
				Doc: "The endpoint has to be in the server's configuration.",
			}),
		},
		{
			Kind: "influxDBOut", Desc: "influxdb_out", GoType: "*pipeline.InfluxDBOutNode",
			Wants: AnyEdge, Provides: NoEdge, Sink: true,
			Doc: "Writes the data to InfluxDB, in buffers; points of a failed write are lost.",
			Properties: props(
				field("cluster", String, "''", "The configured InfluxDB cluster; '' is the default one.").since("0.11.0"),
				field("database", String, "''", "The database; '' is the point's own, which only points straight from a stream have."),
				field("retentionPolicy", String, "''", "The retention policy; '' is the point's own."),
				field("measurement", String, "''", "The measurement; '' keeps the name."),
				field("writeConsistency", String, "''", "Write consistency, for InfluxDB Enterprise."),
				field("precision", String, "''", "Precision of the written times."),
				field("buffer", Int, "1000", "Points to collect before a write."),
				field("flushInterval", Duration, "10s", "Writes at least this often; it cannot be 0s."),
				method("tag", "A tag to add to every point.", arg("key", String), arg("value", String)).repeat(RepeatByKey),
				method("create", "Creates the database and retention policy when the task starts.").since("1.0.1"),
			),
			Rules: rules(Rule{
				Code: "influxdbout-flush", Phase: Start, Message: "non-positive interval for NewTicker",
				Doc: "flushInterval has to be greater than zero: anything else ends the whole server.",
			}),
		},
		{
			Kind: "kapacitorLoopback", Desc: "kapacitor_loopback", GoType: "*pipeline.KapacitorLoopbackNode", Since: "1.3.0",
			Wants: AnyEdge, Provides: NoEdge, Sink: true,
			Doc: "Writes the data back into the server, for other tasks to read.",
			Properties: props(
				field("database", String, "''", "The database, which is required."),
				field("retentionPolicy", String, "''", "The retention policy, which is required."),
				field("measurement", String, "''", "The measurement; '' keeps the name. Without effect on batches."),
				method("tag", "A tag to add to every point.", arg("key", String), arg("value", String)).repeat(RepeatByKey),
			),
			Rules: rules(Rule{
				Code: "loopback-database", Check: Required, Props: []string{"database"},
				Message: "must specify a database", Doc: "database is required.",
			}, Rule{
				Code: "loopback-retention-policy", Check: Required, Props: []string{"retentionPolicy"},
				Message: "must specify a retention policy", Doc: "retentionPolicy is required.",
			}, Rule{
				Code: "loopback-loop", Phase: Start, Message: "loop detected on dbrp: %v",
				Doc: "A task cannot write to a database and retention policy that it reads.",
			}),
		},
		{
			Kind: "log", Desc: "log", GoType: "*pipeline.LogNode", Since: "0.11.0",
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Writes the data to the server's log and passes it on.",
			Properties: props(
				field("level", String, "'INFO'", "INFO, ERROR or DEBUG; everything else logs as INFO."),
				field("prefix", String, "''", "Text in front of each line."),
			),
		},
		{
			Kind: "noop", Desc: "noop", GoType: "*pipeline.NoOpNode", Hidden: true,
			Wants: AnyEdge, Provides: SameEdge,
			Doc: "Discards the data; Kapacitor adds it below a node that is observed by stats and has nothing after it.",
		},
		{
			Kind: "udf", GoType: "*pipeline.UDFNode", Hidden: true, Since: "0.10.0",
			Wants: AnyEdge, Provides: AnyEdge,
			Doc: "A user defined function, called with @; its properties and edges are those that the process declares.",
		},
	}
}

var ruleAuthenticate = Rule{
	Code: "header-authenticate", Message: "cannot set 'authenticate' header",
	Doc: "The header Authenticate cannot be set.",
}
