// Package telegraf writes and reads telegraf.conf, and helps to write programs for Telegraf's exec input.
//
//	conf := telegraf.Config{
//		GlobalTags: map[string]string{"cluster": "prod"},
//		Agent:      telegraf.Agent{Interval: telegraf.Every(10 * time.Second)},
//		Plugins: []telegraf.Plugin{
//			&telegraf.InfluxDB{URLs: []string{"http://127.0.0.1:8086"}, Database: "telegraf"},
//			&telegraf.CPU{}, &telegraf.Mem{}, &telegraf.Disk{IgnoreFS: []string{"tmpfs"}},
//			&telegraf.Raw{Name: "inputs.ping", Table: map[string]any{"urls": []any{"example.org"}}},
//		},
//	}
//	err := conf.Write(file)
//
// [Read] reads a configuration back, and loses nothing: an option which a type does not know is in its Extra, a plugin
// without a type is a [Raw]. Comments are not kept.
//
// An exec program is a function: [Main] gives it a context and an emitter, prints the points, and ends with the status
// that Telegraf expects.
package telegraf
