package grafana

import (
	"strconv"
	"time"
)

// InfluxQL is an InfluxDB that is asked in InfluxQL: 1.x, or 2.x through its compatible endpoint with a token.
type InfluxQL struct {
	Name, UID  string
	URL        string
	Database   string        // of 2.x: the database that is mapped to a bucket
	User       string        // of 1.x
	Password   Secret        // of 1.x
	Token      Secret        // of 2.x, instead of User and Password
	POST       bool          // queries are sent by POST, for such as are too long for a URL
	Interval   time.Duration // the shortest interval of a panel: how often points come
	MaxSeries  int           // the server's default, 1000, when 0
	SkipVerify bool          // TLS certificates are not checked
	Default    bool
}

// DataSource is the data source to create.
func (s InfluxQL) DataSource() DataSource {
	// Since 10 the plugin reads the database from dbName, before from the field, and takes both.
	d := influxdb(s.Name, s.UID, s.URL, s.Default, s.SkipVerify, s.Interval, s.MaxSeries)
	d.User, d.Database = s.User, s.Database
	d.JSONData["dbName"] = s.Database
	d.JSONData["httpMode"] = "GET"
	if s.POST {
		d.JSONData["httpMode"] = "POST"
	}
	if s.Password != "" {
		d.Secrets["password"] = s.Password
	}
	if s.Token != "" {
		d.JSONData["httpHeaderName1"] = "Authorization"
		d.Secrets["httpHeaderValue1"] = "Token " + s.Token
	}
	return d
}

// Flux is an InfluxDB that is asked in Flux: 2.x, or 1.8 with Flux enabled and "user:password" as token.
type Flux struct {
	Name, UID    string
	URL          string
	Organization string
	Bucket       string // the default one
	Token        Secret
	Interval     time.Duration
	MaxSeries    int
	SkipVerify   bool
	Default      bool
}

// DataSource is the data source to create.
func (s Flux) DataSource() DataSource {
	d := influxdb(s.Name, s.UID, s.URL, s.Default, s.SkipVerify, s.Interval, s.MaxSeries)
	d.JSONData["version"] = "Flux"
	d.JSONData["organization"] = s.Organization
	d.JSONData["defaultBucket"] = s.Bucket
	if s.Token != "" {
		d.Secrets["token"] = s.Token
	}
	return d
}

// InfluxDBType is the type of the data sources that InfluxQL and Flux describe.
const InfluxDBType = "influxdb"

func influxdb(name, uid, url string, isDefault, skipVerify bool, interval time.Duration, maxSeries int) DataSource {
	data := map[string]any{}
	if interval > 0 {
		data["timeInterval"] = grafanaInterval(interval)
	}
	if maxSeries > 0 {
		data["maxSeries"] = maxSeries
	}
	if skipVerify {
		data["tlsSkipVerify"] = true
	}
	return DataSource{Name: name, UID: uid, Type: InfluxDBType, Access: AccessProxy, URL: url, IsDefault: isDefault, JSONData: data, Secrets: map[string]Secret{}}
}

// grafanaInterval writes a duration with one unit, as Grafana reads intervals: "10s", "1m", "1500ms".
func grafanaInterval(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d >= u.unit && d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	return strconv.FormatInt(max(1, d.Milliseconds()), 10) + "ms"
}
