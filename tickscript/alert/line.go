package alert

import (
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// A line is an event as the log handler writes it. AppendLineHead and
// AppendLineTail make one straight from the data of the templates, with the
// event's data in between, without the strings of an Event in the middle; the
// bytes are those of Event.AppendJSON.

// AppendLineHead appends the line up to and including "data":. The id and the
// message in d must have been rendered; ns is the event's time.
func (d *Data) AppendLineHead(b []byte, details *Template, ns int64) ([]byte, error) {
	b = append(b, `{"id":`...)
	b = AppendString(b, d.ID)
	b = append(b, `,"message":`...)
	b = AppendString(b, d.Message)
	b = append(b, `,"details":"`...)
	if details.json {
		b = d.appendEscapedDetails(b, ns)
	} else {
		var scratch [512]byte
		text, err := details.Append(scratch[:0], d)
		if err != nil {
			return b, err
		}
		b = AppendString(b[:len(b)-1], string(text))
		b = b[:len(b)-1]
	}
	b = append(b, `","time":"`...)
	b = d.written.appendTime(b, ns)
	b = append(b, `","duration":`...)
	b = strconv.AppendInt(b, int64(d.Duration), 10)
	b = append(b, `,"level":"`...)
	b = append(b, d.Level.String()...)
	return append(b, `","data":`...), nil
}

// AppendLineTail appends what follows the data, without the newline.
func AppendLineTail(b []byte, previous Level, recoverable bool) []byte {
	b = append(b, `,"previousLevel":"`...)
	b = append(b, previous.String()...)
	if recoverable {
		return append(b, `","recoverable":true}`...)
	}
	return append(b, `","recoverable":false}`...)
}

// escaper turns the template's JSON into what stands in the line: quotes become
// entities of HTML, whose ampersand JSON escapes again.
var escaper = strings.NewReplacer(`"`, `\u0026#34;`)

var (
	escName     = escaper.Replace(`{"Name":"`)
	escTask     = escaper.Replace(`","TaskName":"`)
	escGroup    = escaper.Replace(`","Group":"`)
	escTags     = escaper.Replace(`","Tags":{`)
	escQuote    = escaper.Replace(`"`)
	escColon    = escaper.Replace(`":"`)
	escHost     = escaper.Replace(`},"ServerInfo":{"Hostname":"`)
	escCluster  = escaper.Replace(`","ClusterID":"`)
	escServer   = escaper.Replace(`","ServerID":"`)
	escID       = escaper.Replace(`"},"ID":"`)
	escFields   = escaper.Replace(`","Fields":{`)
	escField    = escaper.Replace(`":`)
	escLevel    = escaper.Replace(`},"Level":"`)
	escTime     = escaper.Replace(`","Time":"`)
	escDuration = escaper.Replace(`","Duration":`)
	escMessage  = escaper.Replace(`,"Message":"`)
	escEnd      = escaper.Replace(`"}`) + `\n`
)

// appendEscapedDetails appends the default details as they stand inside the
// line: JSON, escaped for HTML, escaped for JSON.
func (d *Data) appendEscapedDetails(b []byte, ns int64) []byte {
	start := len(b)
	b = append(b, escName...)
	b = appendEscaped(b, d.Name)
	b = append(b, escTask...)
	b = appendEscaped(b, d.TaskName)
	b = append(b, escGroup...)
	b = appendEscaped(b, d.group())
	b = append(b, escTags...)
	for i := range d.Tags {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, escQuote...)
		b = appendEscaped(b, d.Tags[i].Key)
		b = append(b, escColon...)
		b = appendEscaped(b, d.Tags[i].Value)
		b = append(b, escQuote...)
	}
	var si ServerInfo
	if d.Server != nil {
		si = *d.Server
	}
	b = append(b, escHost...)
	b = appendEscaped(b, si.Hostname)
	b = append(b, escCluster...)
	b = appendEscaped(b, si.ClusterID)
	b = append(b, escServer...)
	b = appendEscaped(b, si.ServerID)
	b = append(b, escID...)
	b = appendEscaped(b, d.ID)
	b = append(b, escFields...)
	for i := range d.Fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, escQuote...)
		b = appendEscaped(b, d.Fields[i].Name)
		b = append(b, escField...)
		v := d.Fields[i].Value
		if v.Kind() == lambda.String {
			b = append(b, escQuote...)
			b = appendEscaped(b, v.Str())
			b = append(b, escQuote...)
			continue
		}
		var scratch [40]byte
		num, err := appendValue(scratch[:0], v, &d.written)
		if err != nil {
			return b[:start] // what JSON cannot carry leaves the details empty
		}
		for _, c := range num {
			switch c {
			case '+':
				b = append(b, `\u0026#43;`...)
			case '"':
				b = append(b, escQuote...)
			default:
				b = append(b, c)
			}
		}
	}
	b = append(b, escLevel...)
	b = append(b, d.Level.String()...)
	b = append(b, escTime...)
	b = d.written.appendTime(b, ns)
	b = append(b, escDuration...)
	b = strconv.AppendInt(b, int64(d.Duration), 10)
	b = append(b, escMessage...)
	b = appendEscaped(b, d.Message)
	return append(b, escEnd...)
}

// unchanged are the bytes that neither JSON nor HTML escapes.
var unchanged = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = plainJSON[c] && htmlText[c] == ""
	}
	return
}()

// appendEscaped appends the content of a string through all three escapings.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		if !unchanged[s[i]] {
			return appendEscapedSlowly(b, s)
		}
	}
	return append(b, s...)
}

func appendEscapedSlowly(b []byte, s string) []byte {
	j := AppendString(nil, s)
	h := appendHTML(nil, j[1:len(j)-1])
	out := AppendString(nil, string(h))
	return append(b, out[1:len(out)-1]...)
}
