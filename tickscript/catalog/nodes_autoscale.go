package catalog

// autoscaleNodes change the size of something that runs elsewhere.
func autoscaleNodes() []Node {
	return []Node{
		{
			Kind: "k8sAutoscale", Desc: "k8s_autoscale", GoType: "*pipeline.K8sAutoscaleNode", Since: "1.1.0",
			Wants: AnyEdge, Provides: StreamEdge,
			Doc: "Sets the replicas of a Kubernetes resource; emits a point with old and new for each change.",
			Properties: append(props(
				field("namespace", String, "''", "The namespace; '' is the client's default."),
				field("kind", String, "'deployments'", "deployments, replicasets or replicationcontroller."),
				field("resourceName", String, "''", "The resource; excludes resourceNameTag."),
				field("resourceNameTag", String, "''", "The tag that names the resource; excludes resourceName."),
				field("namespaceTag", String, "'namespace'", "Tag of the emitted point for the namespace."),
				field("kindTag", String, "'kind'", "Tag of the emitted point for the kind."),
				field("resourceTag", String, "'resource'", "Tag of the emitted point for the resource."),
			), scaleProperties("The configured Kubernetes cluster.")...),
			Rules: scaleRules("k8s", "resourceName", "must specify exactly one of ResourceName or ResourceNameTag", Rule{
				Code: "k8s-kind", Check: OneOf, Props: []string{"kind"},
				// The message says replicationcontrollers, the code accepts the singular.
				Values:  []string{"deployments", "replicasets", "replicationcontroller"},
				Message: "invalid Kind, must be 'deployments', 'replicasets' or 'replicationcontrollers', got %s",
				Doc:     "kind is deployments, replicasets or replicationcontroller (not the plural that the message names).",
			}),
		},
		{
			Kind: "swarmAutoscale", Desc: "swarm_autoscale", GoType: "*pipeline.SwarmAutoscaleNode", Since: "1.4.0",
			Wants: AnyEdge, Provides: StreamEdge,
			Doc: "Sets the replicas of a Docker Swarm service; emits a point with old and new for each change.",
			Properties: append(props(
				field("serviceName", String, "''", "The service; excludes serviceNameTag."),
				field("serviceNameTag", String, "''", "The tag that names the service; excludes serviceName."),
				field("outputServiceNameTag", String, "''", "Tag of the emitted point for the service."),
			), scaleProperties("The configured Swarm cluster.")...),
			Rules: scaleRules("swarm", "serviceName", "must specify exactly one of ServiceName or ServiceNameTag"),
		},
		{
			Kind: "ec2Autoscale", Desc: "ec2_autoscale", GoType: "*pipeline.Ec2AutoscaleNode", Since: "1.4.0",
			Wants: AnyEdge, Provides: StreamEdge,
			Doc: "Sets the size of an EC2 auto scaling group; emits a point with old and new for each change.",
			Properties: append(props(
				field("groupName", String, "''", "The group; excludes groupNameTag."),
				field("groupNameTag", String, "''", "The tag that names the group; excludes groupName."),
				field("outputGroupNameTag", String, "''", "Tag of the emitted point for the group."),
			), scaleProperties("The configured EC2 access.")...),
			Rules: scaleRules("ec2", "groupName", "must specify exactly one of GroupName or GroupNameTag"),
		},
	}
}

func scaleProperties(cluster string) []Property {
	return props(
		field("cluster", String, "''", cluster),
		field("currentField", String, "''", "Name under which the expression sees the current size; unusable in 1.8.3, where any arithmetic with it fails."),
		field("max", Int, "0", "The largest size; 0 sets no limit."),
		field("min", Int, "1", "The smallest size, at least 1."),
		field("replicas", Lambda, "", "The wanted size, an int; required."),
		field("increaseCooldown", Duration, "0s", "Least time, in data time, between two increases."),
		field("decreaseCooldown", Duration, "0s", "Least time, in data time, between two decreases."),
	)
}

func scaleRules(kind, name, message string, more ...Rule) []Rule {
	return append([]Rule{
		{
			Code: kind + "-name", Check: ExactlyOne, Props: []string{name, name + "Tag"}, Message: message,
			Doc: "Exactly one of " + name + " and " + name + "Tag is set.",
		},
		{
			Code: kind + "-min", Check: Min, Props: []string{"min"}, Min: 1, Message: "min must be >= 1, got %d",
			Doc: "min is at least 1.",
		},
		{
			Code: kind + "-replicas", Check: Required, Props: []string{"replicas"},
			Message: "must provide a replicas lambda expression", Doc: "replicas is required.",
		},
	}, more...)
}
