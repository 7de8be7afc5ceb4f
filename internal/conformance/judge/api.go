package judge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// errClosed stands for a request that the daemon did not answer: it panicked in the handler, or died.
var errClosed = errors.New("connection closed without an answer")

// serverError is an error that the daemon answered.
type serverError struct {
	status  int
	message string
}

func (e *serverError) Error() string { return e.message }

var client = &http.Client{Timeout: 60 * time.Second}

// call sends a request below /kapacitor/v1. in is sent as JSON, or as it is when it is []byte; out receives the
// answer, raw when it is *[]byte.
func (j *Judge) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	switch in := in.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(in)
	default:
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, j.server.URL+"/kapacitor/v1"+path, body)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return unanswered(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return unanswered(fmt.Errorf("%s %s: %w", method, path, err))
	}
	if resp.StatusCode/100 != 2 {
		return &serverError{resp.StatusCode, message(data)}
	}
	switch out := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*out = data
		return nil
	default:
		return json.Unmarshal(data, out)
	}
}

// unanswered tells a connection that the daemon closed from a request that failed otherwise, such as by its time limit.
func unanswered(err error) error {
	for _, closed := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.EPIPE} {
		if errors.Is(err, closed) {
			return fmt.Errorf("%w (%w)", errClosed, err)
		}
	}
	return err
}

// message is the text in the daemon's error body.
func message(body []byte) string {
	var e struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &e) == nil && e.Error != "" {
		return e.Error
	}
	return strings.TrimSpace(string(body))
}

// task is what the daemon says of a task.
type task struct {
	Script    string `json:"script"`
	Dot       string `json:"dot"`
	Error     string `json:"error"`
	Executing bool   `json:"executing"`
	Stats     struct {
		Nodes map[string]map[string]float64 `json:"node-stats"`
	} `json:"stats"`
}

func (j *Judge) task(ctx context.Context, id string) (task, error) {
	var t task
	return t, j.call(ctx, http.MethodGet, "/tasks/"+url.PathEscape(id), nil, &t)
}

// deleteTopics removes every topic, since the state of its alerts outlives the task.
func (j *Judge) deleteTopics(ctx context.Context) error {
	var list struct {
		Topics []struct {
			ID string `json:"id"`
		} `json:"topics"`
	}
	if err := j.call(ctx, http.MethodGet, "/alerts/topics", nil, &list); err != nil {
		return err
	}
	for _, t := range list.Topics {
		if err := j.call(ctx, http.MethodDelete, "/alerts/topics/"+url.PathEscape(t.ID), nil, nil); err != nil {
			return err
		}
	}
	return nil
}
