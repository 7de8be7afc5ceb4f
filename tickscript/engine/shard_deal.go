package engine

import (
	"bytes"

	lp "github.com/tickwright/tickwright/influx/point"
)

// dealing is the share of the run that only deals out.
const dealing = -1

// span is a run of lines that are one shard's.
type span struct {
	from, to int
	// line is how many lines of the text were read before it.
	line int64
	// careful says that it is one entry of an unusual form, which every shard reads to
	// find its points.
	careful bool
}

// deal gives the entries of text to the shards that own their series; it returns
// how much of text it used.
func (s *source) deal(parts []part, text []byte, line *int64, atEOF bool) int {
	i := 0
	for i < len(text) {
		if n, owner := s.line(text[i:]); n > 0 {
			p := &parts[owner]
			if k := len(p.spans) - 1; k >= 0 && p.spans[k].to == i && !p.spans[k].careful {
				p.spans[k].to = i + n
			} else {
				p.spans = append(p.spans, span{from: i, to: i + n, line: *line})
			}
			i += n
			*line++
			continue
		}
		n := entryUsed(text[i:], atEOF)
		if n == 0 {
			break
		}
		for k := range parts {
			parts[k].spans = append(parts[k].spans, span{from: i, to: i + n, line: *line, careful: true})
		}
		*line += int64(bytes.Count(text[i:i+n], []byte{'\n'}))
		i += n
	}
	return i
}

// line finds the end of a line of the usual form and the shard that owns its
// series, which checks it; 0 leaves it to be read carefully.
func (s *source) line(buf []byte) (n, owner int) {
	x, at, res := s.seriesOf(buf)
	if res != scanned {
		return 0, 0
	}
	n = bytes.IndexByte(buf[at:], '\n') + 1
	if n == 0 {
		return 0, 0
	}
	if bytes.IndexByte(buf[at:at+n], '"') >= 0 {
		// A string may hold a line break, which the scanner does not accept.
		i, _, res := x.kind.plan.scanFields(buf[:at+n], at, s.fields[:0], false, s.run.syms)
		if res != scanned || bytes.IndexByte(buf[i:at+n], '"') >= 0 {
			return 0, 0
		}
	}
	return at + n, x.extra.owner
}

// entryUsed is how much of buf the careful decoder takes for an entry; 0 means that
// buf ends before the entry does.
func entryUsed(buf []byte, atEOF bool) int {
	if buf[0] == '\n' {
		return 1
	}
	n, resume, ok := lp.EntryEnd(buf, atEOF)
	if !ok {
		return 0
	}
	if n == resume {
		return n
	}
	pts, err := lp.Parse(buf[:n], lp.Options{DefaultTime: func() int64 { return 0 }})
	if err == nil {
		err = refused(buf[:n], pts)
	}
	if err != nil {
		return resume
	}
	return n
}
