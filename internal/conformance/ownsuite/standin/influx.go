package standin

import (
	"net/url"
	"strings"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// influx makes the request that an influxDBOut node wants.
func (tm *TaskMaster) influx(w *engine.InfluxWrite) error {
	c, err := tm.InfluxDBService.NewNamedClient(w.Cluster)
	if err != nil {
		return err
	}
	if w.Create != "" {
		return c.post("/query", url.Values{"q": {w.Create}}.Encode(), "")
	}
	precision, err := lp.ParsePrecision(w.Precision)
	if err != nil {
		return err
	}
	enc := lp.Encoder{Precision: precision}
	var body []byte
	for i := range w.Points {
		if body, err = enc.Append(body, &w.Points[i]); err != nil {
			return err
		}
	}
	q := url.Values{"db": {w.DB}, "rp": {w.RP}, "precision": {w.Precision}, "consistency": {w.Consistency}}
	return c.post("/write", q.Encode(), strings.TrimSuffix(string(body), "\n"))
}

// InfluxResponse is the empty answer to a write.
type InfluxResponse struct{}
