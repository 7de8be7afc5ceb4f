package standin

import (
	"fmt"
	"time"

	"github.com/influxdata/kapacitor/udf/agent"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// UDFInfo describes a user defined function.
type UDFInfo struct {
	Wants, Provides agent.EdgeType
	Options         map[string]*agent.OptionInfo
}

// UDFInterface is a function that was made.
type UDFInterface interface{ messages() *UDFIO }

// UDFDiagnostic is where functions log.
type UDFDiagnostic = *Handler

type udfService interface {
	List() []string
	Info(name string) (UDFInfo, bool)
	Create(name, taskID, nodeID string, d UDFDiagnostic, abort func()) (UDFInterface, error)
}

// UDFIO are the messages between the server and a function, which the test plays.
type UDFIO struct {
	Requests  chan *agent.Request
	Responses chan *agent.Response
	ErrC      chan error
}

// NewUDFIO makes the channels.
func NewUDFIO() *UDFIO {
	return &UDFIO{make(chan *agent.Request), make(chan *agent.Response), make(chan error, 1)}
}

// UDF is a function behind messages.
type UDF struct {
	task, node string
	io         *UDFIO
	out        engine.UDFOutput
	// answers are collected while points go in, and passed on at the end.
	answers chan []*agent.Response
}

// NewUDF makes a function.
func NewUDF(taskID, nodeID string, io *UDFIO, _ UDFDiagnostic) *UDF {
	return &UDF{task: taskID, node: nodeID, io: io, answers: make(chan []*agent.Response, 1)}
}

func (u *UDF) messages() *UDFIO { return u.io }

// valueTypes are the types of the protocol by those of scripts.
var valueTypes = map[agent.ValueType]catalog.Type{
	agent.ValueType_BOOL: catalog.Bool, agent.ValueType_INT: catalog.Int, agent.ValueType_DOUBLE: catalog.Float,
	agent.ValueType_STRING: catalog.String, agent.ValueType_DURATION: catalog.Duration,
}

// describe tells the compiler which functions there are.
func describe(s udfService) map[string]graph.UDF {
	edges := map[agent.EdgeType]catalog.Edge{agent.EdgeType_STREAM: catalog.StreamEdge, agent.EdgeType_BATCH: catalog.BatchEdge}
	out := map[string]graph.UDF{}
	for _, name := range s.List() {
		info, _ := s.Info(name)
		u := graph.UDF{Wants: edges[info.Wants], Provides: edges[info.Provides]}
		for option, i := range info.Options {
			p := catalog.Property{Name: option}
			for n, t := range i.ValueTypes {
				p.Params = append(p.Params, catalog.Param{Name: fmt.Sprint(n), Type: valueTypes[t]})
			}
			u.Properties = append(u.Properties, p)
		}
		out[name] = u
	}
	return out
}

// udfs makes the functions of a task.
func (tm *TaskMaster) udfs(et *ExecutingTask) map[string]func() engine.UDF {
	out := map[string]func() engine.UDF{}
	for _, name := range tm.UDFService.List() {
		out[name] = func() engine.UDF { return &lateUDF{name: name, et: et} }
	}
	return out
}

// lateUDF asks for the function when the name of its node is known.
type lateUDF struct {
	*UDF
	name string
	et   *ExecutingTask
}

func (l *lateUDF) Init(info engine.UDFInfo) error {
	made, err := l.et.tm.UDFService.Create(l.name, l.et.Task.ID, info.Node, &Handler{}, func() {})
	if err != nil {
		return err
	}
	u, ok := made.(*UDF)
	if !ok {
		return fmt.Errorf("cannot talk to a function of type %T", made)
	}
	l.UDF = u
	return u.start(info)
}

func (u *UDF) start(info engine.UDFInfo) error {
	u.out = info.Out
	init := &agent.InitRequest{TaskID: u.task, NodeID: u.node}
	for _, o := range info.Options {
		opt := &agent.Option{Name: o.Name}
		for _, v := range o.Values {
			opt.Values = append(opt.Values, optionValue(v))
		}
		init.Options = append(init.Options, opt)
	}
	u.io.Requests <- &agent.Request{Message: &agent.Request_Init{Init: init}}
	r, ok := <-u.io.Responses
	if !ok {
		return fmt.Errorf("the function ended")
	}
	if i, ok := r.Message.(*agent.Response_Init); !ok || !i.Init.Success {
		return fmt.Errorf("the function refused to start: %v", r.Message)
	}
	go func() {
		var all []*agent.Response
		for r := range u.io.Responses {
			all = append(all, r)
		}
		u.answers <- all
	}()
	return nil
}

func optionValue(v any) *agent.OptionValue {
	switch x := v.(type) {
	case bool:
		return &agent.OptionValue{Type: agent.ValueType_BOOL, Value: &agent.OptionValue_BoolValue{BoolValue: x}}
	case int64:
		return &agent.OptionValue{Type: agent.ValueType_INT, Value: &agent.OptionValue_IntValue{IntValue: x}}
	case float64:
		return &agent.OptionValue{Type: agent.ValueType_DOUBLE, Value: &agent.OptionValue_DoubleValue{DoubleValue: x}}
	case time.Duration:
		return &agent.OptionValue{Type: agent.ValueType_DURATION, Value: &agent.OptionValue_DurationValue{DurationValue: int64(x)}}
	}
	return &agent.OptionValue{Type: agent.ValueType_STRING, Value: &agent.OptionValue_StringValue{StringValue: fmt.Sprint(v)}}
}

// Point sends a point.
func (u *UDF) Point(p *engine.UDFPoint) error {
	q := &agent.Point{
		Time: p.Time.UnixNano(), Name: p.Name, Database: p.DB, RetentionPolicy: p.RP, Group: p.Group, Dimensions: p.Dimensions,
		ByName: p.ByName, Tags: p.Tags, FieldsDouble: map[string]float64{}, FieldsInt: map[string]int64{},
		FieldsString: map[string]string{}, FieldsBool: map[string]bool{},
	}
	for k, v := range p.Fields {
		switch x := v.(type) {
		case float64:
			q.FieldsDouble[k] = x
		case int64:
			q.FieldsInt[k] = x
		case string:
			q.FieldsString[k] = x
		case bool:
			q.FieldsBool[k] = x
		}
	}
	u.io.Requests <- &agent.Request{Message: &agent.Request_Point{Point: q}}
	return nil
}

// BeginBatch, EndBatch, Snapshot and Restore are not needed: the tests' function takes a stream and keeps nothing.
func (u *UDF) BeginBatch(*engine.UDFBatch) error { return fmt.Errorf("no batches") }
func (u *UDF) EndBatch(*engine.UDFBatch) error   { return fmt.Errorf("no batches") }
func (u *UDF) Snapshot() ([]byte, error)         { return nil, nil }
func (u *UDF) Restore([]byte) error              { return nil }

// Close ends the requests and passes on what the function has answered.
func (u *UDF) Close() error {
	close(u.io.Requests)
	answers := <-u.answers
	u.io.ErrC <- nil
	for _, r := range answers {
		m, ok := r.Message.(*agent.Response_Point)
		if !ok {
			continue
		}
		p := m.Point
		q := &engine.UDFPoint{
			Name: p.Name, DB: p.Database, RP: p.RetentionPolicy, Group: p.Group, Dimensions: p.Dimensions, ByName: p.ByName,
			Tags: p.Tags, Fields: map[string]any{}, Time: time.Unix(0, p.Time),
		}
		for k, v := range p.FieldsDouble {
			q.Fields[k] = v
		}
		for k, v := range p.FieldsInt {
			q.Fields[k] = v
		}
		for k, v := range p.FieldsString {
			q.Fields[k] = v
		}
		for k, v := range p.FieldsBool {
			q.Fields[k] = v
		}
		if err := u.out.Point(q); err != nil {
			return err
		}
	}
	return nil
}
