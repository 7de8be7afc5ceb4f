package alert

// Inhibitor suppresses the events of a category whose tags are equal to its own,
// while it is set (A035). A group of an alert node has one for each inhibit.
type Inhibitor struct {
	category string
	tags     []Tag
	on       bool
}

// AddInhibitor makes an inhibitor, which is not set.
func (ts *Topics) AddInhibitor(category string, tags []Tag) *Inhibitor {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	in := &Inhibitor{category: category, tags: tags}
	ts.inhibitors[category] = append(ts.inhibitors[category], in)
	ts.anyInhibitors.Store(true)
	return in
}

// RemoveInhibitor takes an inhibitor away.
func (ts *Topics) RemoveInhibitor(in *Inhibitor) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	list := ts.inhibitors[in.category]
	for i := range list {
		if list[i] == in {
			ts.inhibitors[in.category] = append(list[:i:i], list[i+1:]...)
			return
		}
	}
}

// SetInhibitor sets an inhibitor or releases it.
func (ts *Topics) SetInhibitor(in *Inhibitor, on bool) {
	ts.mu.Lock()
	in.on = on
	ts.mu.Unlock()
}

// Inhibited reports whether an event of a category with these tags is suppressed.
// A tag that the event lacks counts as empty.
func (ts *Topics) Inhibited(category string, tags []Tag) bool {
	if !ts.anyInhibitors.Load() {
		return false
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, in := range ts.inhibitors[category] {
		if in.on && in.matches(tags) {
			return true
		}
	}
	return false
}

func (in *Inhibitor) matches(tags []Tag) bool {
	for _, want := range in.tags {
		got := ""
		for _, t := range tags {
			if t.Key == want.Key {
				got = t.Value
			}
		}
		if got != want.Value {
			return false
		}
	}
	return true
}
