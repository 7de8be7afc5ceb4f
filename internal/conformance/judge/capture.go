package judge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// capture is the set of listeners to which the daemon's handlers are pointed.
type capture struct {
	http  *httptest.Server
	tcp   net.Listener
	sensu net.Listener
	smtp  net.Listener

	mu       sync.Mutex
	requests map[string][]Request
	count    int
}

// statuses are the answers that a service's handler counts as success, where that is not 200.
var statuses = map[string]int{
	"alerta": 201, "bigpanda": 201, "hipchat": 204, "opsgenie2": 202, "pagerduty2": 202, "discord": 204,
}

// bodies are the answers that a service's handler looks into.
var bodies = map[string]string{
	"alerta": `{"status":"ok"}`, "telegram": `{"ok":true}`, "pushover": `{"status":1}`,
	"zenoss": `{"result":{"success":true}}`, "teams": "1",
}

// kept are the request headers worth comparing; the rest is the HTTP library's.
var kept = []string{"Content-Type", "Authorization"}

func newCapture() (*capture, error) {
	c := &capture{requests: map[string][]Request{}}
	c.http = httptest.NewServer(http.HandlerFunc(c.serve))
	var err error
	if c.tcp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	if c.sensu, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	if c.smtp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	go c.accept(c.tcp, c.readTCP)
	go c.accept(c.sensu, c.readSensu)
	go c.accept(c.smtp, c.readSMTP)
	return c, nil
}

func (c *capture) close() {
	c.http.Close()
	c.tcp.Close()
	c.sensu.Close()
	c.smtp.Close()
}

// serve stores a request under the first segment of its path.
func (c *capture) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	req := Request{Method: r.Method, Path: "/" + rest, Body: string(body)}
	if r.URL.RawQuery != "" {
		req.Path += "?" + r.URL.RawQuery
	}
	for _, key := range kept {
		if v := r.Header.Get(key); v != "" {
			if req.Header == nil {
				req.Header = map[string]string{}
			}
			req.Header[key] = v
		}
	}
	c.add(name, req)
	status := statuses[name]
	if status == 0 {
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_, _ = io.WriteString(w, bodies[name])
	}
}

func (c *capture) add(name string, r Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests[name] = append(c.requests[name], r)
	c.count++
}

// take returns what was captured since the last take.
func (c *capture) take() map[string][]Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.requests
	c.requests, c.count = map[string][]Request{}, 0
	return taken
}

func (c *capture) seen() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

func (c *capture) accept(l net.Listener, read func(net.Conn)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		// One after the other, so that messages stay in the order in which they were sent.
		read(conn)
		conn.Close()
	}
}

// readTCP takes a whole connection as one message.
func (c *capture) readTCP(conn net.Conn) {
	body, err := io.ReadAll(conn)
	if err == nil && len(body) > 0 {
		c.add("tcp", Request{Body: string(body)})
	}
}

// readSensu takes one line as the message and answers as Sensu's client socket does; the handler waits for that.
func (c *capture) readSensu(conn net.Conn) {
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	c.add("sensu", Request{Body: line})
	_, _ = io.WriteString(conn, "ok")
}

// readSMTP speaks as much of SMTP as it takes to be handed a mail.
func (c *capture) readSMTP(conn net.Conn) {
	r := bufio.NewReader(conn)
	say := func(s string) { fmt.Fprintf(conn, "%s\r\n", s) }
	say("220 localhost ready")
	var envelope strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO", "HELO":
			say("250 localhost")
		case "DATA":
			say("354 go on")
			var body strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if strings.TrimRight(line, "\r\n") == "." {
					break
				}
				body.WriteString(line)
			}
			c.add("smtp", Request{Path: envelope.String(), Body: body.String()})
			envelope.Reset()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		case "MAIL", "RCPT":
			envelope.WriteString(line + ";")
			say("250 ok")
		default:
			say("250 ok")
		}
	}
}
