package grafanatest

func getHealth(q *request) (*reply, error) {
	return ok(obj{"commit": "unknown-dev", "database": "ok", "version": q.s.conf.Version})
}
