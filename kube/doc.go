// Package kube turns a Kubernetes cluster into metrics and answers the question the library was founded on: when a node or a
// pod suddenly disappears, is that an error, or part of normal downscaling?
//
// # Health as metrics
//
// A [Collector] makes points ready for InfluxDB: the control plane's health (kube_components, kube_health) and the inventory of
// nodes, pods, containers and workloads under the names of Telegraf's kube_inventory plugin. It reads page by page, so that its
// memory does not grow with the cluster, and a part that cannot be read does not hide the others. A [Cause] tells what a failed
// request means: unreachable, timeout, unhealthy, certificate, unauthorized, forbidden, unsupported.
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
//
// # Retiring
//
// [Retire] drives hooks from the events: what went in good order takes its alerting state, alerts and series along; what was
// lost is escalated; what is unclear goes to a person. The hooks are the caller's, so that this package needs no other service's
// client: examples/retire fills them.
//
// # Errors
//
// A [Collector] joins a [*PartError] for each part that failed. A [Lifecycle] repeats failed requests for ever and tells of them
// through OnProblem; a cluster that does not answer is an [Event]. A hook that fails for good is a [*HookError]. Bearer tokens
// and keys stand in none of them.
package kube
