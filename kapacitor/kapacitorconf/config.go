package kapacitorconf

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/tickwright/tickwright/internal/conf"
)

// Duration is "10s" and the like, as text.
type Duration = conf.Duration

// Secret is a password or token: written into the configuration, and shown nowhere else.
type Secret = conf.Secret

// Every returns d as a Duration.
func Every(d time.Duration) Duration { return conf.Every(d) }

// Bool returns a pointer to v, for options whose absence is not the same as false.
func Bool(v bool) *bool { return &v }

// Config is a kapacitor.conf. Sections that are nil are left out: the server then has its defaults.
type Config struct {
	Hostname               string
	DataDir                string
	SkipConfigOverrides    *bool
	DefaultRetentionPolicy *string

	HTTP           *HTTP
	ConfigOverride *ConfigOverride
	Logging        *Logging
	Load           *Load
	Replay         *Replay
	Storage        *Storage
	Task           *Task
	Alert          *Alert
	Stats          *Stats
	Reporting      *Reporting
	InfluxDB       []InfluxDB
	UDF            *UDF

	Alerta     *Alerta
	HTTPPost   []HTTPPost
	OpsGenie2  *OpsGenie2
	PagerDuty2 *PagerDuty2
	Slack      []Slack
	SMTP       *SMTP
	Telegram   *Telegram
	VictorOps  *VictorOps

	// Extra are all other values and sections of the file.
	Extra map[string]any
}

// section is a field of Config that stands for a section of the file.
type section struct {
	name string
	v    reflect.Value
}

// names are the sections of a Config's fields, as the file has them.
var names = map[string]string{
	"HTTP": "http", "ConfigOverride": "config-override", "Logging": "logging", "Load": "load", "Replay": "replay", "Storage": "storage", "Task": "task",
	"Alert": "alert", "Stats": "stats", "Reporting": "reporting", "InfluxDB": "influxdb", "UDF": "udf", "Alerta": "alerta", "HTTPPost": "httppost",
	"OpsGenie2": "opsgenie2", "PagerDuty2": "pagerduty2", "Slack": "slack", "SMTP": "smtp", "Telegram": "telegram", "VictorOps": "victorops",
}

func (c *Config) sections() []section {
	var out []section
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if name, is := names[v.Type().Field(i).Name]; is {
			out = append(out, section{name, v.Field(i)})
		}
	}
	return out
}

// top are the values outside of every section.
type top struct {
	Hostname               string  `toml:"hostname,omitempty"`
	DataDir                string  `toml:"data_dir,omitempty"`
	SkipConfigOverrides    *bool   `toml:"skip-config-overrides"`
	DefaultRetentionPolicy *string `toml:"default-retention-policy"`
}

// Read reads a kapacitor.conf. The error names the line, or the section and the option of the wrong type.
func Read(r io.Reader) (*Config, error) {
	doc := conf.Table{}
	if _, err := toml.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("read kapacitor.conf: %w", err)
	}
	c := &Config{}
	for _, s := range c.sections() {
		v, there := doc[s.name]
		if !there {
			continue
		}
		delete(doc, s.name)
		if err := s.read(v); err != nil {
			return nil, fmt.Errorf("read kapacitor.conf: [%s]: %w", s.name, err)
		}
	}
	var t top
	rest, err := split(doc, &t)
	if err != nil {
		return nil, fmt.Errorf("read kapacitor.conf: %w", err)
	}
	c.Hostname, c.DataDir, c.SkipConfigOverrides, c.DefaultRetentionPolicy = t.Hostname, t.DataDir, t.SkipConfigOverrides, t.DefaultRetentionPolicy
	c.Extra = rest
	return c, nil
}

// read takes one table, or a list of them.
func (s section) read(v any) error {
	var tables []conf.Table
	switch v := v.(type) {
	case conf.Table:
		tables = []conf.Table{v}
	case []conf.Table:
		tables = v
	default:
		return fmt.Errorf("a section is wanted, not a value")
	}
	elem := s.v.Type().Elem()
	if s.v.Kind() == reflect.Pointer && len(tables) != 1 {
		return fmt.Errorf("stands %d times, and is no list", len(tables))
	}
	for _, t := range tables {
		one := reflect.New(elem)
		rest, err := split(t, one.Interface())
		if err != nil {
			return err
		}
		one.Elem().FieldByName("Extra").Set(reflect.ValueOf(rest))
		if s.v.Kind() == reflect.Pointer {
			s.v.Set(one)
		} else {
			s.v.Set(reflect.Append(s.v, one.Elem()))
		}
	}
	return nil
}

// split reads what a type knows of a table and returns the rest.
func split(t conf.Table, into any) (map[string]any, error) {
	rest, exact := conf.Split(t, into)
	if exact {
		return rest, nil
	}
	// Which option it is, is found by leaving each out in turn.
	for k, v := range t {
		if _, fits := conf.Split(conf.Table{k: v}, reflect.New(reflect.TypeOf(into).Elem()).Interface()); !fits {
			return nil, fmt.Errorf("%s: a value of type %T does not fit", k, v)
		}
	}
	return nil, fmt.Errorf("an option has the wrong type")
}

// Write writes the configuration with its secrets, to be used.
func (c *Config) Write(w io.Writer) error {
	all, err := c.table(false)
	if err != nil {
		return fmt.Errorf("write kapacitor.conf: %w", err)
	}
	return conf.Print(w, nil, false, all)
}

// String is what Write writes, without secrets. Texts in Extra, which may be some, are hidden too.
func (c *Config) String() string {
	all, err := c.table(true)
	if err != nil {
		return "kapacitor.conf: " + err.Error()
	}
	var b strings.Builder
	_ = conf.Print(&b, nil, false, all) // a Builder takes everything
	return b.String()
}

// Format shows String for every verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalJSON is String as a JSON text.
func (c Config) MarshalJSON() ([]byte, error) { return jsonText(c.String()) }

func (c *Config) table(hide bool) (conf.Table, error) {
	extra := c.Extra
	if hide {
		extra, _ = hidden(extra).(conf.Table)
	}
	all, err := conf.Join(&top{c.Hostname, c.DataDir, c.SkipConfigOverrides, c.DefaultRetentionPolicy}, extra)
	if err != nil {
		return nil, err
	}
	one := func(v reflect.Value) (conf.Table, error) {
		extra, _ := v.FieldByName("Extra").Interface().(map[string]any)
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		if hide {
			extra, _ = hidden(extra).(conf.Table)
			hideSecrets(p.Elem())
		}
		return conf.Join(p.Interface(), extra)
	}
	for _, s := range c.sections() {
		if s.v.IsNil() {
			continue
		}
		if s.v.Kind() == reflect.Pointer {
			t, err := one(s.v.Elem())
			if err != nil {
				return nil, fmt.Errorf("[%s]: %w", s.name, err)
			}
			all[s.name] = t
			continue
		}
		var list []conf.Table
		for i := range s.v.Len() {
			t, err := one(s.v.Index(i))
			if err != nil {
				return nil, fmt.Errorf("[[%s]]: %w", s.name, err)
			}
			list = append(list, t)
		}
		all[s.name] = list
	}
	return all, nil
}
