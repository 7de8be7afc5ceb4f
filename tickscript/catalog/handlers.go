package catalog

// handlers are the event handlers of an alert, in the order of their names.
func handlers() []Handler {
	hs := []Handler{
		{
			Kind: "alerta", Topic: "alerta", GoType: "*pipeline.AlertaHandler", Since: "0.10.0",
			Doc: "Posts the event to Alerta.",
			Properties: props(
				field("token", String, "''", "The API key; '' is the configured one."),
				template("resource", "'{{ .Name }}'", "Template of the resource."),
				template("event", "'{{ .ID }}'", "Template of the event: ID, Name, TaskName, Group and Tags only.").since("0.13.0"),
				template("environment", "''", "Template of the environment; '' is the configured one."),
				template("group", "'{{ .Group }}'", "Template of the group."),
				template("value", "''", "Template of the value."),
				field("origin", String, "''", "The origin; '' is the configured one."),
				method("services", "Templates of the services; the measurement's name without it.", rest("service", String).tmpl()),
				method("correlated", "Templates of correlated events; the measurement's name without it.", rest("event", String).tmpl()).since("1.5.8"),
				method("attribute", "An attribute; strings are templates.", arg("key", String), arg("value", Float|Int|String|Bool|Duration).loose().tmpl()).repeat(RepeatByKey).since("1.6.3"),
				field("timeout", Duration, "24h", "After which Alerta expires the alert, in whole seconds.").since("1.4.0"),
			),
		},
		{
			Kind: "bigPanda", Topic: "bigpanda", GoType: "*pipeline.BigPandaHandler",
			Doc: "Posts the event to BigPanda.",
			Properties: props(
				field("appKey", String, "''", "The app key; '' is the configured one."),
				template("host", "''", "Template of the host.").since("1.6.3"),
				field("primaryProperty", String, "''", "The primary property.").since("1.5.8"),
				field("secondaryProperty", String, "''", "The secondary property.").since("1.5.8"),
				method("attribute", "An attribute; strings are templates.", arg("key", String), arg("value", Float|Int|String|Bool|Duration).loose().tmpl()).repeat(RepeatByKey).since("1.6.3"),
			),
		},
		{
			Kind: "discord", Topic: "discord", GoType: "*pipeline.DiscordHandler", Since: "1.5.6",
			Doc: "Posts the message to a Discord webhook.",
			Properties: props(
				field("workspace", String, "''", "The configured workspace; '' is the default one."),
				field("username", String, "''", "The name to post as."),
				field("avatarURL", String, "''", "The picture to post with."),
				template("embedTitle", "''", "Template of the title."),
			),
		},
		{
			Kind: "email", Topic: "smtp", GoType: "*pipeline.EmailHandler",
			Params: args(rest("to", String)),
			Doc:    "Sends a mail: the message is its subject, the details its HTML body.",
			Properties: props(
				method("to", "More addresses.", rest("address", String)).repeat(RepeatAppend),
				method("toTemplates", "Templates of more addresses.", rest("address", String).tmpl()).repeat(RepeatAppend).since("1.6.3"),
			),
		},
		{
			Kind: "exec", Topic: "exec", GoType: "*pipeline.ExecHandler",
			Params:     args(arg("program", String), rest("argument", String)),
			Doc:        "Runs a program with the event's JSON on its standard input.",
			Properties: props(opaque("command", "The program and its arguments.")),
		},
		{
			Kind: "hipChat", Topic: "hipchat", GoType: "*pipeline.HipChatHandler", Since: "0.2.4",
			Doc: "Posts the message to HipChat.",
			Properties: props(
				field("room", String, "''", "The room; '' is the configured one."),
				field("token", String, "''", "The token; '' is the configured one."),
			),
		},
		{
			Kind: "kafka", Topic: "kafka", GoType: "*pipeline.KafkaHandler", Since: "1.5.0",
			Doc: "Publishes the event's JSON to Kafka.",
			Properties: props(
				field("cluster", String, "''", "The configured Kafka cluster."),
				field("kafkaTopic", String, "''", "The Kafka topic."),
				method("disablePartitionById", "Does not use the event's id as the key."),
				field("partitionHashAlgorithm", String, "''", "crc32, murmur2, murmur3 or fnv-1a; '' is crc32."),
				template("template", "''", "Template of the body; '' sends the event's JSON."),
			),
		},
		{
			Kind: "log", Topic: "log", GoType: "*pipeline.LogHandler",
			Params: args(arg("path", String)),
			Doc:    "Appends the event's JSON to a file on the server.",
			Properties: props(
				field("filePath", String, "", "Replaces the path.").undocumented(),
				field("mode", Int, "0600", "Permissions of a new file, an octal number."),
			),
			Rules: rules(Rule{
				Code: "log-path", Phase: Start, Message: "log path must be absolute: %s is not absolute",
				Doc: "The path has to be absolute.",
			}, Rule{
				Code: "log-mode", Phase: Start, Message: "invalid file mode %v, must be user writable",
				Doc: "The mode has to let the user write; write it with a leading 0.",
			}),
		},
		{
			Kind: "mqtt", Topic: "mqtt", GoType: "*pipeline.MQTTHandler", Since: "1.4.0",
			Params: args(arg("topic", String).tmpl()),
			Doc:    "Publishes the message to an MQTT topic.",
			Properties: props(
				field("brokerName", String, "''", "The configured broker; '' is the default one."),
				template("topic", "", "Replaces the topic. It hides the alert's own topic."),
				field("qos", Int, "0", "Quality of service: 0, 1 or 2."),
				field("retained", Bool, "FALSE", "Asks the broker to keep the message."),
			),
		},
		{
			Kind: "opsGenie", Topic: "opsgenie", GoType: "*pipeline.OpsGenieHandler", Since: "0.2.4",
			Doc: "Posts the event to OpsGenie, version 1 of its API.",
			Properties: props(
				method("teams", "The teams. It hides the Teams handler.", rest("team", String)),
				method("recipients", "The recipients.", rest("recipient", String)),
			),
		},
		{
			Kind: "opsGenie2", Topic: "opsgenie2", GoType: "*pipeline.OpsGenie2Handler", Since: "1.5.0",
			Doc: "Posts the event to OpsGenie, version 2 of its API.",
			Properties: props(
				method("teams", "The teams. It hides the Teams handler.", rest("team", String)),
				method("recipients", "The recipients.", rest("recipient", String)),
				method("recoveryAction", "What a recovery does: notes or close.", arg("action", String)).since("1.5.7"),
				method("details", "Accepted and without effect. It hides the alert's details.").since("1.5.8"),
			),
		},
		{
			Kind: "pagerDuty", Topic: "pagerduty", GoType: "*pipeline.PagerDutyHandler",
			Doc:        "Triggers and resolves an incident in PagerDuty, version 1 of its API.",
			Properties: props(field("serviceKey", String, "''", "The service key; '' is the configured one.")),
		},
		{
			Kind: "pagerDuty2", Topic: "pagerduty2", GoType: "*pipeline.PagerDuty2Handler", Since: "1.5.0",
			Doc: "Triggers and resolves an incident in PagerDuty, version 2 of its API.",
			Properties: props(
				field("routingKey", String, "''", "The routing key; '' is the configured one.").since("1.5.1"),
				method("serviceKey", "The old name of routingKey.", arg("key", String)),
				method("link", "A link, and its text; both templates.", arg("href", String).tmpl(), maybe("text", String).tmpl()).repeat(RepeatAppend).since("1.5.2"),
			),
		},
		{
			Kind: "post", Topic: "post", GoType: "*pipeline.AlertHTTPPostHandler",
			Params: args(maybe("url", String).tmpl()),
			Doc:    "Posts the event's JSON to a URL or a configured endpoint.",
			Properties: props(
				template("uRL", "''", "Replaces the URL."),
				field("endpoint", String, "''", "A configured httppost endpoint, instead of a URL."),
				method("header", "An HTTP header.", arg("key", String), arg("value", String)).repeat(RepeatByKey).since("1.3.0"),
				method("captureResponse", "Logs the body of an answer that is not 2xx."),
				field("timeout", Duration, "0s", "Limit for one request; 0s sets none.").since("1.4.0"),
				method("skipSSLVerification", "Accepted and without effect in 1.8.3.").since("1.5.3"),
			),
			Rules: rules(ruleAuthenticate, Rule{
				Code: "post-target", Phase: Start, Message: "Either URL or endpoint must be non-empty",
				Doc: "A URL or an endpoint is needed.",
			}),
		},
		{
			Kind: "pushover", Topic: "pushover", GoType: "*pipeline.PushoverHandler", Since: "1.3.0",
			Doc: "Posts the message to Pushover.",
			Properties: props(
				field("userKey", String, "''", "The user or group; '' is the configured one."),
				field("device", String, "''", "The device; '' is all."),
				field("title", String, "''", "The title."),
				field("uRL", String, "''", "A link to show."),
				field("uRLTitle", String, "''", "The text of the link."),
				field("sound", String, "''", "The sound."),
			),
		},
		{
			Kind: "sensu", Topic: "sensu", GoType: "*pipeline.SensuHandler", Since: "0.10.0",
			Doc: "Sends the event to Sensu; the event's id can only have letters, digits, _, . and -.",
			Properties: props(
				template("source", "''", "Template of the source; '' is the configured one.").since("1.3.0"),
				method("handlers", "Sensu handlers to call.", rest("handler", String)).since("1.3.0"),
				method("metadata", "A further key of the check result.", arg("key", String), arg("value", Float|Int|String|Bool|Duration).loose()).repeat(RepeatByKey).since("1.5.2"),
			),
		},
		{
			Kind: "serviceNow", Topic: "servicenow", GoType: "*pipeline.ServiceNowHandler", Since: "1.5.7",
			Doc: "Posts the event to ServiceNow.",
			Properties: props(
				field("uRL", String, "''", "The address; '' is the configured one."),
				field("username", String, "''", "Accepted and without effect: the configured one counts."),
				field("password", String, "''", "Accepted and without effect: the configured one counts."),
				field("source", String, "''", "The source; '' is the configured one."),
				template("node", "''", "Template of the node."),
				template("type", "''", "Template of the type."),
				template("resource", "''", "Template of the resource."),
				template("metricName", "''", "Template of the metric's name."),
				template("messageKey", "''", "Template of the message key."),
				method("additionalInfo", "A further value; strings are templates.", arg("key", String), arg("value", Float|Int|String|Bool|Duration).loose().tmpl()).repeat(RepeatByKey),
			),
		},
		{
			Kind: "slack", Topic: "slack", GoType: "*pipeline.SlackHandler",
			Doc: "Posts the message to Slack.",
			Properties: props(
				field("workspace", String, "''", "The configured workspace; '' is the default one.").since("1.5.0"),
				field("channel", String, "''", "The channel or @user; '' is the configured one."),
				field("username", String, "''", "The name to post as.").since("1.1.0"),
				field("iconEmoji", String, "''", "The emoji to post with.").since("1.1.0"),
			),
		},
		{
			Kind: "snmpTrap", Topic: "snmptrap", GoType: "*pipeline.SNMPTrapHandler", Since: "1.2.0",
			Params: args(arg("oid", String)),
			Doc:    "Sends an SNMP v2 trap.",
			Properties: props(
				field("trapOid", String, "", "Replaces the trap's OID.").undocumented(),
				method("data", "A value of the trap: its OID, its type (c counter, i int, n null, s string, t time ticks) and a template.", arg("oid", String), arg("type", String), arg("value", String).tmpl()).repeat(RepeatAppend),
			),
			Rules: rules(Rule{
				Code: "snmptrap-oid", Message: "you must supply a trap Oid", Doc: "The trap's OID cannot be ''.",
			}, Rule{
				Code: "snmptrap-type", Message: "unsupported data type %q for data entry %q",
				Doc: "The type of a value is c, i, n, s or t.",
			}),
		},
		{
			Kind: "talk", Topic: "talk", GoType: "*pipeline.TalkHandler", Since: "0.10.1",
			Doc: "Posts the message to Talk.",
		},
		{
			Kind: "tcp", Topic: "tcp", GoType: "*pipeline.TcpHandler", Since: "1.0.1",
			Params:     args(arg("address", String)),
			Doc:        "Sends the event's JSON over a new TCP connection.",
			Properties: props(field("address", String, "", "Replaces the address, host:port.").undocumented()),
		},
		{
			Kind: "teams", Topic: "teams", GoType: "*pipeline.TeamsHandler", Since: "1.5.6",
			Doc:        "Posts the message to Microsoft Teams.",
			Properties: props(field("channelURL", String, "''", "The channel's webhook; '' is the configured one.")),
		},
		{
			Kind: "telegram", Topic: "telegram", GoType: "*pipeline.TelegramHandler", Since: "1.0.0",
			Doc: "Posts the message to Telegram.",
			Properties: props(
				field("chatId", String, "''", "The chat; '' is the configured one."),
				field("parseMode", String, "''", "Markdown or HTML; '' is the configured one."),
				method("disableWebPagePreview", "Shows no preview of links."),
				method("disableNotification", "Makes no sound."),
			),
		},
		{
			Kind: "victorOps", Topic: "victorops", GoType: "*pipeline.VictorOpsHandler",
			Doc:        "Posts the event to VictorOps.",
			Properties: props(field("routingKey", String, "''", "The routing key; '' is the configured one.")),
		},
		{
			Kind: "zenoss", Topic: "zenoss", GoType: "*pipeline.ZenossHandler",
			Doc: "Posts the event to Zenoss.",
			Properties: props(
				field("uRL", String, "''", "Accepted and without effect: the configured one counts."),
				field("username", String, "''", "Accepted and without effect: the configured one counts."),
				field("password", String, "''", "Accepted and without effect: the configured one counts."),
				field("action", String, "''", "The router; '' is the configured one."),
				field("method", String, "''", "The router's method; '' is the configured one."),
				field("type", String, "''", "The event type; '' is the configured one."),
				field("tid", Int, "0", "The transaction id; 0 is the configured one."),
				field("collector", String, "''", "The collector; '' is the configured one."),
				template("summary", "'{{ .Message }}'", "Template of the summary."),
				template("device", "''", "Template of the device."),
				template("component", "''", "Template of the component."),
				template("eventClassKey", "''", "Template of the event class key."),
				template("eventClass", "''", "Template of the event class."),
				template("message", "''", "Template of the message. It hides the alert's message."),
				method("customField", "A further value; strings are templates.", arg("name", String), arg("value", Float|Int|String|Bool|Duration).loose().tmpl()).repeat(RepeatByKey),
			),
		},
	}
	return hs
}
