package kapacitor

import "time"

// Link is the server's name for a resource: a path below the server's root. This package addresses everything by id, so links are only
// carried.
type Link struct {
	Relation string `json:"rel"`
	Href     string `json:"href"`
}

// DBRP is a database and retention policy that a task reads.
type DBRP struct {
	Database        string `json:"db" yaml:"db"`
	RetentionPolicy string `json:"rp" yaml:"rp"`
}

// String is "db"."rp", as a script's dbrp statement writes it.
func (d DBRP) String() string { return quote(d.Database) + "." + quote(d.RetentionPolicy) }

// TaskType says where a task's data comes from.
type TaskType string

// The types of tasks, templates and recordings.
const (
	Stream TaskType = "stream"
	Batch  TaskType = "batch"
)

// TaskStatus says whether a task is meant to run.
type TaskStatus string

// The statuses of tasks.
const (
	Enabled  TaskStatus = "enabled"
	Disabled TaskStatus = "disabled"
)

// Task is a task as the server describes it.
type Task struct {
	Link       Link       `json:"link"`
	ID         string     `json:"id"`
	TemplateID string     `json:"template-id"`
	Type       TaskType   `json:"type"`
	DBRPs      []DBRP     `json:"dbrps"`
	Script     string     `json:"script"`
	Vars       Vars       `json:"vars"`
	Dot        string     `json:"dot"` // the pipeline as a Graphviz graph
	Status     TaskStatus `json:"status"`
	// Executing tells whether the task runs now; an enabled task that met an error at run time does not.
	Executing bool `json:"executing"`
	// Error is the last error of running the task; "" when there was none.
	Error       string         `json:"error"`
	Stats       ExecutionStats `json:"stats"`
	Created     time.Time      `json:"created"`
	Modified    time.Time      `json:"modified"`
	LastEnabled time.Time      `json:"last-enabled,omitempty"`
}

// ExecutionStats are the counters of a running task.
type ExecutionStats struct {
	// Task has the counters of the whole task, such as "throughput" (points a second).
	Task map[string]any `json:"task-stats,omitempty"`
	// Nodes has the counters of each node by its name, such as "alert2": {"crits_triggered": 1}.
	Nodes map[string]map[string]any `json:"node-stats,omitempty"`
}

// TaskRequest creates or updates a task. An update changes what is not empty.
type TaskRequest struct {
	ID         string     `json:"id,omitempty" yaml:"id"`
	TemplateID string     `json:"template-id,omitempty" yaml:"template-id"`
	Type       TaskType   `json:"type,omitempty" yaml:"type"`
	DBRPs      []DBRP     `json:"dbrps,omitempty" yaml:"dbrps"`
	Script     string     `json:"script,omitempty" yaml:"script"`
	Status     TaskStatus `json:"status,omitempty" yaml:"status"`
	Vars       Vars       `json:"vars,omitempty" yaml:"vars"`
}
