package influx_test

import (
	"testing"
	"fmt"
	"time"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
)

func TestTmp(t *testing.T) {
	c := client1(t, "tmp/autogen")
	c.CreateBucket(t.Context(), 0)
	one := point.Fields{{Key: "v", Value: point.Int(1)}}
	tg := func(k, v string) point.Tags { return point.NewTags(point.Tag{Key: k, Value: v}) }
	now := time.Now()
	fmt.Println(c.Write(t.Context(), point.New(`m\"`, point.Tags{}, one, now), point.New(`m1`, tg("k", `\"`), one, now), point.New(`m2`, tg(`k\"`, `x`), one, now),
		point.New(`m3`, point.Tags{}, point.Fields{{Key: `f\"`, Value: point.Int(1)}}, now), point.New(`m4`, tg("k", `\'`), one, now), point.New(`m\'`, tg("k", `a\\b`), one, now),
		point.New(`n\\b`, tg("k", `x`), one, now)))
	q := func(s string, p influx.Params) {
		fmt.Println(s, p)
		for r, err := range c.Query(t.Context(), s, p) {
			if err != nil { fmt.Println("  ", err); break }
			fmt.Println("  ", r.Series.Name, r.Series.Tags, r.Series.Columns, r.Values)
		}
	}
	q("SHOW SERIES", nil)
	q("SELECT * FROM $m GROUP BY *", influx.Params{"m": influx.Ident(`m\"`)})
	q("SELECT * FROM $m GROUP BY *", influx.Params{"m": influx.Ident(`m\'`)})
	q("SELECT * FROM $m GROUP BY *", influx.Params{"m": influx.Ident(`n\\b`)})
	q("SELECT * FROM m1 WHERE k = $v GROUP BY *", influx.Params{"v": `\"`})
	q("SELECT * FROM m1 WHERE k::tag = $v GROUP BY *", influx.Params{"v": `\"`})
	q("SELECT * FROM m1 GROUP BY *", nil)
	q("SELECT * FROM m2 WHERE $k = 'x' GROUP BY *", influx.Params{"k": influx.Ident(`k\"`)})
	q("SELECT * FROM m2 WHERE $k::tag = 'x' GROUP BY *", influx.Params{"k": influx.Ident(`k\"`)})
	q("SELECT * FROM m3 GROUP BY *", nil)
	q("SELECT * FROM m4 WHERE k = $v GROUP BY *", influx.Params{"v": `\'`})
	q("SHOW MEASUREMENTS ON nonesuch", nil)
	q("SHOW TAG KEYS ON nonesuch", nil)
	q("SHOW FIELD KEYS ON nonesuch", nil)
	q("SHOW TAG VALUES ON nonesuch WITH KEY = k", nil)
	q("SHOW RETENTION POLICIES ON nonesuch", nil)
	q("SHOW SERIES ON nonesuch", nil)
	q("DELETE FROM x", nil)
}
