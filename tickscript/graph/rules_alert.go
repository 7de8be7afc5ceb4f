package graph

import (
	"io/fs"
	"path"
	"strings"
)

func headerAuthenticate(s *settings) {
	for _, c := range callsOf(s.calls, "header") {
		if strings.EqualFold(c.Args[0].Str, "authenticate") {
			d := s.fail(c.Range)
			if s.noun == "post" {
				d.kapacitor("invalid post: cannot set 'authenticate' header")
			}
		}
	}
}

func alertFlapping(s *settings) {
	c, ok := s.last("flapping")
	if !ok {
		return
	}
	low, high := c.Args[0].Float, c.Args[1].Float
	for _, x := range s.calls {
		switch x.Name {
		case "flapping":
			low, high = x.Args[0].Float, x.Args[1].Float
		case "flapLow":
			low = x.Args[0].Float
		case "flapHigh":
			high = x.Args[0].Float
		}
	}
	if low > 1 || high > 1 {
		s.fail(c.Range).hint("write 0.25 for 25 percent")
	}
}

func logPath(s *settings) {
	v := Value{Range: s.rng}
	if len(s.args) > 0 {
		v = s.args[0]
	}
	if c, ok := s.last("filePath"); ok {
		v = c.Args[0]
	}
	if !path.IsAbs(v.Str) {
		s.fail(v.Range, v.Str).kapacitor("failed to create log alert handler: log path must be absolute: %s is not absolute", v.Str)
	}
}

func logMode(s *settings) {
	c, ok := s.last("mode")
	if !ok || c.Args[0].Int == 0 {
		return
	}
	if m := c.Args[0].Int; m&0o200 == 0 {
		s.fail(c.Range).hint("write the mode as an octal number: 0644").
			kapacitor("failed to create log alert handler: invalid file mode %v, must be user writable", fs.FileMode(m))
	}
}

func postTarget(s *settings) {
	url := s.str("uRL")
	if _, ok := s.last("uRL"); !ok && len(s.args) > 0 {
		url = s.args[0].Str
	}
	if url == "" && s.str("endpoint") == "" {
		s.fail(s.rng).hint("write .post('http://...') or .post().endpoint('name')")
	}
}

func snmpOID(s *settings) {
	oid, at := "", s.rng
	if len(s.args) > 0 {
		oid, at = s.args[0].Str, s.args[0].Range
	}
	if c, ok := s.last("trapOid"); ok {
		oid, at = c.Args[0].Str, c.Range
	}
	if oid == "" {
		s.fail(at).kapacitor("invalid SNMP trap %q: you must supply a trap Oid", oid)
	}
}

func snmpType(s *settings) {
	oid := ""
	if len(s.args) > 0 {
		oid = s.args[0].Str
	}
	for _, c := range callsOf(s.calls, "data") {
		switch t := c.Args[1].Str; t {
		case "c", "i", "n", "s", "t":
		default:
			s.fail(c.Args[1].Range, t, c.Args[0].Str).
				kapacitor("invalid SNMP trap %q: unsupported data type %q for data entry %q", oid, t, c.Args[0].Str).
				hint("write 'c' for a counter, 'i' for an integer, 'n' for null, 's' for a string or 't' for time ticks")
		}
	}
}
