package engine

import "github.com/tickwright/tickwright/tickscript/alert"

// AlertStats are the counters of an alert node (A036).
type AlertStats struct {
	// Triggered is the number of events that were sent to handlers, Inhibited of
	// those that an inhibitor kept from them.
	Triggered, Inhibited int64
	// OKs, Infos, Warns and Crits are the events sent, by level.
	OKs, Infos, Warns, Crits int64
}

func (s *AlertStats) count(l alert.Level, inhibited bool) {
	if inhibited {
		s.Inhibited++
		return
	}
	s.Triggered++
	switch l {
	case alert.OK:
		s.OKs++
	case alert.Info:
		s.Infos++
	case alert.Warning:
		s.Warns++
	case alert.Critical:
		s.Crits++
	}
}

func (s *AlertStats) add(t AlertStats) {
	s.Triggered += t.Triggered
	s.Inhibited += t.Inhibited
	s.OKs += t.OKs
	s.Infos += t.Infos
	s.Warns += t.Warns
	s.Crits += t.Crits
}

// byName are the counters by Kapacitor's names.
func (s *AlertStats) byName() map[string]int64 {
	return map[string]int64{
		"alerts_triggered": s.Triggered, "alerts_inhibited": s.Inhibited, "oks_triggered": s.OKs,
		"infos_triggered": s.Infos, "warns_triggered": s.Warns, "crits_triggered": s.Crits,
	}
}
