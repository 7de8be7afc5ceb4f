// Package ruletest tests the two founding rules, a full disk and a Kubernetes
// component that is not healthy, in both forms: as text files, which need no Go,
// and in Go. It has nothing but tests:
//
//	go run ./tickscript/cmd/tick test examples/ruletest
//	go test ./examples/ruletest
package ruletest
