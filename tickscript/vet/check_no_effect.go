package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var noEffect = Check{
	Code: "no-effect", Severity: diag.Warning, Name: "property that the server accepts and ignores",
	Doc: "These are read and never used by Kapacitor 1.8.3: skipSSLVerification of post, details of opsGenie2, uRL, username and password of serviceNow and zenoss, period of queryFlux, and the measurement of a kapacitorLoopback behind batches. The further arguments of top and bottom change nothing either, nor do more than one URL of post or more than one interval of stateChangesOnly.",
	run: func(p *pass) {
		ignored := map[string][]string{
			"post": {"skipSSLVerification"}, "opsGenie2": {"details"},
			"serviceNow": {"uRL", "username", "password"}, "zenoss": {"uRL", "username", "password"},
		}
		for _, n := range p.nodes() {
			for _, h := range n.Handlers {
				for _, name := range ignored[h.Spec.Kind] {
					if c, ok := h.Call(name); ok {
						p.report(c.Range, name+" of "+h.Spec.Kind+" has no effect", "the server's configuration counts")
					}
				}
				if h.Spec.Kind == "post" && len(h.Args) > 1 {
					p.report(h.Args[1].Range, "post uses its first URL only", "write a .post for each URL")
				}
			}
			switch n.Kind() {
			case "queryFlux":
				if c, ok := n.Call("period"); ok {
					p.report(c.Range, "period of queryFlux has no effect", "write range(start: ...) in the Flux script")
				}
			case "kapacitorLoopback":
				if c, ok := n.Call("measurement"); ok && edgeIn(n) == batch {
					p.report(c.Range, "measurement of kapacitorLoopback has no effect on batches", "")
				}
			case "top", "bottom":
				if len(n.Args) > 2 {
					p.report(n.Args[2].Range, "the further arguments of "+n.Kind()+" have no effect", "its points keep all their tags anyway")
				}
			case "alert":
				if c, ok := n.Call("stateChangesOnly"); ok && len(c.Args) > 1 {
					p.report(c.Args[1].Range, "stateChangesOnly ignores its arguments when there are several", "write one interval")
				}
			}
		}
	},
}
