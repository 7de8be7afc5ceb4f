package telegraf

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/tickwright/tickwright/internal/conf"
)

// Duration is "10s", "1m30s", "7d". It keeps the text that was read.
type Duration = conf.Duration

// Secret is a password or token: printed into the configuration, and shown nowhere else.
type Secret = conf.Secret

// Every returns d as a Duration.
func Every(d time.Duration) Duration { return conf.Every(d) }

// Bool returns a pointer to v, for options whose absence is not the same as false.
func Bool(v bool) *bool { return &v }

// Config is a telegraf.conf.
type Config struct {
	// GlobalTags are added to every metric.
	GlobalTags map[string]string
	Agent      Agent
	// Plugins are the inputs, outputs, processors, aggregators and secret stores, in the order of the file.
	Plugins []Plugin
	// Extra are top-level tables of other kinds.
	Extra map[string]any
}

// Plugin is one plugin: a pointer to one of the types of this package.
type Plugin interface {
	// Kind is the plugin's name with its kind, "inputs.cpu".
	Kind() string
	extra() *map[string]any
}

// Raw is a plugin that this package has no type for.
type Raw struct {
	// Name is the kind, "inputs.ping".
	Name string
	// Table are its options: string, int64, float64, bool, []any, map[string]any, []map[string]any.
	Table map[string]any
}

// Kind returns Name.
func (r *Raw) Kind() string           { return r.Name }
func (r *Raw) extra() *map[string]any { return nil }

// kinds make the typed plugins.
var kinds = map[string]func() Plugin{
	"outputs.influxdb":        func() Plugin { return &InfluxDB{} },
	"outputs.influxdb_v2":     func() Plugin { return &InfluxDBv2{} },
	"inputs.cpu":              func() Plugin { return &CPU{} },
	"inputs.mem":              func() Plugin { return &Mem{} },
	"inputs.disk":             func() Plugin { return &Disk{} },
	"inputs.exec":             func() Plugin { return &Exec{} },
	"inputs.kubernetes":       func() Plugin { return &Kubernetes{} },
	"inputs.kube_inventory":   func() Plugin { return &KubeInventory{} },
	"inputs.http_listener_v2": func() Plugin { return &HTTPListener{} },
}

// groups are the tables that hold plugins.
var groups = []string{"outputs", "inputs", "processors", "aggregators", "secretstores"}

// Read reads a telegraf.conf. It is TOML; Telegraf's unquoted environment variables ($VAR outside of a string) are none,
// and an error with their line.
func Read(r io.Reader) (*Config, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read telegraf.conf: %w", err)
	}
	doc := conf.Table{}
	md, err := toml.Decode(string(text), &doc)
	if err != nil {
		return nil, fmt.Errorf("read telegraf.conf: %w", err)
	}
	c := &Config{}
	for name, v := range doc {
		table, isTable := v.(conf.Table)
		switch {
		case !isTable:
			return nil, fmt.Errorf("read telegraf.conf: %q stands outside of every table", name)
		case name == "global_tags":
			c.GlobalTags = map[string]string{}
			for k, v := range table {
				s, ok := v.(string)
				if !ok {
					return nil, fmt.Errorf("read telegraf.conf: the global tag %q is no string", k)
				}
				c.GlobalTags[k] = s
			}
		case name == "agent":
			rest, exact := conf.Split(table, &c.Agent)
			if !exact {
				return nil, fmt.Errorf("read telegraf.conf: [agent] has an option of the wrong type")
			}
			c.Agent.Extra = rest
		case !slices.Contains(groups, name):
			if c.Extra == nil {
				c.Extra = map[string]any{}
			}
			c.Extra[name] = table
		}
	}
	return c, c.readPlugins(doc, md)
}

// readPlugins takes the plugins in the order of the file.
func (c *Config) readPlugins(doc conf.Table, md toml.MetaData) error {
	next := map[string]int{}
	for _, k := range md.Keys() {
		if len(k) != 2 || !slices.Contains(groups, k[0]) {
			continue
		}
		kind := k[0] + "." + k[1]
		group, _ := doc[k[0]].(conf.Table)
		var table conf.Table
		switch v := group[k[1]].(type) {
		case []conf.Table:
			if next[kind] >= len(v) {
				continue
			}
			table = v[next[kind]]
			next[kind]++
		case conf.Table:
			// [inputs.cpu] with single brackets, which old files have.
			if next[kind] > 0 {
				continue
			}
			next[kind]++
			table = v
		default:
			return fmt.Errorf("read telegraf.conf: %s is no table", kind)
		}
		c.Plugins = append(c.Plugins, toPlugin(kind, table))
	}
	return nil
}

// toPlugin gives a table its type, unless the type cannot hold all of it.
func toPlugin(kind string, table conf.Table) Plugin {
	if make, ok := kinds[kind]; ok {
		p := make()
		if rest, exact := conf.Split(table, p); exact {
			*p.extra() = rest
			return p
		}
	}
	return &Raw{Name: kind, Table: table}
}

// Write prints the configuration.
func (c *Config) Write(w io.Writer) error {
	if len(c.GlobalTags) > 0 {
		tags := conf.Table{}
		for k, v := range c.GlobalTags {
			tags[k] = v
		}
		if err := conf.Print(w, []string{"global_tags"}, false, tags); err != nil {
			return err
		}
	}
	agent, err := conf.Join(&c.Agent, c.Agent.Extra)
	if err != nil {
		return fmt.Errorf("write telegraf.conf: %w", err)
	}
	if err := conf.Print(w, []string{"agent"}, false, agent); err != nil {
		return err
	}
	for _, name := range sortedNames(c.Extra) {
		table, ok := c.Extra[name].(conf.Table)
		if !ok {
			return fmt.Errorf("write telegraf.conf: %q is no table", name)
		}
		if err := conf.Print(w, []string{name}, false, table); err != nil {
			return err
		}
	}
	for _, p := range c.Plugins {
		group, name, ok := strings.Cut(p.Kind(), ".")
		if !ok || name == "" || !slices.Contains(groups, group) {
			return fmt.Errorf("write telegraf.conf: plugin %q: want a name such as inputs.cpu", p.Kind())
		}
		table, err := pluginTable(p)
		if err != nil {
			return fmt.Errorf("write telegraf.conf: %s: %w", p.Kind(), err)
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
		if err := conf.Print(w, []string{group, name}, true, table); err != nil {
			return err
		}
	}
	return nil
}

func pluginTable(p Plugin) (conf.Table, error) {
	if raw, ok := p.(*Raw); ok {
		return raw.Table, nil
	}
	return conf.Join(p, *p.extra())
}

func sortedNames(m map[string]any) []string {
	var names []string
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}
