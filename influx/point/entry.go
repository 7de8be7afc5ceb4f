package point

// EntryEnd finds the first entry of buf: a line, or several when a string field holds line breaks. end is the length of
// the entry with its line break; resume is where reading goes on if the entry turns out to be bad, which is before end
// where a missing quote swallowed lines that are right by themselves. ok is false if buf ends before the entry does and
// more input may follow. It is for those who split text themselves before they decode it.
func EntryEnd(buf []byte, atEOF bool) (end, resume int, ok bool) {
	e, ok := split(buf, atEOF)
	return e.end, e.resume, ok
}
