// Package influxdconf reads and writes the parts of influxdb.conf, the configuration of InfluxDB 1.x, by which other
// senders reach it: the [[collectd]] and [[graphite]] listeners. Everything else in the file stays as it is.
package influxdconf

import (
	"fmt"
	"io"
	"maps"

	"github.com/BurntSushi/toml"

	"github.com/tickwright/tickwright/internal/conf"
)

// Duration is "10s" and the like, as text.
type Duration = conf.Duration

// Config is an influxdb.conf.
type Config struct {
	Collectd []Collectd
	Graphite []Graphite
	// Rest are all other tables and values of the file.
	Rest map[string]any
}

// Collectd is one [[collectd]] listener: binary packets of collectd over UDP.
type Collectd struct {
	Enabled         bool     `toml:"enabled"`
	BindAddress     string   `toml:"bind-address,omitempty"`
	Database        string   `toml:"database,omitempty"`
	RetentionPolicy string   `toml:"retention-policy,omitempty"`
	BatchSize       int      `toml:"batch-size,omitzero"`
	BatchPending    int      `toml:"batch-pending,omitzero"`
	BatchTimeout    Duration `toml:"batch-timeout,omitempty"`
	ReadBuffer      int      `toml:"read-buffer,omitzero"`
	// TypesDB is the path of collectd's types.db, or of a folder with several.
	TypesDB string `toml:"typesdb,omitempty"`
	// SecurityLevel is "none", "sign" or "encrypt"; AuthFile holds the users for the latter two.
	SecurityLevel string `toml:"security-level,omitempty"`
	AuthFile      string `toml:"auth-file,omitempty"`
	// ParseMultiValuePlugin is "split" (one measurement per value) or "join" (one point with several fields).
	ParseMultiValuePlugin string         `toml:"parse-multivalue-plugin,omitempty"`
	Extra                 map[string]any `toml:"-"`
}

// Graphite is one [[graphite]] listener: Graphite's plain text over TCP or UDP.
type Graphite struct {
	Enabled          bool     `toml:"enabled"`
	BindAddress      string   `toml:"bind-address,omitempty"`
	Protocol         string   `toml:"protocol,omitempty"` // "tcp" or "udp"
	Database         string   `toml:"database,omitempty"`
	RetentionPolicy  string   `toml:"retention-policy,omitempty"`
	ConsistencyLevel string   `toml:"consistency-level,omitempty"`
	BatchSize        int      `toml:"batch-size,omitzero"`
	BatchPending     int      `toml:"batch-pending,omitzero"`
	BatchTimeout     Duration `toml:"batch-timeout,omitempty"`
	UDPReadBuffer    int      `toml:"udp-read-buffer,omitzero"`
	// Separator joins the parts of a measurement's name.
	Separator string `toml:"separator,omitempty"`
	// Tags are added to every point: "region=us-east".
	Tags []string `toml:"tags,omitempty"`
	// Templates turn paths into measurements, tags and fields: "*.app env.service.resource.measurement".
	Templates []string       `toml:"templates,omitempty"`
	Extra     map[string]any `toml:"-"`
}

// Read reads an influxdb.conf.
func Read(r io.Reader) (*Config, error) {
	doc := conf.Table{}
	if _, err := toml.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("read influxdb.conf: %w", err)
	}
	c := &Config{}
	for name, v := range doc {
		list, _ := v.([]conf.Table)
		if one, ok := v.(conf.Table); ok {
			list = []conf.Table{one}
		}
		switch name {
		case "collectd":
			for _, t := range list {
				var s Collectd
				if rest, ok := conf.Split(withEnabled(t), &s); ok {
					s.Extra = rest
					c.Collectd = append(c.Collectd, s)
					continue
				}
				return nil, fmt.Errorf("read influxdb.conf: [[collectd]] has an option of the wrong type")
			}
		case "graphite":
			for _, t := range list {
				var s Graphite
				if rest, ok := conf.Split(withEnabled(t), &s); ok {
					s.Extra = rest
					c.Graphite = append(c.Graphite, s)
					continue
				}
				return nil, fmt.Errorf("read influxdb.conf: [[graphite]] has an option of the wrong type")
			}
		default:
			if c.Rest == nil {
				c.Rest = map[string]any{}
			}
			c.Rest[name] = v
		}
	}
	return c, nil
}

// withEnabled says what a missing "enabled" means: the listener is off.
func withEnabled(t conf.Table) conf.Table {
	if _, ok := t["enabled"]; ok {
		return t
	}
	t = maps.Clone(t)
	t["enabled"] = false
	return t
}

// Write prints the configuration: values outside of tables first, then the tables by name.
func (c *Config) Write(w io.Writer) error {
	top := conf.Table{}
	for name, v := range c.Rest {
		top[name] = v
	}
	add := func(name string, list []conf.Table) {
		if len(list) > 0 {
			top[name] = list
		}
	}
	collectd, err := tables(c.Collectd, func(s *Collectd) map[string]any { return s.Extra })
	if err != nil {
		return err
	}
	graphite, err := tables(c.Graphite, func(s *Graphite) map[string]any { return s.Extra })
	if err != nil {
		return err
	}
	add("collectd", collectd)
	add("graphite", graphite)
	return conf.Print(w, nil, false, top)
}

func tables[T any](list []T, extra func(*T) map[string]any) ([]conf.Table, error) {
	var out []conf.Table
	for i := range list {
		t, err := conf.Join(&list[i], extra(&list[i]))
		if err != nil {
			return nil, fmt.Errorf("write influxdb.conf: %w", err)
		}
		out = append(out, t)
	}
	return out, nil
}
