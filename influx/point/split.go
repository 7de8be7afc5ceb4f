package point

import "bytes"

// entry is the outline of one entry of line protocol: where it ends, not whether it is right.
type entry struct {
	// end is the index after the entry and its line break.
	end int
	// text is the index after the entry's last byte, without the line break.
	text int
	// series is the index of the space after the series key, or -1 if there is none.
	series int
	// open is the index of a quote which is not closed where it should be, or -1.
	open int
	// resume is where reading goes on if the entry turns out to be bad.
	resume int
	// blank: an empty line or a comment.
	blank bool
	// breaks: a string holds \n, \r or \t, see protectBreaks.
	breaks bool
}

// split finds the first entry of buf. It mirrors the decoder's idea of where a string starts, since a line break inside
// of a string does not end the entry. ok is false if buf ends first and more input may follow.
func split(buf []byte, atEOF bool) (e entry, ok bool) {
	e.series, e.open = -1, -1
	i := 0
	for i < len(buf) && buf[i] == ' ' {
		i++
	}
	if i == len(buf) {
		e.blank = true
		e.end, e.text, e.resume = i, i, i
		return e, atEOF
	}
	switch buf[i] {
	case '#', '\n':
		e.blank = true
		return e.endLine(buf, i, atEOF)
	case '\r':
		e.blank = i+1 < len(buf) && buf[i+1] == '\n' || i+1 == len(buf)
		return e.endLine(buf, i, atEOF)
	}
	for ; i < len(buf); i++ {
		switch buf[i] {
		case '\\':
			if i+1 < len(buf) && buf[i+1] == ' ' {
				i++
			}
			continue
		case '\n':
			return e.endLine(buf, i, atEOF)
		case ' ':
		default:
			continue
		}
		break
	}
	if i == len(buf) {
		return e.endLine(buf, i, atEOF)
	}
	e.series = i
	for i < len(buf) && buf[i] == ' ' {
		i++
	}
	return e.splitFields(buf, i, atEOF)
}

func (e entry) splitFields(buf []byte, i int, atEOF bool) (entry, bool) {
	for {
		// The key, up to its equal sign. Anything else that ends it is an error: the line ends the entry.
		for ; i < len(buf) && buf[i] != '='; i++ {
			switch buf[i] {
			case '\\':
				if i+1 < len(buf) && (buf[i+1] == ' ' || buf[i+1] == ',' || buf[i+1] == '=') {
					i++
				}
			case ' ', ',', '\n', '\r':
				return e.endLine(buf, i, atEOF)
			}
		}
		i++
		if i < len(buf) && buf[i] == '"' {
			open := i
			for i++; i < len(buf) && buf[i] != '"'; i++ {
				if buf[i] == '\\' && i+1 < len(buf) {
					i++
					if c := buf[i]; c == 'n' || c == 'r' || c == 't' {
						e.breaks = true
					}
				}
			}
			if i >= len(buf) {
				return e.openString(buf, open, atEOF)
			}
			i++
			if i < len(buf) && buf[i] != ',' && buf[i] != ' ' && buf[i] != '\n' && buf[i] != '\r' {
				// The quote that seemed to close the string opened another one: a quote is missing. The line where
				// it is missing is bad, the lines after it are not.
				e, ok := e.endLine(buf, i, atEOF)
				if e.resume = nextLine(buf, open); e.resume <= i {
					e.open = open
				}
				return e, ok
			}
		} else {
			for i < len(buf) && buf[i] != ',' && buf[i] != ' ' && buf[i] != '\n' {
				i++
			}
		}
		if i >= len(buf) || buf[i] != ',' {
			return e.endLine(buf, min(i, len(buf)), atEOF)
		}
		i++
	}
}

// openString is the end of an entry whose string is not closed before the input ends.
func (e entry) openString(buf []byte, open int, atEOF bool) (entry, bool) {
	e.end, e.text, e.open = len(buf), len(buf), open
	e.resume = nextLine(buf, open)
	return e, atEOF
}

// endLine ends the entry at the first line break at or after i.
func (e entry) endLine(buf []byte, i int, atEOF bool) (entry, bool) {
	n := bytes.IndexByte(buf[i:], '\n')
	if n < 0 {
		e.end, e.text, e.resume = len(buf), len(buf), len(buf)
		return e, atEOF
	}
	e.text = i + n
	e.end = e.text + 1
	e.resume = e.end
	return e, true
}

func nextLine(buf []byte, i int) int {
	if n := bytes.IndexByte(buf[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(buf)
}

// protectBreaks appends to dst the fields of an entry with the backslash of each \n, \r and \t inside of a string
// doubled, and to at the indexes in dst of the added ones. line-protocol/v2 reads these as control characters; to the
// servers they are two characters.
func protectBreaks(dst, fields []byte, at []int) ([]byte, []int) {
	inString := false
	for i := 0; i < len(fields); i++ {
		c := fields[i]
		switch {
		case c == '\\' && i+1 < len(fields):
			i++
			if n := fields[i]; inString && (n == 'n' || n == 'r' || n == 't') {
				at = append(at, len(dst))
				dst = append(dst, '\\')
			}
			dst = append(dst, c, fields[i])
			continue
		case c == '"' && inString:
			inString = false
		case c == '"' && i > 0 && fields[i-1] == '=':
			inString = true
		}
		dst = append(dst, c)
	}
	return dst, at
}
