package standin

// ExecutionStats are the counters of a task.
type ExecutionStats struct {
	NodeStats map[string]map[string]any
}

// ExecutionStats returns the counters of every node as Kapacitor names them. The time that nodes took is not measured.
func (et *ExecutingTask) ExecutionStats() (ExecutionStats, error) {
	et.tm.mu.Lock()
	defer et.tm.mu.Unlock()
	out := ExecutionStats{map[string]map[string]any{}}
	for _, s := range et.run.Stats() {
		m := map[string]any{"avg_exec_time_ns": int64(0)}
		for k, v := range s.Values() {
			m[k] = v
		}
		out.NodeStats[s.Node] = m
	}
	return out, nil
}
