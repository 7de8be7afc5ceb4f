package alert

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// The handlers that need no service: exec, log, tcp.

var (
	_ = kind("exec", func() options { return &ExecOptions{} })
	_ = kind("log", func() options { return &LogOptions{Mode: 0o600} })
	_ = kind("tcp", func() options { return &TCPOptions{} })
)

// line is the event's JSON with its newline.
func (e *Event) line() ([]byte, error) {
	b, err := e.AppendJSON(nil)
	if err != nil {
		return nil, while("failed to marshal alert data json", err)
	}
	return append(b, '\n'), nil
}

// ExecOptions are the settings of an exec handler (H023).
type ExecOptions struct {
	Prog string   `opt:"prog"`
	Args []string `opt:"args"`
}

func (o *ExecOptions) script(h *graph.Handler) {
	for i, a := range h.Args {
		if i == 0 {
			o.Prog = a.Str
			continue
		}
		o.Args = append(o.Args, a.Str)
	}
}

func (o *ExecOptions) does() string { return "exec command failed" }

func (o *ExecOptions) compile(*optionCompiler) builder {
	args := append([]string{o.Prog}, o.Args...)
	return func(e *Event) (Payload, error) {
		b, err := e.line()
		if err != nil {
			return nil, err
		}
		return &Command{Args: args, Stdin: b}, nil
	}
}

// LogOptions are the settings of a log handler (H024).
type LogOptions struct {
	Path string      `opt:"path" tick:"filePath"`
	Mode fs.FileMode `opt:"mode" tick:"mode"`
}

func (o *LogOptions) script(h *graph.Handler) {
	if o.Path == "" && len(h.Args) > 0 {
		o.Path = h.Args[0].Str
	}
}

func (o *LogOptions) does() string { return "failed to open file for alert logging" }

func (o *LogOptions) compile(c *optionCompiler) builder {
	if o.Mode.Perm()&0o200 == 0 {
		c.fail("mode", 0, fmt.Errorf("invalid file mode %v, must be user writable", o.Mode))
	} else if !path.IsAbs(o.Path) {
		c.fail("path", 0, fmt.Errorf("log path must be absolute: %s is not absolute", o.Path))
	}
	return func(e *Event) (Payload, error) {
		b, err := e.line()
		if err != nil {
			return nil, err
		}
		return &FileLine{Path: o.Path, Mode: o.Mode, Line: b}, nil
	}
}

// TCPOptions are the settings of a tcp handler (H021).
type TCPOptions struct {
	Address string `opt:"address" tick:"address"`
}

func (o *TCPOptions) script(h *graph.Handler) {
	if o.Address == "" && len(h.Args) > 0 {
		o.Address = h.Args[0].Str
	}
}

func (o *TCPOptions) does() string { return "tcp handler failed to connect" }

func (o *TCPOptions) compile(*optionCompiler) builder {
	return func(e *Event) (Payload, error) {
		b, err := e.line()
		if err != nil {
			return nil, err
		}
		return &TCPMessage{Address: o.Address, Data: append(b, '\n')}, nil
	}
}
