// Package kube turns a Kubernetes cluster into metrics and answers the question the library was founded on: when a node or a
// pod suddenly disappears, is that an error, or part of normal downscaling?
//
// # Why things come and go
//
// A [Lifecycle] watches nodes, namespaces, pods and workloads and tells an [Event] for each that appears, goes, is lost or
// recovers: with the cause ([Why]), a [Verdict] (normal, failure, unclear), the [Evidence] and a confidence. The judgement is
// made by a [Classifier], which sees [Observation] values and nothing else: no API server, no clock.
//
//   - What a controller wrote on a pod (the DisruptionTarget condition), what contains it (namespace, owner), the arithmetic of
//     replicas (more pods than were asked for), and its node's fate are weighed in this order.
//   - The watches of different kinds are not ordered among each other, so that each judgement waits a few seconds for what may
//     explain it.
//   - A dropped watch is resumed or, where the server no longer can, made good by comparing lists: what is found in that way is
//     told with Exact unset and a lower confidence.
//   - The [State] can be saved. A new process resumes each watch where the old one stopped.
package kube
