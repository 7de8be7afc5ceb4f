package sink_test

import (
	"bufio"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/sink"
)

func TestHTTP(t *testing.T) {
	var got *http.Request
	var body []byte
	status := http.StatusCreated
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "because")
	}))
	defer srv.Close()
	req := &alert.HTTPRequest{
		Method: "POST", URL: srv.URL + "/alert?key=hidden", Body: []byte("b"), Success: []int{201},
		Header: []alert.Header{{Name: "Authorization", Value: "Key k"}}, Secrets: []alert.Secret{"hidden"},
	}
	m := sink.Local()
	d := &alert.Delivery{Payload: req}
	require.NoError(t, m.Send(t.Context(), d))
	require.Equal(t, "b", string(body))
	require.Equal(t, "Key k", got.Header.Get("Authorization"))

	status = http.StatusServiceUnavailable
	err := m.Send(t.Context(), d)
	var se *sink.StatusError
	require.ErrorAs(t, err, &se)
	require.Equal(t, 503, se.Status)
	require.Contains(t, err.Error(), "because")
	require.NotContains(t, err.Error(), "hidden")
	require.True(t, sink.Temporary(err))

	status = http.StatusOK // which Alerta's handler does not take as success
	err = m.Send(t.Context(), d)
	require.Error(t, err)
	require.False(t, sink.Temporary(err))

	srv.Close()
	err = m.Send(t.Context(), d)
	require.True(t, sink.Temporary(err))
	require.NotContains(t, err.Error(), "hidden")

	req.URL = "http://[::1%secret-hidden/"
	err = m.Send(t.Context(), d)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hidden")
}

func TestHTTPSkipsVerification(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	h := &sink.HTTP{}
	req := &alert.HTTPRequest{Method: "POST", URL: srv.URL}
	require.Error(t, h.Send(t.Context(), &alert.Delivery{Payload: req}))
	req.SkipVerify = true
	require.NoError(t, h.Send(t.Context(), &alert.Delivery{Payload: req}))
}

func TestHTTPTimeout(t *testing.T) {
	stop := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer srv.Close()
	defer close(stop)
	err := (&sink.HTTP{}).Send(t.Context(), &alert.Delivery{Payload: &alert.HTTPRequest{Method: "POST", URL: srv.URL, Timeout: 20 * time.Millisecond}})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.True(t, sink.Temporary(err))
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "alerts.log")
	for _, l := range []string{"one\n", "two\n"} {
		require.NoError(t, sink.File{}.Send(t.Context(), &alert.Delivery{Payload: &alert.FileLine{Path: path, Mode: 0o640, Line: []byte(l)}}))
	}
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "one\ntwo\n", string(b))
	require.Error(t, sink.File{}.Send(t.Context(), &alert.Delivery{Payload: &alert.FileLine{Path: path + "/x", Mode: 0o640}}))
}

func TestTCP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	got := make(chan string, 4)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			line, _ := bufio.NewReader(c).ReadString('\n')
			got <- line
			if strings.HasPrefix(line, "no") {
				_, _ = io.WriteString(c, "broken")
			} else {
				_, _ = io.WriteString(c, "ok")
			}
			c.Close()
		}
	}()
	s := &sink.TCP{}
	send := func(data, reply string) error {
		return s.Send(t.Context(), &alert.Delivery{Payload: &alert.TCPMessage{Address: ln.Addr().String(), Data: []byte(data), Reply: reply}})
	}
	require.NoError(t, send("yes\n", "ok"))
	require.Equal(t, "yes\n", <-got)
	require.ErrorContains(t, send("no\n", "ok"), `"broken" instead of "ok"`)
	require.Equal(t, "no\n", <-got)
	require.NoError(t, send("plain\n", ""))
	require.Equal(t, "plain\n", <-got)
	ln.Close()
	require.True(t, sink.Temporary(send("x", "")))
}

func TestExec(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the test runs a POSIX shell")
	}
	out := filepath.Join(t.TempDir(), "out")
	require.NoError(t, sink.Exec{}.Send(t.Context(), &alert.Delivery{Payload: &alert.Command{Args: []string{"/bin/sh", "-c", "cat > " + out}, Stdin: []byte("event\n")}}))
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "event\n", string(b))
	err = sink.Exec{}.Send(t.Context(), &alert.Delivery{Payload: &alert.Command{Args: []string{"/bin/sh", "-c", "echo no luck; exit 3"}}})
	require.ErrorContains(t, err, "no luck")
	require.Error(t, sink.Exec{}.Send(t.Context(), &alert.Delivery{Payload: &alert.Command{}}))
}

// smtpServer takes mails and refuses the addresses that start with "no".
func smtpServer(t *testing.T) (host string, port int, mails chan string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	mails = make(chan string, 8)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
				r := bufio.NewReader(c)
				var all strings.Builder
				say("220 test")
				for {
					l, err := r.ReadString('\n')
					if err != nil {
						return
					}
					switch l = strings.TrimSpace(l); {
					case strings.HasPrefix(l, "EHLO"):
						say("250-test")
						say("250 8BITMIME")
					case strings.HasPrefix(l, "RCPT TO:<no-later"):
						say("450 later")
					case strings.HasPrefix(l, "RCPT TO:<no"):
						say("550 unknown")
					case l == "DATA":
						say("354 go")
						for {
							l, err := r.ReadString('\n')
							if err != nil {
								return
							}
							if l == ".\r\n" {
								break
							}
							all.WriteString(l)
						}
						say("250 taken")
						mails <- all.String()
					case l == "QUIT":
						say("221 bye")
						return
					default:
						all.WriteString(l + "\n")
						say("250 fine")
					}
				}
			}()
		}
	}()
	h, p, _ := net.SplitHostPort(ln.Addr().String())
	port, err = strconv.Atoi(p)
	require.NoError(t, err)
	return h, port, mails
}

func TestMail(t *testing.T) {
	host, port, mails := smtpServer(t)
	mail := &alert.Mail{Host: host, Port: port, From: "k@example.com", To: []string{"a@example.com", "b@example.com"}, Subject: "disk\r\nBcc: evil@example.com", Body: "<b>é</b>\n.\nend"}
	s := &sink.Mail{Now: func() time.Time { return time.Unix(0, 0).UTC() }}
	d := &alert.Delivery{Payload: mail}
	require.NoError(t, s.Send(t.Context(), d))
	got := <-mails
	require.Contains(t, got, "MAIL FROM:<k@example.com>")
	require.Contains(t, got, "To: a@example.com, b@example.com\r\n")
	require.Contains(t, got, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n")
	require.NotContains(t, got, "\nBcc:")
	require.Contains(t, got, "<b>=C3=A9</b>")
	mail.To = []string{"nobody@example.com"}
	err := s.Send(t.Context(), d)
	require.ErrorContains(t, err, `550 "unknown"`)
	require.False(t, sink.Temporary(err))
	mail.To = []string{"no-later@example.com"}
	require.True(t, sink.Temporary(s.Send(t.Context(), d)))
}

func TestMuxRefusesWhatItWasNotGiven(t *testing.T) {
	m := &sink.Mux{}
	for _, p := range []alert.Payload{&alert.HTTPRequest{}, &alert.FileLine{}, &alert.TCPMessage{}, &alert.Command{}, &alert.Mail{}, &alert.MQTTMessage{}, &alert.KafkaMessage{}, &alert.SNMPTrap{}} {
		require.ErrorIs(t, m.Send(t.Context(), &alert.Delivery{Payload: p}), sink.ErrNoSink, "%T", p)
	}
	require.NoError(t, m.Send(t.Context(), &alert.Delivery{Payload: &alert.Publication{}}))
	require.ErrorIs(t, m.Send(t.Context(), &alert.Delivery{Err: alert.ErrDisabled}), alert.ErrDisabled)
	require.ErrorIs(t, sink.File{}.Send(t.Context(), &alert.Delivery{Payload: &alert.Mail{}}), sink.ErrNoSink)
}
