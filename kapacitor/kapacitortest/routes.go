package kapacitortest

import "strings"

// api is all that the server answers to, beside OPTIONS, which every path answers.
func (s *Server) api() []route {
	all := []route{
		{"GET", "/ping", false, ping},
		{"HEAD", "/ping", false, ping},
		{"POST", "/write", false, writePoints},
		{"GET", "/:routes", false, listRoutes},
		{"POST", "/loglevel", false, setLogLevel},
		{"GET", "/debug/vars", false, debugVars},

		{"GET", "/tasks", false, listTasks},
		{"POST", "/tasks", false, createTask},
		{"GET", "/tasks/", false, getTask},
		{"PATCH", "/tasks/", false, updateTask},
		{"DELETE", "/tasks/", false, deleteTask},

		{"GET", "/templates", false, listTemplates},
		{"POST", "/templates", false, createTemplate},
		{"GET", "/templates/", false, getTemplate},
		{"PATCH", "/templates/", false, updateTemplate},
		{"DELETE", "/templates/", false, deleteTemplate},

		{"GET", "/alerts/topics", false, listTopics},
		{"GET", "/alerts/topics/", false, getTopics},
		{"POST", "/alerts/topics/", false, createHandler},
		{"PATCH", "/alerts/topics/", false, patchHandler},
		{"PUT", "/alerts/topics/", false, putHandler},
		{"DELETE", "/alerts/topics/", false, deleteTopics},

		{"GET", "/recordings", false, listRecordings},
		{"GET", "/recordings/", false, getRecording},
		{"DELETE", "/recordings/", false, deleteRecording},
		{"POST", "/recordings/stream", false, recordStream},
		{"POST", "/recordings/batch", false, recordBatch},
		{"POST", "/recordings/query", false, recordQuery},

		{"GET", "/replays", false, listReplays},
		{"POST", "/replays", false, createReplay},
		{"GET", "/replays/", false, getReplay},
		{"DELETE", "/replays/", false, deleteReplay},
		{"POST", "/replays/batch", false, replayBatch},
		{"POST", "/replays/query", false, replayQuery},

		{"GET", "/storage/stores", false, listStores},
		{"POST", "/storage/", false, storeAction},
		{"GET", "/storage/backup", false, backup},

		{"GET", "/service-tests", false, listServiceTests},
		{"GET", "/service-tests/", false, getServiceTest},
		{"POST", "/service-tests/", false, runServiceTest},

		{"GET", "/config", false, getConfig},
		{"GET", "/config/", false, getConfig},
		{"POST", "/config/", false, setConfig},

		{"POST", "/sideload/reload", false, nothing},
		{"POST", "/subscriptions", false, nothing},
	}
	if s.conf.UserAPI {
		all = append(all,
			route{"GET", "/users", false, listUsers},
			route{"POST", "/users", false, createUser},
			route{"GET", "/users/", false, getUser},
			route{"PATCH", "/users/", false, updateUser},
			route{"DELETE", "/users/", false, deleteUser},
		)
	}
	for i := range all {
		all[i].pattern = basePath + all[i].pattern
	}
	return append(all,
		route{"POST", "/write", false, writePoints},
		route{"GET", previewPath + "/logs", false, streamLogs},
	)
}

func ping(q *request) (*reply, error) {
	q.s.counters.pings++
	return done, nil
}

// nothing is what answers where there is nothing to be done in this process.
func nothing(*request) (*reply, error) { return done, nil }

func listRoutes(q *request) (*reply, error) {
	out := map[string][]string{}
	for _, rt := range q.s.routes {
		out[rt.pattern] = append(out[rt.pattern], strings.ToUpper(rt.method))
	}
	return ok(out)
}
