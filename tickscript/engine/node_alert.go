package engine

import (
	"errors"
	"fmt"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("alert", compileAlert) }

// Defaults of the alert node (A002).
const (
	defaultAlertID      = "{{ .Name }}:{{ .Group }}"
	defaultAlertMessage = "{{ .ID }} is {{ .Level }}"
	defaultAlertDetails = "{{ json . }}"
	defaultHistory      = 21
)

// alertSpec judges points or batches and makes events (A001-A039).
type alertSpec struct {
	node *graph.Node
	// untagged says that groups without tags have no set of tags at all.
	untagged             bool
	levels, resets       [4]*bound
	id, message, details *alert.Template
	rules                alert.Rules
	topic, named         string
	category             string
	handlers             []*alert.Handler
	inhibits             []inhibit

	levelTag, idTag                                string
	levelField, idField, messageField, durationFld int32

	server *alert.ServerInfo
	task   string
}

// untagged says whether groups without tags that come to a node have no set of tags, not even an empty one: those of a
// query have none, until a node makes a new one.
func untagged(n *graph.Node) bool {
	switch n.Kind() {
	case "query", "queryFlux":
		return true
	case "join", "combine", "groupBy":
		return false
	}
	return len(n.Parents) > 0 && untagged(n.Parents[0])
}

func compileAlert(c *compiler, n *graph.Node) spec {
	s := &alertSpec{node: n, untagged: untagged(n), task: c.opts.Task, server: &c.opts.Server, named: n.Str("topic", ""), category: n.Str("category", "")}
	s.topic = c.opts.Master + ":" + c.opts.Task + ":" + n.Name
	for l, names := range map[alert.Level][2]string{alert.Info: {"info", "infoReset"}, alert.Warning: {"warn", "warnReset"}, alert.Critical: {"crit", "critReset"}} {
		s.levels[l] = s.lambda(c, n, names[0])
		// A reset without its level is never looked at.
		if s.levels[l] != nil {
			s.resets[l] = s.lambda(c, n, names[1])
		}
	}
	s.id = s.template(c, n, "id", alert.ForID, defaultAlertID)
	s.message = s.template(c, n, "message", alert.ForMessage, defaultAlertMessage)
	s.details = s.template(c, n, "details", alert.ForDetails, defaultAlertDetails)
	s.rules = alert.Rules{
		History: max(2, int(n.Int("history", defaultHistory))), NoRecoveries: n.Flag("noRecoveries"), All: n.Flag("all"),
	}
	for _, call := range n.Calls {
		s.rule(c, call)
	}
	for _, call := range n.CallsOf("inhibit") {
		s.inhibits = append(s.inhibits, newInhibit(call))
	}
	s.levelTag, s.idTag = n.Str("levelTag", ""), n.Str("idTag", "")
	for name, id := range map[string]*int32{"levelField": &s.levelField, "idField": &s.idField, "messageField": &s.messageField, "durationField": &s.durationFld} {
		if f := n.Str(name, ""); f != "" {
			*id = c.syms.id(f)
		}
	}
	s.compileHandlers(c, n)
	if c.diags.HasErrors() {
		return nil
	}
	return s
}

// rule takes a property that decides which levels become events. The ones that
// Kapacitor has as plain fields change what the others have set.
func (s *alertSpec) rule(c *compiler, call graph.Call) {
	r := &s.rules
	switch call.Name {
	case "stateChangesOnly":
		r.StateChangesOnly = true
		if len(call.Args) > 0 {
			r.Interval = int64(call.Args[0].Dur)
		}
	case "stateChangesOnlyDuration":
		r.Interval = int64(call.Args[0].Dur)
	case "flapping":
		r.Flapping, r.FlapLow, r.FlapHigh = true, call.Args[0].Float, call.Args[1].Float
	case "flapLow":
		r.FlapLow = call.Args[0].Float
	case "flapHigh":
		r.FlapHigh = call.Args[0].Float
	default:
		return
	}
	if r.Flapping && (r.FlapLow > 1 || r.FlapHigh > 1) {
		c.errorAt(call.Range, "alert-flapping", errors.New("alert flap thresholds are percentages and should be between 0 and 1"))
	}
}

func (s *alertSpec) lambda(c *compiler, n *graph.Node, name string) *bound {
	call, ok := n.Call(name)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	b, err := c.bind(call.Args[0])
	if err != nil {
		c.errorAt(call.Args[0].Range, "lambda", fmt.Errorf("failed to compile stateful expression for %s: %w", name, err))
	}
	return b
}

func (s *alertSpec) template(c *compiler, n *graph.Node, name string, use alert.Use, def string) *alert.Template {
	text, at := def, n.Range
	if call, ok := n.Call(name); ok {
		text, at = call.Args[0].Str, call.Args[0].Range
	}
	t, err := alert.NewTemplate(use, text)
	if err != nil {
		c.errorAt(at, "template", err)
	}
	return t
}

func (s *alertSpec) stateful() bool { return true }

// shardable: the state of stateful functions in level lambdas is shared by all
// groups (A009); inhibitors and a named topic connect groups. Groups whose events
// have one id are kept together by the owner of their id.
func (s *alertSpec) shardable() bool {
	if len(s.inhibits) > 0 || s.category != "" || s.named != "" {
		return false
	}
	for l := range s.levels {
		for _, b := range []*bound{s.levels[l], s.resets[l]} {
			if b != nil && b.expr.Stateful() {
				return false
			}
		}
	}
	return true
}

// demand: an event shows the whole point, but only points that make an event are
// looked at whole.
func (s *alertSpec) demand(out demand) demand {
	in := demand{lazy: true, tags: names{all: true}, fields: out.fields}
	for l := range s.levels {
		for _, b := range []*bound{s.levels[l], s.resets[l]} {
			if b != nil {
				in.refs(b.demandNames())
			}
		}
	}
	return in
}

func (s *alertSpec) start(b base) op {
	o := &alertOp{base: b, s: s, show: resultOf{syms: b.pl.syms}}
	for l := range s.levels {
		if s.levels[l] != nil {
			o.levels[l] = s.levels[l].scope(b.pl)
		}
		if s.resets[l] != nil {
			o.resets[l] = s.resets[l].scope(b.pl)
		}
	}
	return o
}

// alertState is one group's state.
type alertState struct {
	alert.State
	// fixed is set by the group's first event where its id stays the same.
	fixed *fixedID
}

// fixedID is an event id that depends on the group and the name only.
type fixedID struct {
	name string
	// slot is where the node's own topic keeps the state of the id.
	slot *alert.Slot
}

// trigger records a triggered event, which also sets the group's inhibitors.
func (o *alertOp) trigger(st *alertState, g *group, t int64) {
	st.Trigger(t)
	if o.inhibiting == nil {
		return
	}
	for _, in := range o.inhibiting[g] {
		o.pl.topics.SetInhibitor(in, st.Level() != alert.OK)
	}
}

type alertOp struct {
	base
	s              *alertSpec
	levels, resets [4]*scope
	show           resultOf
	data           alert.Data
	event          alert.Event
	topic, named   *alert.Topic
	stats          AlertStats
	inhibiting     map[*group][]*alert.Inhibitor
	states         slab[alertState]
	fixed          slab[fixedID]
	buf, line      []byte
	tags           []alert.Tag
	fields         []alert.Field
	out            point
	outB           batch
	tagged         tagCache
	outFields      []field
}

// state returns a group's state, which its first message makes. It is nil when
// the id's template failed.
func (o *alertOp) state(g *group, name string, tags *tagSet, t int64) *alertState {
	st := state[alertState](&o.base, g)
	if st == nil {
		if st = o.newState(g, name, tags, t); st != nil {
			setState(&o.base, g, st)
		}
	}
	return st
}

// level decides the level of a point, given the current one (A006).
func (o *alertOp) level(p *point, current alert.Level) alert.Level {
	if l, ok := o.firstMatch(p, alert.Critical, max(current, 1)-1); ok {
		return l
	}
	if r := o.resets[current]; r != nil {
		pass, err := r.bool(p, &o.pl.env)
		switch {
		case err != nil:
			o.report("error evaluating reset expression for current level", err)
		case !pass:
			return current
		}
	}
	if l, ok := o.firstMatch(p, current, alert.OK); ok {
		return l
	}
	return alert.OK
}

func (o *alertOp) firstMatch(p *point, from, to alert.Level) (alert.Level, bool) {
	for l := from; l > to; l-- {
		sc := o.levels[l]
		if sc == nil {
			continue
		}
		pass, err := sc.bool(p, &o.pl.env)
		if err != nil {
			o.report("error evaluating expression for level", err)
			continue
		}
		if pass {
			return l, true
		}
	}
	return alert.OK, false
}

func (o *alertOp) point(p *point) {
	o.st.collected++
	st := o.state(p.group, p.name, p.tags, p.time)
	if st == nil {
		return
	}
	l := o.level(p, st.Level())
	r := &o.s.rules
	st.Add(r, p.time, l)
	if !st.PointTriggers(r) {
		return
	}
	o.trigger(st, p.group, p.time)
	if r.NoRecoveries && l == alert.OK {
		if o.pl.opts.OnQuietRecovery != nil {
			o.quiet(st, p.group, p.name, exportTags(o.tags[:0], p.tags), p.time)
		}
		return
	}
	p.full()
	o.tags = exportTags(o.tags[:0], p.tags)
	o.fields = exportFields(o.fields[:0], p.fields, o.pl.syms)
	if !o.render(st, p.group, p.name, p.time, l) || !o.raise(st, p.group, p.time, func() []alert.Series { return o.show.point(p) }) {
		return
	}
	if len(o.next) == 0 && o.pl.trace == nil {
		o.st.emitted++
		return
	}
	q := &o.out
	*q = *p
	o.augment(q, &o.outFields)
	if q.tags != p.tags {
		q.group = o.regroup(p.group, p.name, q.tags)
	}
	o.emit(q)
}

func (o *alertOp) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group, b.name, b.group.tags, b.tmax)
	if st == nil || len(b.rows) == 0 {
		return
	}
	lowest, highest := alert.Critical, alert.OK
	var top *point
	current := st.Level()
	for i := range b.rows {
		l := o.level(&b.rows[i], current)
		lowest = min(lowest, l)
		if l > highest || top == nil {
			highest, top = l, &b.rows[i]
		}
	}
	r := &o.s.rules
	l := highest
	if r.All {
		l = lowest
	}
	t := top.time
	if r.All || l == alert.OK {
		t = b.tmax
	}
	st.Add(r, t, l)
	if !st.BatchTriggers(r) {
		return
	}
	o.trigger(st, b.group, t)
	if r.NoRecoveries && l == alert.OK {
		if o.pl.opts.OnQuietRecovery != nil {
			o.quiet(st, b.group, b.name, exportTags(o.tags[:0], b.group.tags), t)
		}
		return
	}
	o.tags = exportTags(o.tags[:0], b.group.tags)
	o.fields = exportFields(o.fields[:0], top.fields, o.pl.syms)
	if !o.render(st, b.group, b.name, t, l) || !o.raise(st, b.group, t, func() []alert.Series { return o.show.batch(b) }) {
		return
	}
	if !o.augments() {
		o.emitBatch(b)
		return
	}
	out := &o.outB
	*out = batch{name: b.name, group: b.group, tmax: b.tmax, rows: out.rows[:0], hintless: b.hintless}
	if o.s.levelTag != "" || o.s.idTag != "" {
		// Every tag of a batch is a dimension of it (A018).
		tags := o.eventTags(b.group.tags)
		out.group = o.pl.groups.find(o.pl.groups.intern(tags.keys.list, b.group.dims.byName), b.name, tags)
	}
	for i := range b.rows {
		q := b.rows[i]
		var fs []field
		o.augment(&q, &fs)
		q.group = out.group
		out.rows = append(out.rows, q)
	}
	o.emitBatch(out)
}

// quiet tells of a recovery that makes no event. The id is rendered for it, which
// the rule itself does not do: a template that fails here fails nothing.
func (o *alertOp) quiet(st *alertState, g *group, name string, tags []alert.Tag, t int64) {
	s := o.s
	o.tags = tags
	var id string
	if st.fixed != nil && st.fixed.name == name {
		id = st.fixed.slot.ID()
	} else {
		d := alert.Data{Name: name, TaskName: s.task, Group: g.id(), Tags: tags, Server: s.server, NoTags: s.untagged && len(tags) == 0}
		b, err := s.id.Append(o.buf[:0], &d)
		if err != nil {
			return
		}
		o.buf, id = b, string(b)
	}
	o.pl.opts.OnQuietRecovery(o.node.Name, id, time.Unix(0, t).UTC())
}

// render fills in the templates' data and renders the id and the message; false
// means that a template failed, which stops the task.
func (o *alertOp) render(st *alertState, g *group, name string, t int64, l alert.Level) bool {
	s := o.s
	d := &o.data
	*d = alert.Data{Name: name, TaskName: s.task, Group: g.id(), Tags: o.tags, Server: s.server, NoTags: s.untagged && len(o.tags) == 0}
	if st.fixed != nil && st.fixed.name == name {
		d.ID = st.fixed.slot.ID()
	} else {
		b, err := s.id.Append(o.buf[:0], d)
		if err != nil {
			o.die(err)
			return false
		}
		o.buf = b
		d.ID = string(b)
		if s.id.GroupOnly(func(tag string) bool { _, ok := g.tags.get(tag); return ok }) {
			if st.fixed == nil {
				st.fixed = o.fixed.one()
			}
			*st.fixed = fixedID{name: name, slot: o.topic.Slot(d.ID)}
		}
	}
	d.Fields, d.Level, d.Duration = o.fields, l, time.Duration(st.Duration())
	d.Time = time.Unix(0, t).UTC()
	b, err := s.message.Append(o.buf[:0], d)
	if err != nil {
		o.die(err)
		return false
	}
	o.buf = b
	d.Message = string(b)
	return true
}

// raise hands the event on: as a line where that is what is wanted, else as an
// Event. series shows the point or batch. An inhibited event goes nowhere but
// downstream (A034).
func (o *alertOp) raise(st *alertState, g *group, t int64, series func() []alert.Series) bool {
	s, d := o.s, &o.data
	inhibited := o.pl.topics.Inhibited(s.category, o.tags)
	o.stats.count(d.Level, inhibited)
	if !inhibited {
		o.pl.events++
		o.pl.raised = raised{s.topic, d.ID, d.Level, s.restores()}
	}
	f := o.pl.onLine
	if f != nil && !inhibited && o.named == nil && o.pl.onEvent == nil && o.pl.onPayload == nil && !o.augments() {
		// Only the line is wanted.
		previous := o.record(st, "")
		b, err := d.AppendLineHead(o.line[:0], s.details, t)
		if err != nil {
			o.die(err)
			return false
		}
		o.appendLine(b, previous, series())
		return true
	}
	b, err := s.details.Append(o.buf[:0], d)
	if err != nil {
		o.die(err)
		return false
	}
	o.buf = b
	d.Details = string(b)
	o.event = alert.Event{
		ID: d.ID, Message: d.Message, Details: d.Details, Time: d.Time, Duration: d.Duration, Level: d.Level,
		Recoverable: !s.rules.NoRecoveries, Topic: s.topic, Named: s.named, Node: o.node.Name, Data: series(),
		Name: d.Name, TaskName: s.task, Category: s.category, Group: g.id(), Tags: o.tags, Fields: o.fields,
	}
	if inhibited {
		return true
	}
	o.event.PreviousLevel = o.record(st, d.Details)
	if f != nil {
		b, err := d.AppendLineHead(o.line[:0], s.details, t)
		if err != nil {
			o.die(err)
			return false
		}
		o.appendLine(b, o.event.PreviousLevel, o.event.Data)
	}
	if f := o.pl.onEvent; f != nil {
		f(&o.event)
	}
	o.deliver()
	return true
}

// appendLine ends the event's line and hands it out.
func (o *alertOp) appendLine(b []byte, previous alert.Level, series []alert.Series) {
	b, err := o.data.AppendResult(b, series)
	if err != nil {
		o.errorf("failed to marshal event %s: %v", o.data.ID, err)
		if f := o.pl.onSilent; f != nil {
			f()
		}
		return
	}
	o.line = append(alert.AppendLineTail(b, previous, !o.s.rules.NoRecoveries), '\n')
	o.pl.onLine(o.node, o.line)
}

// record stores the event in the node's own topic and returns the level it had
// there before (A039).
func (o *alertOp) record(st *alertState, details string) alert.Level {
	d := &o.data
	var slot *alert.Slot
	fixed := st.fixed != nil && st.fixed.name == d.Name
	if fixed {
		slot = st.fixed.slot
	}
	previous, slot := o.topic.Record(slot, alert.EventState{
		ID: d.ID, Message: d.Message, Details: details, Time: d.Time, Duration: d.Duration, Level: d.Level,
	})
	if fixed {
		st.fixed.slot = slot
	}
	return previous
}

func (o *alertOp) augments() bool {
	s := o.s
	return s.levelTag != "" || s.idTag != "" || s.levelField != 0 || s.idField != 0 || s.messageField != 0 || s.durationFld != 0
}

func (o *alertOp) eventTags(t *tagSet) *tagSet {
	if o.s.levelTag != "" {
		t = o.tagged.with(t, o.s.levelTag, o.event.Level.String())
	}
	if o.s.idTag != "" {
		t = o.tagged.with(t, o.s.idTag, o.event.ID)
	}
	return t
}

// augment adds the event's level, id, message and duration to a point.
func (o *alertOp) augment(p *point, fs *[]field) {
	if !o.augments() {
		return
	}
	p.tags = o.eventTags(p.tags)
	out := append((*fs)[:0], p.fields...)
	s := o.s
	if s.levelField != 0 {
		out = setField(out, s.levelField, stringValue(o.event.Level.String()))
	}
	if s.messageField != 0 {
		out = setField(out, s.messageField, stringValue(o.event.Message))
	}
	if s.idField != 0 {
		out = setField(out, s.idField, stringValue(o.event.ID))
	}
	if s.durationFld != 0 {
		out = setField(out, s.durationFld, intValue(int64(o.event.Duration)))
	}
	*fs, p.fields = out, out
}
