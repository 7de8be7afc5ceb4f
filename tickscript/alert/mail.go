package alert

import (
	"bytes"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"
)

// Message returns the mail as it goes to the server: its headers, encoded and
// folded as Kapacitor's are, and the body as quoted-printable HTML. Kapacitor
// orders the headers at random; here they have one order.
func (m *Mail) Message(date time.Time) []byte {
	var b bytes.Buffer
	writeHeader(&b, "Mime-Version", "1.0")
	writeHeader(&b, "Date", date.Format(time.RFC1123Z))
	writeHeader(&b, "From", encodeHeader(m.From))
	to := make([]string, len(m.To))
	for i, a := range m.To {
		to[i] = encodeHeader(a)
	}
	writeHeader(&b, "To", to...)
	writeHeader(&b, "Subject", encodeHeader(m.Subject))
	writeHeader(&b, "Content-Type", "text/html; charset=UTF-8")
	writeHeader(&b, "Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(m.Body))
	_ = w.Close()
	return b.Bytes()
}

// encodeHeader makes a text safe for a header: a line break cannot start another
// header.
func encodeHeader(s string) string { return mime.QEncoding.Encode("UTF-8", s) }

// writeHeader writes one header in lines of at most 76 bytes where there are
// spaces to fold at.
func writeHeader(b *bytes.Buffer, key string, values ...string) {
	b.WriteString(key + ": ")
	left := 76 - len(key) - 2
	for i, s := range values {
		switch {
		case left < 1 && i == 0:
			b.WriteString("\r\n ")
			left = 75
		case left < 1:
			b.WriteString(",\r\n ")
			left = 75
		case i > 0:
			b.WriteString(", ")
			left -= 2
		}
		for len(s) > left {
			cutAt, skip := foldAt(s, left)
			b.WriteString(s[:cutAt])
			if skip == 0 {
				s = s[cutAt:]
				break
			}
			s = s[cutAt+skip:]
			b.WriteString("\r\n ")
			left = 75
		}
		b.WriteString(s)
		left -= len(s)
	}
	b.WriteString("\r\n")
}

// foldAt finds the space to fold a header at: the last one within the limit, or
// the first one after a full line; a skip of 0 means that there is none.
func foldAt(s string, left int) (at, skip int) {
	if left > 0 {
		if i := strings.LastIndexByte(s[:left], ' '); i >= 0 {
			return i, 1
		}
	}
	if len(s) > 75 {
		if i := strings.IndexByte(s[75:], ' '); i >= 0 {
			return 75 + i, 1
		}
	}
	return len(s), 0
}
