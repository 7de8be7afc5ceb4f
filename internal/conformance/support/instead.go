package support

const (
	queries  = "tests: engine/node_query_test.go"
	clocked  = "tests on the virtual clock: engine/clock_test.go"
	writes   = "tests: engine/outputs_test.go"
	scaling  = "tests with an orchestrator of their own: engine/external_test.go"
	ignored  = "accepted and without effect: alert/handlers_test.go"
	messages = "tests of what would be sent, without a broker: alert/handlers_test.go"
)

// instead says, of what neither a recorded case nor one of Kapacitor's own tests uses, what there is in its place.
var instead = map[string]string{
	"query.cron": queries, "query.offset": queries, "query.alignGroup": queries, "query.fill": queries, "query.cluster": queries,
	"queryFlux.period": queries, "queryFlux.align": queries, "queryFlux.cron": queries, "queryFlux.offset": queries,
	"queryFlux.cluster": queries, "queryFlux.org": queries, "queryFlux.orgID": queries,
	"stats": clocked, "stats.align": clocked, "deadman": clocked, "noop": clocked,
	"influxDBOut.cluster": writes, "influxDBOut.writeConsistency": writes, "influxDBOut.buffer": writes,
	"k8sAutoscale.namespace": scaling, "k8sAutoscale.kind": scaling, "k8sAutoscale.namespaceTag": scaling,
	"k8sAutoscale.kindTag": scaling, "k8sAutoscale.resourceTag": scaling, "k8sAutoscale.cluster": scaling,
	"k8sAutoscale.currentField": scaling, "k8sAutoscale.increaseCooldown": "as for swarmAutoscale",
	"k8sAutoscale.decreaseCooldown": "as for ec2Autoscale",
	"swarmAutoscale.serviceName":    scaling, "swarmAutoscale.outputServiceNameTag": scaling,
	"swarmAutoscale.cluster": "as for k8sAutoscale", "swarmAutoscale.currentField": "as for k8sAutoscale",
	"swarmAutoscale.increaseCooldown": scaling, "swarmAutoscale.decreaseCooldown": "as for ec2Autoscale",
	"ec2Autoscale": scaling, "ec2Autoscale.groupName": scaling, "ec2Autoscale.groupNameTag": scaling,
	"ec2Autoscale.outputGroupNameTag": scaling, "ec2Autoscale.cluster": "as for k8sAutoscale",
	"ec2Autoscale.currentField": "as for k8sAutoscale", "ec2Autoscale.max": scaling, "ec2Autoscale.min": scaling,
	"ec2Autoscale.replicas": scaling, "ec2Autoscale.increaseCooldown": "as for swarmAutoscale", "ec2Autoscale.decreaseCooldown": scaling,
	".kafka.disablePartitionById": messages, ".kafka.partitionHashAlgorithm": messages,
	".mqtt.brokerName": messages, ".mqtt.topic": messages, ".mqtt.qos": messages, ".mqtt.retained": messages,
	".serviceNow.uRL": messages, ".zenoss.uRL": ignored,
}
