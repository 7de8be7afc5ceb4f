// Package point is the data model that every other package shares: a measurement, a tag set, a field set and a time in
// nanoseconds, and its text form, InfluxDB's line protocol, in both directions.
//
// # Making points
//
//	p := point.New("disk", point.NewTags(point.Tag{Key: "host", Value: "a"}),
//		point.Fields{{Key: "used_percent", Value: point.Float(81.5)}}, time.Now())
//
// A [Value] is a float, an integer, an unsigned integer, a string or a boolean: a small struct, no interface and no
// allocation. [Tags] is an immutable, sorted set that is shared between the points of one series.
//
// # Reading and writing
//
// [NewReader] reads a file or a stream of any length, one point at a time, and reports a line it cannot read with its
// line number, column and text ([LineError]). It stops there, or goes on when [Options.Continue] is set. [Encoder]
// appends points to a buffer, and refuses what could not be read back.
//
// The syntax is that of github.com/influxdata/line-protocol/v2, with the three differences that the servers have:
// inside a string, \n, \r and \t are two characters each and a line break stands for itself; a tag key may stand only
// once in a line; timestamps may be in minutes and hours too ([Precision]).
//
// The package imports the standard library and line-protocol/v2 alone, so that a program which only judges rules stays
// small.
package point
