package engine

import "time"

func timeAt(ns int64) time.Time { return time.Unix(0, ns) }
func dur(d int64) time.Duration { return time.Duration(d) }
