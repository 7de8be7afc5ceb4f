package engine

import "time"

func timeAt(ns int64) time.Time { return time.Unix(0, ns) }
func dur(d int64) time.Duration { return time.Duration(d) }

// RaceEnabled says that the race detector is on: what has no concurrency is then run in part, so that the whole stays quick.
const RaceEnabled = raceEnabled
