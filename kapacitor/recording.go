package kapacitor

import "time"

// Progress says how far a recording or replay is.
type Progress string

// The statuses of recordings and replays.
const (
	Running  Progress = "running"
	Finished Progress = "finished"
	Failed   Progress = "failed"
)

// Recording is data kept on the server to be replayed against tasks.
type Recording struct {
	Link     Link      `json:"link"`
	ID       string    `json:"id"`
	Type     TaskType  `json:"type"`
	Size     int64     `json:"size"` // bytes
	Date     time.Time `json:"date"`
	Error    string    `json:"error"`
	Status   Progress  `json:"status"`
	Progress float64   `json:"progress"` // 0 to 1
}

// RecordStreamRequest records what a stream task receives, from now to Stop.
type RecordStreamRequest struct {
	ID   string    `json:"id,omitempty"` // the server chooses one when empty
	Task string    `json:"task"`
	Stop time.Time `json:"stop"`
}

// RecordBatchRequest records what the queries of a batch task answer between Start and Stop.
type RecordBatchRequest struct {
	ID    string    `json:"id,omitempty"`
	Task  string    `json:"task"`
	Start time.Time `json:"start"`
	Stop  time.Time `json:"stop"`
}

// RecordQueryRequest records what an InfluxQL query answers, as a stream or as a batch.
type RecordQueryRequest struct {
	ID      string   `json:"id,omitempty"`
	Query   string   `json:"query"`
	Type    TaskType `json:"type"`
	Cluster string   `json:"cluster,omitempty"` // name of the InfluxDB in the server's configuration; its default when empty
}
