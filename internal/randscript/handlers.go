package randscript

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// handler adds a random event handler with random properties, out of those that a listener can stand for.
func handler(r *Rand, in Shape) string {
	all := catalog.Handlers()
	h := &all[r.IntN(len(all))]
	if Unheard[h.Kind] != "" {
		return ""
	}
	args := handlerArgs(r, in, h.Kind)
	text := "." + h.Kind + "(" + args + ")"
	for i := range h.Properties {
		p := &h.Properties[i]
		if r.IntN(5) > 1 || UnheardProperties[h.Kind+"."+p.Name] != "" || len(p.Params) > 0 && p.Params[0].Type == catalog.Opaque {
			continue
		}
		text += "." + p.Name + "(" + propertyArgs(r, in, h, p) + ")"
	}
	return text
}

// Unheard are the handlers that are not made here, and why.
var Unheard = map[string]string{
	"log":      "every alert node here has one",
	"exec":     "it runs a program",
	"kafka":    "no listener stands for a broker",
	"mqtt":     "no listener stands for a broker",
	"snmpTrap": "no listener stands for a trap receiver",
	"sensu":    "its handler keeps the order of a socket's answers, and refuses most ids",
	"email":    "one mail at a time takes longer than all the rest",
}

// UnheardProperties are the properties of handlers that are not made here, and why.
var UnheardProperties = map[string]string{
	"serviceNow.uRL":           "it would go elsewhere",
	"serviceNow.username":      "without effect",
	"serviceNow.password":      "without effect",
	"post.uRL":                 "written with the handler",
	"post.endpoint":            "written with the handler",
	"tcp.address":              "written with the handler",
	"hipChat.room":             "part of the path",
	"slack.workspace":          "there is one",
	"discord.workspace":        "there is one",
	"teams.channelURL":         "it would go elsewhere",
	"zenoss.uRL":               "it would go elsewhere",
	"zenoss.username":          "without effect",
	"zenoss.password":          "without effect",
	"telegram.parseMode":       "written with the handler",
	"post.skipSSLVerification": "without effect",
}

func handlerArgs(r *Rand, in Shape, kind string) string {
	switch kind {
	case "post":
		return r.Pick("'$POST/$POSTED'", "'$POST/$POSTED?{{ .Name }}'")
	case "tcp":
		return "'$TCP'"
	}
	return ""
}

// propertyArgs are arguments for a handler's property. Templates are taken from those that do not fail.
func propertyArgs(r *Rand, in Shape, h *catalog.Handler, p *catalog.Property) string {
	var args []string
	for i, param := range p.Params {
		text := func() string {
			if param.Template {
				return "'" + template(r, in, eventPieces) + "'"
			}
			switch h.Kind + "." + p.Name {
			case "opsGenie2.recoveryAction":
				return r.Pick("'notes'", "'close'")
			case "zenoss.severityMap":
				return ""
			}
			t := param.Type
			if t != catalog.String && t&catalog.String != 0 && r.IntN(2) == 0 {
				t = catalog.String
			}
			switch {
			case t&catalog.String != 0 && i == 0 && len(p.Params) > 1:
				return "'" + r.Pick("key", "Other", "k3") + "'"
			case t&catalog.String != 0:
				return "'" + r.Pick("one", "two words", "é<>&", "3") + "'"
			case t&catalog.Int != 0:
				return fmt.Sprint(r.IntN(5))
			case t&catalog.Float != 0:
				return "1.5"
			case t&catalog.Bool != 0:
				return r.Pick("TRUE", "FALSE")
			case t&catalog.Duration != 0:
				return r.Pick("1m", "90s")
			}
			return "'x'"
		}
		if param.Optional && r.IntN(2) == 0 {
			break
		}
		args = append(args, text())
		if param.Variadic && !param.Optional && r.IntN(3) == 0 {
			args = append(args, text())
		}
	}
	return strings.Join(args, ", ")
}
