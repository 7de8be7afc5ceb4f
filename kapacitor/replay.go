package kapacitor

import "time"

// Clock says how fast a replay runs.
type Clock string

// The clocks of replays.
const (
	Fast Clock = "fast" // as fast as the task takes the data
	Real Clock = "real" // as fast as it was recorded
)

// Replay is one run of recorded data through a task. Side effects of the task, such as alerts sent, happen.
type Replay struct {
	Link          Link           `json:"link"`
	ID            string         `json:"id"`
	Task          string         `json:"task"`
	Recording     string         `json:"recording"` // "" for live replays
	RecordingTime bool           `json:"recording-time"`
	Clock         Clock          `json:"clock"`
	Date          time.Time      `json:"date"`
	Error         string         `json:"error"`
	Status        Progress       `json:"status"`
	Progress      float64        `json:"progress"` // 0 to 1
	Stats         ExecutionStats `json:"stats,omitempty"`
}

// ReplayRequest replays a recording against a task.
type ReplayRequest struct {
	ID        string `json:"id"` // the server chooses one when empty
	Recording string `json:"recording"`
	Task      string `json:"task"`
	// RecordingTime keeps the times of the data; otherwise they are moved so that the first is now.
	RecordingTime bool  `json:"recording-time"`
	Clock         Clock `json:"clock"` // Fast when empty
}

// ReplayBatchRequest runs the queries of a batch task between Start and Stop and replays the answers, without keeping them.
type ReplayBatchRequest struct {
	ID            string    `json:"id,omitempty"`
	Task          string    `json:"task"`
	Start         time.Time `json:"start"`
	Stop          time.Time `json:"stop"`
	RecordingTime bool      `json:"recording-time"`
	Clock         Clock     `json:"clock"`
}

// ReplayQueryRequest runs one InfluxQL query and replays the answer against a task, without keeping it.
type ReplayQueryRequest struct {
	ID            string `json:"id,omitempty"`
	Task          string `json:"task"`
	Query         string `json:"query"`
	Cluster       string `json:"cluster,omitempty"`
	RecordingTime bool   `json:"recording-time"`
	Clock         Clock  `json:"clock"`
}
