package alertatest

// routes is the API.
func routes() []route {
	top10 := func(path string, fn func(*request) (*reply, error)) []route {
		return []route{{pattern: "GET /alerts/top10/" + path, scope: "read:alerts", fn: fn}, {pattern: "GET /alerts/topn/" + path, scope: "read:alerts", fn: fn}}
	}
	all := []route{
		{pattern: "POST /alert", scope: "write:alerts", fn: receive},
		{pattern: "GET /alert/{id}", scope: "read:alerts", fn: getAlert},
		{pattern: "DELETE /alert/{id}", scope: "delete:alerts", fn: deleteAlert},
		{pattern: "PUT /alert/{id}/status", scope: "write:alerts", fn: setStatus},
		{pattern: "PUT /alert/{id}/action", scope: "write:alerts", fn: action},
		{pattern: "PUT /alert/{id}/tag", scope: "write:alerts", fn: tag},
		{pattern: "PUT /alert/{id}/untag", scope: "write:alerts", fn: untag},
		{pattern: "PUT /alert/{id}/attributes", scope: "write:alerts", fn: setAttributes},
		{pattern: "PUT /alert/{id}/note", scope: "write:alerts", fn: addNote},
		{pattern: "GET /alert/{id}/notes", scope: "read:alerts", fn: listNotes},
		{pattern: "PUT /alert/{id}/note/{note}", scope: "write:alerts", fn: updateNote},
		{pattern: "DELETE /alert/{id}/note/{note}", scope: "write:alerts", fn: deleteNote},
		{pattern: "GET /alerts", scope: "read:alerts", fn: searchAlerts},
		{pattern: "GET /alerts/history", scope: "read:alerts", fn: history},
		{pattern: "GET /alerts/count", scope: "read:alerts", fn: countAlerts},
		{pattern: "GET /environments", scope: "read:alerts", fn: environments},
		{pattern: "GET /services", scope: "read:alerts", fn: services},
		{pattern: "GET /alerts/groups", scope: "read:alerts", fn: pairCounts("groups", "group", func(a *alert) []string { return []string{a.group} })},
		{pattern: "GET /alerts/tags", scope: "read:alerts", fn: pairCounts("tags", "tag", func(a *alert) []string { return a.tags })},

		{pattern: "PUT /_bulk/alerts/status", scope: "write:alerts", fn: bulkStatus},
		{pattern: "PUT /_bulk/alerts/action", scope: "write:alerts", fn: bulkAction},
		{pattern: "GET /_bulk/task/{id}", scope: "read:alerts", fn: bulkAction},
		{pattern: "PUT /_bulk/alerts/tag", scope: "write:alerts", fn: bulkTags(union)},
		{pattern: "PUT /_bulk/alerts/untag", scope: "write:alerts", fn: bulkTags(minus)},
		{pattern: "PUT /_bulk/alerts/attributes", scope: "write:alerts", fn: bulkAttributes},
		{pattern: "DELETE /_bulk/alerts", scope: "write:alerts", fn: bulkDelete},

		{pattern: "POST /heartbeat", scope: "write:heartbeats", fn: createHeartbeat},
		{pattern: "GET /heartbeat/{id}", scope: "read:heartbeats", fn: getHeartbeat},
		{pattern: "GET /heartbeats", scope: "read:heartbeats", fn: listHeartbeats},
		{pattern: "DELETE /heartbeat/{id}", scope: "write:heartbeats", fn: deleteHeartbeat},

		{pattern: "POST /blackout", scope: "write:blackouts", fn: createBlackout},
		{pattern: "GET /blackout/{id}", scope: "read:blackouts", fn: getBlackout},
		{pattern: "GET /blackouts", scope: "read:blackouts", fn: listBlackouts},
		{pattern: "PUT /blackout/{id}", scope: "write:blackouts", fn: updateBlackout},
		{pattern: "DELETE /blackout/{id}", scope: "write:blackouts", fn: deleteBlackout},

		{pattern: "POST /key", scope: "write:keys", fn: createKey},
		{pattern: "GET /key/{key...}", scope: "read:keys", fn: getKey},
		{pattern: "GET /keys", scope: "read:keys", fn: listKeys},
		{pattern: "PUT /key/{key...}", scope: "write:keys", fn: updateKey},
		{pattern: "DELETE /key/{key...}", scope: "admin:keys", fn: deleteKey},

		{pattern: "POST /customer", scope: "admin:customers", fn: createCustomer},
		{pattern: "GET /customer/{id}", scope: "read:customers", fn: getCustomer},
		{pattern: "GET /customers", scope: "read:customers", fn: listCustomers},
		{pattern: "PUT /customer/{id}", scope: "admin:customers", fn: updateCustomer},
		{pattern: "DELETE /customer/{id}", scope: "admin:customers", fn: deleteCustomer},

		{pattern: "POST /group", scope: "admin:groups", fn: createGroup},
		{pattern: "GET /group/{id}", scope: "read:groups", fn: getGroup},
		{pattern: "GET /group/{id}/users", scope: "read:groups", fn: groupUsers},
		{pattern: "GET /groups", scope: "read:groups", fn: listGroups},
		{pattern: "PUT /group/{id}", scope: "admin:groups", fn: updateGroup},
		{pattern: "DELETE /group/{id}", scope: "admin:groups", fn: deleteGroup},
		{pattern: "PUT /group/{id}/user/{user}", scope: "admin:groups", fn: membership(true)},
		{pattern: "DELETE /group/{id}/user/{user}", scope: "admin:groups", fn: membership(false)},

		{pattern: "POST /user", scope: "admin:users", fn: createUser},
		{pattern: "GET /user/{id}", scope: "admin:users", fn: getUser},
		{pattern: "GET /user/{id}/groups", scope: "admin:users", fn: userGroups},
		{pattern: "GET /users", scope: "admin:users", fn: listUsers},
		{pattern: "PUT /user/{id}", scope: "admin:users", fn: updateUser},
		{pattern: "PUT /user/{id}/attributes", scope: "admin:users", fn: setUserAttributes((*request).findUser)},
		{pattern: "DELETE /user/{id}", scope: "admin:users", fn: deleteUser},
		{pattern: "GET /user/me", fn: getMe},
		{pattern: "PUT /user/me", fn: updateMe},
		{pattern: "GET /user/me/attributes", fn: getMyAttributes},
		{pattern: "PUT /user/me/attributes", fn: setUserAttributes((*request).me)},

		{pattern: "POST /perm", scope: "admin:perms", fn: createPerm},
		{pattern: "GET /perm/{id}", scope: "read:perms", fn: getPerm},
		{pattern: "GET /perms", scope: "read:perms", fn: listPerms},
		{pattern: "PUT /perm/{id}", scope: "admin:perms", fn: updatePerm},
		{pattern: "DELETE /perm/{id}", scope: "admin:perms", fn: deletePerm},
		{pattern: "GET /scopes", scope: "read:perms", fn: listScopes},

		{pattern: "POST /auth/login", scope: "-", fn: login},
		{pattern: "POST /auth/signup", scope: "-", fn: signup},
		{pattern: "POST /auth/confirm/{hash}", scope: "-", fn: badHash},
		{pattern: "POST /auth/reset/{hash}", scope: "-", fn: badHash},
		{pattern: "POST /auth/forgot", scope: "-", fn: forgot},
		{pattern: "POST /auth/{provider}", scope: "-", fn: provider},
		{pattern: "GET /auth/logout", scope: "-", fn: logout},
		{pattern: "POST /auth/logout", scope: "-", free: true, fn: logout},
		{pattern: "GET /userinfo", scope: "read:userinfo", fn: userinfo},

		{pattern: "GET /oembed", scope: "read:oembed", fn: oembed},
		{pattern: "GET /config", scope: "-", fn: configuration},
		{pattern: "GET /_", scope: "-", fn: index},
		{pattern: "POST /webhooks/{name}", scope: "write:webhooks", free: true, fn: webhook},
		{pattern: "GET /webhooks/{name}", scope: "write:webhooks", free: true, fn: webhook},

		{pattern: "GET /management/manifest", scope: "read:management", fn: manifest},
		{pattern: "GET /management/gtg", scope: "-", fn: gtg},
		{pattern: "GET /management/healthcheck", scope: "-", fn: healthcheck},
		{pattern: "GET /management/housekeeping", scope: "admin:management", fn: housekeeping},
		{pattern: "POST /management/housekeeping", scope: "admin:management", free: true, fn: housekeeping},
		{pattern: "GET /management/status", scope: "read:management", fn: serverStatus},
		{pattern: "GET /management/metrics", scope: "read:management", fn: prometheusMetrics},
	}
	all = append(all, top10("count", top(false, false))...)
	all = append(all, top10("flapping", top(true, false))...)
	return append(all, top10("standing", top(true, true))...)
}
