// Package sink delivers what alert handlers would send: lines into files,
// requests to HTTP endpoints, messages over TCP, programs to run, mails.
//
// Nothing is delivered unless a caller asks for it. Judging rules yields
// deliveries (engine.RunOptions.OnPayload); a Mux sends each by the type of its
// payload, and a Queue before it bounds what waits, tries again what may yet
// succeed, and hands back what could not be delivered.
//
//	q := sink.NewQueue(&sink.Mux{HTTP: &sink.HTTP{}}, sink.QueueOptions{OnFailed: report})
//	run := prog.NewRun(engine.RunOptions{OnPayload: func(d *alert.Delivery) { _ = q.Put(ctx, d) }})
//	...
//	left := q.Close(ctx)
package sink
