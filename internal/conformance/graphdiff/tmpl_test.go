package graphdiff

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript/catalog"
)

func TestX(t *testing.T) {
	kapacitord.Require(t)
	j := judges.Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := os.MkdirTemp("", "tickwright-vet-")
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.New(ctx, dir)
	})
	try := func(h catalog.Handler, call string) {
		script := "stream|from()|alert().crit(lambda: TRUE)." + call
		a, err := j.Run(t.Context(), judge.Case{Name: "vet", Script: script, Type: "stream", DBRPs: []judge.DBRP{{DB: "d", RP: "r"}}})
		require.NoError(t, err)
		t.Logf("%s define %q start %q", call, a.DefineError, a.StartError)
	}
	args := func(ps []catalog.Param) (string, bool) {
		out, is := "", false
		for i, p := range ps {
			if i > 0 {
				out += ", "
			}
			switch {
			case p.Template:
				out += "'{{ nothing }}'"
				is = true
			case p.Name == "type":
				out += "'s'"
			default:
				out += "'1.1'"
			}
		}
		return out, is
	}
	for _, h := range catalog.Handlers() {
		pa, is := args(h.Params)
		if is {
			try(h, h.Kind+"("+pa+")")
		}
		if is {
			pa = "'x'"
		}
		for _, p := range h.Properties {
			if a, is := args(p.Params); is {
				try(h, h.Kind+"("+pa+")."+p.Name+"("+a+")")
			}
		}
	}
}
