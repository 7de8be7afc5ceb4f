package standin

import (
	"os"
	"time"

	"github.com/influxdata/kapacitor/models"
	lp "github.com/tickwright/tickwright/influx/point"
)

// Withhold names the environment variable by which all data is kept from the tasks, to see which tests notice.
const Withhold = "TICKWRIGHT_WITHHOLD_DATA"

var withheld = os.Getenv(Withhold) != ""

// PointMessage is a point on its way.
type PointMessage struct {
	db, rp string
	point  lp.Point
	time   time.Time
}

// NewPointMessage makes a point.
func NewPointMessage(name, db, rp string, _ models.Dimensions, fields models.Fields, tags models.Tags, t time.Time) PointMessage {
	var fs lp.Fields
	for k, v := range fields {
		value, err := lp.ValueOf(v)
		if err != nil {
			panic(err)
		}
		fs = fs.Set(k, value)
	}
	return PointMessage{db, rp, lp.New(name, lp.TagsFrom(tags), fs, t), t}
}

// write gives a point to every task that subscribes to where it was written.
func (tm *TaskMaster) write(p PointMessage) error {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	if withheld {
		return nil
	}
	q := p.point
	q.Time = p.time.UnixNano()
	return tm.deliver(p.db, p.rp, q)
}

// deliver is write for a caller that holds the lock.
func (tm *TaskMaster) deliver(db, rp string, p lp.Point) error {
	for _, et := range tm.running {
		if et.closed || !et.subscribes(db, rp) {
			continue
		}
		if err := et.run.Write(db, rp, p); err != nil {
			return err
		}
	}
	return nil
}

func (et *ExecutingTask) subscribes(db, rp string) bool {
	for _, d := range et.Task.dbrps {
		if d.Database == db && d.RetentionPolicy == rp {
			return true
		}
	}
	return false
}
