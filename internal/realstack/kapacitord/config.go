package kapacitord

import (
	"fmt"
	"strings"
)

// config is the configuration file of a server with nothing switched on that was not asked for.
func config(o Options, dir string, port int) string {
	level := o.LogLevel
	if level == "" {
		level = "INFO"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `hostname = "localhost"
data_dir = %[1]q
skip-config-overrides = %[4]t
default-retention-policy = ""

[http]
  bind-address = "127.0.0.1:%[2]d"
  auth-enabled = false
  log-enabled = false

[config-override]
  enabled = %[5]t

[logging]
  file = "STDERR"
  level = %[3]q

[replay]
  dir = "%[1]s/replay"

[storage]
  boltdb = "%[1]s/kapacitor.db"

[task]
  dir = "%[1]s/tasks"

[reporting]
  enabled = false

[stats]
  enabled = false

`, dir, port, level, !o.Overrides, o.Overrides)
	if o.InfluxDB == "" {
		b.WriteString("[[influxdb]]\n  enabled = false\n\n")
	} else {
		fmt.Fprintf(&b, `[load]
  enabled = false

[[influxdb]]
  enabled = true
  default = true
  name = "localhost"
  urls = [%q]
  subscription-mode = "cluster"
  subscription-protocol = "http"
  subscriptions-sync-interval = "1s"
  kapacitor-hostname = "127.0.0.1"

`, o.InfluxDB)
	}
	b.WriteString(o.Config)
	return b.String()
}
