package standin

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/influxdata/kapacitor/command"
	"github.com/influxdata/kapacitor/keyvalue"
	"github.com/influxdata/kapacitor/services/kafka"
	"github.com/k-sone/snmpgo"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/sink"
)

// sink delivers as tickwright does; programs go to the test's commander, and what tickwright has no sink for over the
// libraries that Kapacitor uses.
func (tm *TaskMaster) sink() alert.Sink {
	m := sink.Local()
	if tm.Commander != nil {
		m.Exec = sinkFunc(tm.exec)
	}
	m.Other = sinkFunc(tm.other)
	return m
}

type sinkFunc func(*alert.Delivery) error

func (f sinkFunc) Send(_ context.Context, d *alert.Delivery) error { return f(d) }

func (tm *TaskMaster) exec(d *alert.Delivery) error {
	c := d.Payload.(*alert.Command)
	cmd := tm.Commander.NewCommand(command.Spec{Prog: c.Args[0], Args: c.Args[1:]})
	cmd.Stdin(bytes.NewReader(c.Stdin))
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Wait()
}

func (tm *TaskMaster) other(d *alert.Delivery) error {
	switch p := d.Payload.(type) {
	case *alert.KafkaMessage:
		return tm.kafka(p)
	case *alert.SNMPTrap:
		return trap(p)
	}
	return fmt.Errorf("nothing delivers %T", d.Payload)
}

// kafka hands a message to Kapacitor's own producer.
func (tm *TaskMaster) kafka(m *alert.KafkaMessage) error {
	for _, c := range tm.KafkaService.Config.(kafka.Configs) {
		if c.ID != m.Cluster {
			continue
		}
		cluster := kafka.NewCluster(c)
		err := cluster.WriteMessage(kafkaLog{}, kafka.WriteTarget{
			Topic: m.Topic, PartitionById: m.PartitionByKey, PartitionAlgorithm: m.Algorithm,
		}, m.Key, m.Value)
		cluster.Close()
		return err
	}
	return errNoService
}

type kafkaLog struct{}

func (k kafkaLog) WithContext(...keyvalue.T) kafka.Diagnostic { return k }
func (kafkaLog) InsecureSkipVerify()                          {}
func (kafkaLog) Error(string, error)                          {}

// trap sends a trap.
func trap(t *alert.SNMPTrap) error {
	s, err := snmpgo.NewSNMP(snmpgo.SNMPArguments{
		Version: snmpgo.V2c, Address: t.Address, Community: t.Community.Reveal(), Retries: uint(t.Retries),
	})
	if err != nil {
		return err
	}
	if err := s.Open(); err != nil {
		return err
	}
	defer s.Close()
	var vars snmpgo.VarBinds
	for _, v := range t.Vars {
		oid, err := snmpgo.NewOid(v.OID)
		if err != nil {
			return err
		}
		value, err := variable(v)
		if err != nil {
			return err
		}
		vars = append(vars, snmpgo.NewVarBind(oid, value))
	}
	return s.V2Trap(vars)
}

func variable(v alert.SNMPVar) (snmpgo.Variable, error) {
	if v.Type == "octets" {
		return snmpgo.NewOctetString([]byte(v.Value)), nil
	}
	if v.Type == "oid" {
		return snmpgo.NewOid(v.Value)
	}
	if v.Type == "null" {
		return snmpgo.NewNull(), nil
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return nil, err
	}
	switch v.Type {
	case "counter64":
		return snmpgo.NewCounter64(uint64(n)), nil
	case "integer":
		return snmpgo.NewInteger(int32(n)), nil
	case "timeticks":
		return snmpgo.NewTimeTicks(uint32(n)), nil
	}
	return nil, fmt.Errorf("no SNMP type %q", v.Type)
}
