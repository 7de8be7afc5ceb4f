// Package alert is what an alert node knows: levels, the state machine that
// turns levels into events, the templates of ids and messages, and the events
// with the exact bytes that handlers send.
//
// A Handler is compiled from a script (CompileHandler) or from a definition as
// Kapacitor's API takes it (Topics.Define), with the server's configuration: a
// Config has one field for each section of kapacitor.conf. Given an event it
// yields a Payload, plain data that a test can compare. Where Kapacitor's output
// is random it is ordered here: the tags of an alert for Alerta are sorted by
// key, and so are the headers of requests and mails.
//
// Topics are a server's topics: the last state of each event, handlers with match
// expressions, publish and aggregate, inhibitors. What Kapacitor keeps over a
// restart can be saved and loaded.
//
// Nothing here sends anything: delivering a payload is the caller's choice, and a
// Sink does it. Package sink has some.
package alert
