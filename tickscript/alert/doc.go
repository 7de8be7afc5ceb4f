// Package alert is what an alert node knows: levels, the state machine that
// turns levels into events, the templates of ids and messages, and the events
// with the exact bytes that handlers send.
//
// Nothing here sends anything: a handler yields a payload, and delivering it is
// the caller's choice.
package alert
