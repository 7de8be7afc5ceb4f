// Package conformance asks a real kapacitord and tickwright the same questions and compares the answers.
//
//	go test .                      compares the stored answers with a live server
//	go test . -record              stores the server's answers in the root module
//	go test . -record -run Corpus/window-align
package conformance
