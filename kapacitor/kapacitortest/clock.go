package kapacitortest

import "time"

// Now is what the server's clock shows.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	return s.now()
}

// now is the time of the request that is served.
func (s *Server) now() time.Time { return s.clock }

// Advance moves the server's clock forward and does what is due until then: queries of batch tasks, deadman, barriers,
// intervals of aggregate handlers, replays in real time.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d > 0 && !s.conf.RealTime {
		s.advance(s.clock.Add(d))
	}
}

// catchUp brings a server that follows the machine's clock up to now.
func (s *Server) catchUp() {
	if now := time.Now().UTC(); s.conf.RealTime && now.After(s.clock) {
		s.advance(now)
	}
}

// poke tells follow that something may be due earlier than it knows.
func (s *Server) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// idle is how long follow rests when nothing is due; intervals of aggregate handlers are looked at as often.
const idle = time.Second

// follow does what is due when it is due, until the server is closed.
func (s *Server) follow() {
	defer s.running.Done()
	for {
		s.mu.Lock()
		s.catchUp()
		rest := idle
		if at, any := s.nextTimer(); any {
			rest = min(rest, max(0, time.Until(at)))
		}
		s.mu.Unlock()
		timer := time.NewTimer(rest)
		select {
		case <-timer.C:
		case <-s.wake:
		case <-s.closing:
		}
		timer.Stop()
		select {
		case <-s.closing:
			return
		default:
		}
	}
}
