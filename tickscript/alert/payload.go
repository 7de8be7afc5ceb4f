package alert

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// Payload is what a handler would send for an event: one of *HTTPRequest,
// *FileLine, *TCPMessage, *Command, *Mail, *MQTTMessage, *KafkaMessage,
// *SNMPTrap and *Publication. It is plain data, to be compared or handed to a
// Sink. String shows it without secrets.
type Payload interface {
	fmt.Stringer
	isPayload()
}

// Header is one header of an HTTP request.
type Header struct{ Name, Value string }

// HTTPRequest is a request to a service or endpoint.
type HTTPRequest struct {
	Method, URL string
	// Header is sorted by name.
	Header []Header
	Body   []byte
	// Success are the statuses that Kapacitor takes as success; none means any
	// from 200 to 299.
	Success []int
	// Timeout limits the request; 0 sets no limit.
	Timeout time.Duration
	// CaptureResponse says that the body of a failed answer is part of the error.
	CaptureResponse bool
	// SkipVerify says that the server's certificate is not checked.
	SkipVerify bool
	// Secrets are those in the URL, the header and the body, which String hides.
	Secrets []Secret
}

// Get returns a header's value, "" when it is not there.
func (r *HTTPRequest) Get(name string) string {
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

func (r *HTTPRequest) set(name, value string) {
	for i := range r.Header {
		if strings.EqualFold(r.Header[i].Name, name) {
			r.Header[i].Value = value
			return
		}
	}
	r.Header = append(r.Header, Header{name, value})
	slices.SortFunc(r.Header, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
}

// OK reports whether Kapacitor takes a status as success.
func (r *HTTPRequest) OK(status int) bool {
	if len(r.Success) == 0 {
		return status/100 == 2
	}
	return slices.Contains(r.Success, status)
}

// Target returns the URL without secrets.
func (r *HTTPRequest) Target() string { return hide(r.URL, r.Secrets) }

// String prints method, URL, header and body without secrets.
func (r *HTTPRequest) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL)
	for _, h := range r.Header {
		v := h.Value
		if strings.EqualFold(h.Name, "Authorization") {
			scheme, _, _ := strings.Cut(v, " ")
			v = scheme + " " + redacted
		}
		fmt.Fprintf(&b, "%s: %s\n", h.Name, v)
	}
	b.WriteByte('\n')
	b.Write(r.Body)
	return hide(b.String(), r.Secrets)
}

// FileLine is a line to append to a file.
type FileLine struct {
	Path string
	// Mode is for a file that does not exist yet.
	Mode fs.FileMode
	// Line ends with a newline.
	Line []byte
}

// String prints the path and the line.
func (l *FileLine) String() string { return l.Path + ": " + string(l.Line) }

// TCPMessage is what is written to a new TCP connection.
type TCPMessage struct {
	Address string
	Data    []byte
	// Reply is what the other side has to answer until it closes the connection;
	// "" means that no answer is read.
	Reply string
}

// String prints the address and the data.
func (m *TCPMessage) String() string { return m.Address + ": " + string(m.Data) }

// Command is a program to run.
type Command struct {
	// Args starts with the program.
	Args  []string
	Stdin []byte
}

// String prints the arguments and the input.
func (c *Command) String() string { return fmt.Sprintf("%q < %s", c.Args, c.Stdin) }

// Mail is a message with an HTML body.
type Mail struct {
	// Host and Port are the mail server's; Username and Password are for it.
	Host     string
	Port     int
	Username string
	Password Secret
	NoVerify bool

	From string
	To   []string
	// Subject and Body are as the event has them: neither folded nor encoded.
	Subject, Body string
}

// String prints addresses, subject and body.
func (m *Mail) String() string {
	return fmt.Sprintf("%s:%d From: %s To: %s Subject: %s\n\n%s", m.Host, m.Port, m.From, strings.Join(m.To, ", "), m.Subject, m.Body)
}

// MQTTMessage is what is published to a broker.
type MQTTMessage struct {
	// Broker is the configured name, URL its address.
	Broker, URL string
	Topic       string
	QoS         byte
	Retained    bool
	Data        []byte
}

// String prints broker, topic and data.
func (m *MQTTMessage) String() string {
	return fmt.Sprintf("%s %s qos=%d retained=%t: %s", m.Broker, m.Topic, m.QoS, m.Retained, m.Data)
}

// KafkaMessage is what is written to a Kafka topic.
type KafkaMessage struct {
	// Cluster is the configured name, Brokers its addresses.
	Cluster string
	Brokers []string
	Topic   string
	// Key is the event's id.
	Key, Value []byte
	// PartitionByKey says that the partition is chosen by the key, with Algorithm:
	// crc32, murmur2, murmur3 or fnv-1a; "" is crc32.
	PartitionByKey bool
	Algorithm      string
}

// String prints cluster, topic, key and value.
func (m *KafkaMessage) String() string {
	return fmt.Sprintf("%s %s %s: %s", m.Cluster, m.Topic, m.Key, m.Value)
}

// SNMPTrap is an SNMP v2 trap.
type SNMPTrap struct {
	Address   string
	Community Secret
	Retries   int
	// Vars start with the system's up time, always 1000 ticks, and the trap's OID.
	Vars []SNMPVar
}

// SNMPVar is one variable of a trap.
type SNMPVar struct {
	OID string
	// Type is counter64, integer, null, octets, timeticks or oid.
	Type string
	// Value is the text of the value; a number has its own type's range.
	Value string
}

// String prints the address and the variables.
func (t *SNMPTrap) String() string {
	var b strings.Builder
	b.WriteString(t.Address)
	for _, v := range t.Vars {
		fmt.Fprintf(&b, " %s=%s(%s)", v.OID, v.Type, v.Value)
	}
	return b.String()
}

// Publication is an event that a publish handler hands on to other topics.
type Publication struct{ Topics []string }

// String prints the topics.
func (p *Publication) String() string { return "publish " + strings.Join(p.Topics, ", ") }

func (*HTTPRequest) isPayload()  {}
func (*FileLine) isPayload()     {}
func (*TCPMessage) isPayload()   {}
func (*Command) isPayload()      {}
func (*Mail) isPayload()         {}
func (*MQTTMessage) isPayload()  {}
func (*KafkaMessage) isPayload() {}
func (*SNMPTrap) isPayload()     {}
func (*Publication) isPayload()  {}
