package alert

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"text/template"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// The handlers of message queues: Kafka, MQTT.

var (
	_ = kind("kafka", func() options { return &KafkaOptions{} })
	_ = kind("mqtt", func() options { return &MQTTOptions{} })
)

// KafkaOptions are the settings of a kafka handler (H041). Template is a template
// over the event's JSON data.
type KafkaOptions struct {
	Cluster              string `opt:"cluster" tick:"cluster"`
	Topic                string `opt:"topic" tick:"kafkaTopic"`
	Template             string `opt:"template" tick:"template"`
	DisablePartitionByID bool   `opt:"disablePartitionById" tick:"disablePartitionById"`
	PartitionAlgorithm   string `opt:"partitionAlgorithm" tick:"partitionHashAlgorithm"`
}

func (o *KafkaOptions) does() string { return "failed to write message to kafka" }

func (o *KafkaOptions) compile(c *optionCompiler) builder {
	cluster := KafkaConfig{ID: o.Cluster}
	if i := slices.IndexFunc(c.cfg.Kafka, func(x KafkaConfig) bool { return x.ID == o.Cluster }); i >= 0 {
		cluster = c.cfg.Kafka[i]
	} else if !c.cfg.AssumeNamed {
		c.fail("cluster", 0, fmt.Errorf("unknown cluster %q", o.Cluster))
	}
	var t *template.Template
	if o.Template != "" {
		var err error
		if t, err = template.New("kafka alert template").Parse(o.Template); err != nil {
			c.fail("template", 0, fmt.Errorf("failed to parse template: %w", err))
		}
	}
	return func(e *Event) (Payload, error) {
		m := &KafkaMessage{
			Cluster: cluster.ID, Brokers: cluster.Brokers, Topic: o.Topic, Key: []byte(e.ID), PartitionByKey: !o.DisablePartitionByID, Algorithm: o.PartitionAlgorithm,
		}
		// A body that fails is logged, and the message is sent without it.
		var failed error
		if t != nil {
			var b bytes.Buffer
			if err := t.Execute(&b, e.alertData()); err != nil {
				failed = while("failed to prepare kafka message body", fmt.Errorf("failed to execute alert template: %w", kapacitorNames(err)))
			} else {
				m.Value = b.Bytes()
			}
		} else if b, err := e.AppendJSON(nil); err != nil {
			failed = while("failed to prepare kafka message body", fmt.Errorf("failed to marshal alert data json: %w", err))
		} else {
			m.Value = append(b, '\n')
		}
		if o.Topic == "" {
			return nil, errors.New("topic must not be empty")
		}
		if m.PartitionByKey && !slices.Contains([]string{"", "crc32", "murmur2", "murmur3", "fnv-1a"}, o.PartitionAlgorithm) {
			return nil, fmt.Errorf("invalid partition algorithm: %q", o.PartitionAlgorithm)
		}
		return m, failed
	}
}

// MQTTOptions are the settings of an mqtt handler (H039). Topic is a template.
type MQTTOptions struct {
	BrokerName string `opt:"broker-name" tick:"brokerName"`
	Topic      string `opt:"topic" tick:"topic"`
	QoS        QoS    `opt:"qos"`
	Retained   bool   `opt:"retained" tick:"retained"`
}

// QoS is MQTT's quality of service: 0, 1 or 2. Topic handlers may also write it
// as at-most-once, at-least-once or exactly-one.
type QoS byte

// UnmarshalText accepts Kapacitor's three words, the last of them as it spells it.
func (q *QoS) UnmarshalText(b []byte) error {
	i := slices.Index([]string{"at-most-once", "at-least-once", "exactly-one"}, string(b))
	if i < 0 {
		return errors.New("invalid QoS")
	}
	*q = QoS(i)
	return nil
}

func (o *MQTTOptions) script(h *graph.Handler) {
	if _, set := h.Call("topic"); !set && len(h.Args) > 0 {
		o.Topic = h.Args[0].Str
	}
	if c, ok := h.Call("qos"); ok {
		o.QoS = QoS(c.Args[0].Int)
	}
}

func (o *MQTTOptions) does() string { return "failed to post message to MQTT broker" }

// broker finds the broker of a name; the empty name is the default one.
func (c *Config) broker(name string) (*MQTTConfig, string) {
	if name == "" {
		for i := range c.MQTT {
			if c.MQTT[i].Default || len(c.MQTT) == 1 {
				name = c.MQTT[i].Name
			}
		}
	}
	for i := range c.MQTT {
		if c.MQTT[i].Name == name && c.MQTT[i].Enabled {
			return &c.MQTT[i], name
		}
	}
	if c.AssumeNamed {
		return &MQTTConfig{Enabled: true, Name: name}, name
	}
	return nil, name
}

func (o *MQTTOptions) compile(c *optionCompiler) builder {
	topic := c.template("topic", 0, "topic", o.Topic)
	broker, name := c.cfg.broker(o.BrokerName)
	return func(e *Event) (Payload, error) {
		t, err := topic.render(&rendering{e: e})
		if err != nil {
			return nil, while("failed to create MQTT topic from template", err)
		}
		if t == "" {
			return nil, errors.New("missing MQTT topic")
		}
		if broker == nil {
			return nil, fmt.Errorf("unknown MQTT broker %q", name)
		}
		return &MQTTMessage{Broker: name, URL: broker.URL, Topic: t, QoS: byte(o.QoS), Retained: o.Retained, Data: []byte(e.Message)}, nil
	}
}
