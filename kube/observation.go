package kube

import "time"

// Happening is what an Observation reports.
type Happening string

// The happenings. A source sends, for each kind, RelistBegin, Present for every object, RelistEnd, and from then on Present
// and Absent as they occur; CaughtUp when it resumed an old watch and nothing more is coming at once.
const (
	// Present: the object is there, new or changed.
	Present Happening = "present"
	// Absent: the object was deleted; Object is its last state.
	Absent Happening = "absent"
	// RelistBegin: a full list of the kind follows.
	RelistBegin Happening = "relist-begin"
	// RelistEnd: the list is complete; what was known and not listed is gone.
	RelistEnd Happening = "relist-end"
	// CaughtUp: a watch that was resumed from a saved version has delivered what it had.
	CaughtUp Happening = "caught-up"
	// Progress: the API server vouches that nothing happened up to Version.
	Progress Happening = "progress"
	// Blind: the kind cannot be read (forbidden); the classifier goes on without it, at a lower confidence.
	Blind Happening = "blind"
	// ContactLost: requests for the kind do not reach the API server; Fact says why.
	ContactLost Happening = "contact-lost"
	// Identity: the cluster's own identity was read; Version is the UID of the namespace kube-system.
	Identity Happening = "identity"
)

// Observation is one thing seen through the API, the classifier's only input.
type Observation struct {
	// At is the observer's clock.
	At   time.Time
	What Happening
	Kind Kind
	// Object is set for Present and Absent.
	Object *Object
	// Version is the resourceVersion from which a watch can resume, for RelistEnd and Progress.
	Version string
	// Fact is the reason of ContactLost and Blind, in words without secrets.
	Fact string
	// Cause is the class of failure of ContactLost.
	Cause Cause
}
