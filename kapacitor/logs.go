package kapacitor

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// LogQuery selects lines of the server's log.
type LogQuery struct {
	// Level is the lowest level: debug, info or error; all when empty.
	Level string
	// Tags must all be equal, such as "task": "disk-rule", "service": "http" or "node": "alert2".
	Tags map[string]string
}

// LogLine is one line of the server's log.
type LogLine struct {
	Time    time.Time
	Level   string // debug, info or error
	Message string
	Fields  map[string]string // task, node, service, ...
	Text    string            // the whole line, in logfmt
}

// Logs follows the server's log from now on, until the context ends, the loop is left, or the server goes away; the first two are no
// error. A line that cannot be read comes with an error and its Text, and the loop may go on. The server answers only once there is a
// line, so nothing can be said before about whether the request was accepted.
func (c *Client) Logs(ctx context.Context, q LogQuery) iter.Seq2[LogLine, error] {
	return func(yield func(LogLine, error) bool) {
		const op = "follow log"
		v := url.Values{}
		for k, t := range q.Tags {
			v.Set(k, t)
		}
		if q.Level != "" {
			v.Set("lvl", q.Level+"+")
		}
		resp, err := c.api.Open(ctx, api.Request{
			Op: op, Path: preview + "logs", Query: v, Header: http.Header{"Accept": {"application/logfmt"}},
		})
		if err != nil {
			if ctx.Err() == nil {
				yield(LogLine{}, err)
			}
			return
		}
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 4<<20)
		for lines.Scan() {
			l, err := parseLogLine(lines.Text())
			if err != nil {
				err = c.broken(ctx, op, resp, err)
			}
			if !yield(l, err) {
				return
			}
		}
		if err := lines.Err(); err != nil && ctx.Err() == nil {
			yield(LogLine{}, c.broken(ctx, op, resp, err))
		}
	}
}

// logTime is how the server writes times in its log.
const logTime = "2006-01-02T15:04:05.000Z07:00"

// parseLogLine reads key=value pairs; a value is bare or quoted as Go quotes.
func parseLogLine(text string) (LogLine, error) {
	l := LogLine{Text: text, Fields: map[string]string{}}
	// Where a point has no tags or dimensions the server leaves their place empty between two blanks.
	for rest := strings.TrimLeft(text, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
		key, after, ok := strings.Cut(rest, "=")
		if !ok || key == "" || strings.ContainsAny(key, " \"") {
			return l, fmt.Errorf("log line: no key=value at byte %d", len(text)-len(rest))
		}
		var value string
		if strings.HasPrefix(after, `"`) {
			quoted, err := strconv.QuotedPrefix(after)
			if err != nil {
				return l, fmt.Errorf("log line: the quote of %s does not end", key)
			}
			value, _ = strconv.Unquote(quoted)
			rest = strings.TrimPrefix(after[len(quoted):], " ")
		} else {
			value, rest, _ = strings.Cut(after, " ")
		}
		switch key {
		case "ts":
			t, err := time.Parse(logTime, value)
			if err != nil {
				return l, fmt.Errorf("log line: time %q: %w", value, err)
			}
			l.Time = t
		case "lvl":
			l.Level = value
		case "msg":
			l.Message = value
		default:
			l.Fields[key] = value
		}
	}
	return l, nil
}
