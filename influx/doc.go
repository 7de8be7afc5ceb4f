// Package influx writes to, queries, administers, deletes from and receives for InfluxDB, 1.8 and 2.x alike.
//
// # Creating a client
//
//	c, err := influx.New("https://influx.example.org/metrics",
//		influx.WithToken(token),                     // or WithPassword(user, password); none is possible too
//		influx.WithOrg("ops"),                       // 2.x
//		influx.WithBucket("telegraf/autogen"))       // 1.x: database/retention policy
//
// The client asks the server for its version when it first matters, and chooses the endpoints by it. What a version does
// not have is an error that is [ErrUnsupported].
//
// A bucket is named in one way everywhere: on 2.x by its name, on 1.x as "database/retention policy" or "database"
// alone for the default policy. InfluxQL on 2.x finds a bucket by that same name through the server's DBRP mappings. Those
// which 2.x makes by itself do for a bucket "name"; for a bucket "database/policy" it makes no default one, without which
// SHOW TAG KEYS and SHOW TAG VALUES fail: [Client.CreateDBRP] makes it.
//
// # Writing
//
// [Client.Write] sends points and returns when the server has them. [Writer] collects points from many goroutines into
// batches. Every point that it accepts is either acknowledged by the server or named in an error, with the reason: a
// batch of which the server stored a part is sent again in smaller parts until it is known which points are refused. A
// point that is sent twice is stored once, since series, field and time identify a value.
//
// # Querying
//
// [Client.Query] runs InfluxQL, [Client.Flux] runs Flux; both stream rows and bind parameters so that no value can
// change the meaning of the query. [Client.Points] reads a measurement back as points, in the order of time and with a
// bounded memory, for backtests.
//
// # Errors
//
// Every failed call is an [*Error] with operation, method, URL without secrets, status, the server's message and the
// request id; errors.Is finds [ErrNotFound] and its siblings. Points which could not be stored are in a [*WriteError].
//
// # Retrying
//
// What is safe to repeat is repeated: reads, writes of points, deletions. The waits grow, are jittered, honour
// Retry-After, and end with the context.
package influx
