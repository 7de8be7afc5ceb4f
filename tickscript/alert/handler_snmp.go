package alert

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
)

var _ = kind("snmptrap", func() options { return &SNMPTrapOptions{} })

// SNMPTrapOptions are the settings of an snmpTrap handler (H040).
type SNMPTrapOptions struct {
	TrapOID string     `opt:"trap-oid" tick:"trapOid"`
	Data    []SNMPData `opt:"data-list"`
}

// SNMPData is a value of a trap: c counter, i integer, n null, s string, t time
// ticks. Value is a template.
type SNMPData struct {
	OID   string `opt:"oid"`
	Type  string `opt:"type"`
	Value string `opt:"value"`
}

func (o *SNMPTrapOptions) script(h *graph.Handler) {
	if o.TrapOID == "" && len(h.Args) > 0 {
		o.TrapOID = h.Args[0].Str
	}
	for _, c := range h.CallsOf("data") {
		o.Data = append(o.Data, SNMPData{c.Args[0].Str, c.Args[1].Str, c.Args[2].Str})
	}
}

func (o *SNMPTrapOptions) does() string { return "failed to handle event" }

// OIDs of the two variables that start every trap.
const (
	oidSysUpTime = "1.3.6.1.2.1.1.3.0"
	oidSNMPTrap  = "1.3.6.1.6.3.1.1.4.1.0"
)

func (o *SNMPTrapOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.SNMPTrap
	var ts []*textTemplate
	for i, d := range o.Data {
		ts = append(ts, c.template("data-list", i, "data", d.Value))
	}
	return func(e *Event) (Payload, error) {
		r := &rendering{e: e}
		values := make([]string, len(ts))
		for i, t := range ts {
			var err error
			if values[i], err = t.render(r); err != nil {
				return nil, err
			}
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		trap, err := canonicalOID(o.TrapOID)
		if err != nil {
			return nil, fmt.Errorf("invalid trap Oid %q: %w", o.TrapOID, err)
		}
		p := &SNMPTrap{Address: cfg.Addr, Community: cfg.Community, Retries: cfg.Retries, Vars: []SNMPVar{
			{oidSysUpTime, "timeticks", "1000"}, {oidSNMPTrap, "oid", trap},
		}}
		for i, d := range o.Data {
			v, err := snmpVar(d, values[i])
			if err != nil {
				return nil, err
			}
			p.Vars = append(p.Vars, v)
		}
		return p, nil
	}
}

var snmpUnsupported = map[string]string{
	"a": "IP address", "d": "Decimal string", "o": "Object ID", "u": "Unsigned integer", "x": "Hexadecimal string",
}

// snmpVar makes a variable. Numbers are read with 64 bits and then cut to the
// range of their type.
func snmpVar(d SNMPData, value string) (SNMPVar, error) {
	oid, err := canonicalOID(d.OID)
	if err != nil {
		return SNMPVar{}, fmt.Errorf("invalid data Oid %q: %w", d.OID, err)
	}
	switch d.Type {
	case "n":
		return SNMPVar{oid, "null", ""}, nil
	case "s":
		return SNMPVar{oid, "octets", value}, nil
	case "c", "i", "t":
	default:
		if name, known := snmpUnsupported[d.Type]; known {
			return SNMPVar{}, fmt.Errorf("Snmptrap Datatype '%s' not supported", name)
		}
		return SNMPVar{}, fmt.Errorf("Snmptrap Datatype not known: %v", d.Type)
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return SNMPVar{}, err
	}
	switch d.Type {
	case "c":
		return SNMPVar{oid, "counter64", strconv.FormatUint(uint64(n), 10)}, nil
	case "i":
		return SNMPVar{oid, "integer", strconv.FormatInt(int64(int32(n)), 10)}, nil
	}
	return SNMPVar{oid, "timeticks", strconv.FormatUint(uint64(uint32(n)), 10)}, nil
}

// canonicalOID checks an OID and drops a leading dot and zeros.
func canonicalOID(s string) (string, error) {
	parts := strings.Split(s, ".")
	if parts[0] == "" {
		parts = parts[1:]
	}
	if len(parts) > 128 {
		return "", fmt.Errorf("it has %d parts, at most 128 are allowed", len(parts))
	}
	if len(parts) < 2 {
		return "", fmt.Errorf("it needs at least two parts")
	}
	ids := make([]int64, len(parts))
	for i, p := range parts {
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil || n < 0 || n > math.MaxUint32 {
			return "", fmt.Errorf("part %q is not a number from 0 to %d", p, int64(math.MaxUint32))
		}
		ids[i] = n
		parts[i] = strconv.FormatInt(n, 10)
	}
	if ids[0] > 2 {
		return "", fmt.Errorf("its first part is not 0, 1 or 2")
	}
	if ids[0] < 2 && ids[1] >= 40 {
		return "", fmt.Errorf("its second part is not from 0 to 39")
	}
	return strings.Join(parts, "."), nil
}
