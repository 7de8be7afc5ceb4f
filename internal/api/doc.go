// Package api is the one HTTP pipeline behind every service client of this library: influx, kapacitor, alerta, grafana and kube
// differ in what they say, not in how they say it.
//
// # Making a client
//
//	c, err := api.New("https://alerta.example.org/api",
//		api.WithService("alerta"),                      // first word of every error
//		api.WithCredential(api.HeaderCredential("Authorization", "Key "+key)),
//		api.WithErrorDecoder(decodeError),              // the service's error envelope
//	)
//
// The path of the base URL is kept. User and password in it become Basic authentication, unless another credential is given, and are
// removed from every URL that is shown.
//
// # Making a call
//
//	var out struct{ Alert Alert }
//	_, err := c.Do(ctx, api.Request{
//		Op: "get alert", Method: http.MethodGet,
//		Path: "alert/{}", Args: []string{id},           // each {} is one escaped path segment; "" and ".." are refused
//		Query: url.Values{"page": {"1"}},
//	}, &out)
//
// Request.Body is JSON unless it is a []byte, string or io.Reader, which is sent as it is (set ContentType). The last argument of Do
// receives the decoded JSON: nil ignores the body, *[]byte and *string take it raw. Client.Open is for answers that are read as a stream.
// [Client.Transport] offers the same pipeline to a third-party client as an http.RoundTripper.
//
// # The chain
//
// A call passes these links, outermost first, each in its own file:
//
//	requestID   one X-Request-ID per call, the same on every attempt
//	userAgent
//	retry       bounded, jittered, honours Retry-After up to a cap
//	auth        once per attempt, so that a renewed token is used
//	debug       reports each attempt with secrets removed
//	buffer      reads the body to its end, up to a limit, so that a connection lost half-way counts as a failed attempt
//	send        net/http; redirects are followed for GET and HEAD on the same host only, so no credential travels elsewhere
//
// # What is repeated
//
// A failed attempt is repeated when the call is safe to repeat and its body can be replayed. Safe by default are GET, HEAD, OPTIONS, PUT
// and DELETE; Request.Repeat says otherwise for one call. What is not safe is repeated only when the server cannot have acted on it: the
// connection was never made, or the answer was 429. Statuses that are repeated: 408, 429, 502, 503, 504 (Retry.Statuses). A wait that would
// pass the context's deadline is not begun.
//
// # Errors
//
// Every failure after New is an *[Error]: operation, method, URL without secrets, status, the server's message, request id, attempts. Use
// errors.Is with the sentinels (ErrNotFound, ...) and errors.As for the value; a failure of the context is found by
// errors.Is(err, context.Canceled). A service wraps it in its own type from the error decoder:
//
//	type Error struct{ *api.Error; Problems []string }
//
//	func decodeError(e *api.Error, body []byte) error {
//		// fill e.Message and e.Code from body
//		return &Error{Error: e}
//	}
//
// The decoder is called for every failure (body is nil when there was no answer), so a caller meets one error type only. Embedding
// promotes Error, Unwrap, Is and LogValue; add
//
//	func (e *Error) Unwrap() error { return e.Error }
//
// if errors.As(err, **api.Error) should work as well (apitest needs it). Sentinels are re-exported: var ErrNotFound = api.ErrNotFound.
//
// # Lists
//
// [Paged] turns "fetch one page" into an iter.Seq2[T, error], [Collect] drains one.
//
// # Testing a client
//
// Package apitest drives every method of a client through status 500, a reset connection, a slow body, a cancelled context, wrong JSON
// and an empty body under a non-empty base path, and checks for a typed error and that no goroutine stays behind.
package api
