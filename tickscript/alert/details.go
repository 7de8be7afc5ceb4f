package alert

import (
	"strconv"
)

// appendDetails renders the default details, {{ json . }}, which is what most
// rules carry with every event: the data as JSON and a newline, HTML-escaped
// (A029). A value that JSON cannot carry gives nothing, as in Kapacitor.
func (d *Data) appendDetails(b []byte) []byte {
	var scratch [1024]byte
	j := append(scratch[:0], `{"Name":`...)
	j = AppendString(j, d.Name)
	j = append(j, `,"TaskName":`...)
	j = AppendString(j, d.TaskName)
	j = append(j, `,"Group":`...)
	j = AppendString(j, d.group())
	j = append(j, `,"Tags":`...)
	if d.NoTags {
		j = append(j, "null"...)
	} else {
		j = AppendTags(j, d.Tags)
	}
	var si ServerInfo
	if d.Server != nil {
		si = *d.Server
	}
	j = append(j, `,"ServerInfo":{"Hostname":`...)
	j = AppendString(j, si.Hostname)
	j = append(j, `,"ClusterID":`...)
	j = AppendString(j, si.ClusterID)
	j = append(j, `,"ServerID":`...)
	j = AppendString(j, si.ServerID)
	j = append(j, `},"ID":`...)
	j = AppendString(j, d.ID)
	j = append(j, `,"Fields":{`...)
	for i, f := range d.Fields {
		if i > 0 {
			j = append(j, ',')
		}
		j = AppendString(j, f.Name)
		j = append(j, ':')
		var err error
		if j, err = AppendValue(j, f.Value); err != nil {
			return b
		}
	}
	j = append(j, `},"Level":"`...)
	j = append(j, d.Level.String()...)
	j = append(j, `","Time":`...)
	j = AppendTime(j, d.Time)
	j = append(j, `,"Duration":`...)
	j = strconv.AppendInt(j, int64(d.Duration), 10)
	j = append(j, `,"Message":`...)
	j = AppendString(j, d.Message)
	j = append(j, '}', '\n')
	return appendHTML(b, j)
}

// htmlText are the replacements of html/template for text.
var htmlText = func() (t [256]string) {
	t['"'] = "&#34;"
	t['&'] = "&amp;"
	t['\''] = "&#39;"
	t['+'] = "&#43;"
	t['<'] = "&lt;"
	t['>'] = "&gt;"
	t[0] = "\uFFFD"
	return
}()

func appendHTML(b, s []byte) []byte {
	start := 0
	for i, c := range s {
		if r := htmlText[c]; r != "" {
			b = append(b, s[start:i]...)
			b = append(b, r...)
			start = i + 1
		}
	}
	return append(b, s[start:]...)
}
