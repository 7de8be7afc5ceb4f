package dashboards

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
)

// Target is a query of a panel for a data source of InfluxDB. The foundation SDK
// has no type for it; this one takes its place in the SDK's panels.
type Target struct {
	RefID      string                `json:"refId"`
	DataSource *common.DataSourceRef `json:"datasource,omitempty"`
	// Query is InfluxQL or Flux, with Grafana's variables in it.
	Query string `json:"query"`
	// RawQuery, ResultFormat and Alias belong to InfluxQL.
	RawQuery     bool   `json:"rawQuery,omitempty"`
	ResultFormat string `json:"resultFormat,omitempty"`
	Alias        string `json:"alias,omitempty"`
}

// Build makes a Target a builder of itself.
func (t Target) Build() (variants.Dataquery, error) { return t, nil }

// ImplementsDataqueryVariant marks a query of the SDK.
func (Target) ImplementsDataqueryVariant() {}

// DataqueryType is the id of the data source's plugin.
func (Target) DataqueryType() string { return "influxdb" }

// Validate accepts every query: the server reads it.
func (Target) Validate() error { return nil }

// Equals compares two queries.
func (t Target) Equals(other variants.Dataquery) bool { return reflect.DeepEqual(t, other) }

// VariantConfig tells the SDK how to read a Target: register it with
// cog.NewRuntime().RegisterDataqueryVariant before panels are unmarshalled.
func VariantConfig() variants.DataqueryConfig {
	read := func(raw []byte, strict bool) (variants.Dataquery, error) {
		var t Target
		d := json.NewDecoder(bytes.NewReader(raw))
		if strict {
			d.DisallowUnknownFields()
		}
		err := d.Decode(&t)
		return t, err
	}
	return variants.DataqueryConfig{
		Identifier:                 "influxdb",
		DataqueryUnmarshaler:       func(raw []byte) (variants.Dataquery, error) { return read(raw, false) },
		StrictDataqueryUnmarshaler: func(raw []byte) (variants.Dataquery, error) { return read(raw, true) },
	}
}
