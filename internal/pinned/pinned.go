// Package pinned keeps the release of Kapacitor, whose scripts tests read, in
// go.mod: nothing in this module links it yet.
package pinned

import _ "github.com/influxdata/kapacitor/keyvalue" // the module's smallest package
