package grafana

import (
	"context"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// MuteTiming is a set of times in which policies that name it send nothing.
type MuteTiming struct {
	Name       string         `json:"name"`
	Intervals  []MuteInterval `json:"time_intervals"`
	Provenance string         `json:"provenance,omitempty"`
}

// MuteInterval is the time in which all of its parts hold; a part that is empty holds always.
type MuteInterval struct {
	Times       []MuteTimes `json:"times,omitempty"`
	Weekdays    []string    `json:"weekdays,omitempty"`      // "monday", "tuesday:friday"
	DaysOfMonth []string    `json:"days_of_month,omitempty"` // "1", "1:5", "-1" is the last one
	Months      []string    `json:"months,omitempty"`        // "1:3", "december"
	Years       []string    `json:"years,omitempty"`         // "2030", "2030:2032"
	Location    string      `json:"location,omitempty"`      // "Europe/Vienna"; UTC when empty
}

// MuteTimes is a part of a day, "09:00" to "17:00"; the end may be "24:00".
type MuteTimes struct {
	Start string `json:"start_time"`
	End   string `json:"end_time"`
}

// ListMuteTimings fetches all mute timings; the server has no pages here.
func (c *Client) ListMuteTimings(ctx context.Context) ([]MuteTiming, error) {
	return fetchList[MuteTiming](ctx, c, call{op: "list mute timings", path: "v1/provisioning/mute-timings"})
}

// GetMuteTiming fetches a mute timing.
func (c *Client) GetMuteTiming(ctx context.Context, name string) (MuteTiming, error) {
	return fetch[MuteTiming](ctx, c, "name", call{op: "get mute timing", path: "v1/provisioning/mute-timings/{}", args: []string{name}})
}

// CreateMuteTiming makes a mute timing. A name that is taken is ErrBadRequest. Not repeated after a lost answer.
func (c *Client) CreateMuteTiming(ctx context.Context, m MuteTiming) (MuteTiming, error) {
	const op = "create mute timing"
	if m.Name == "" {
		return MuteTiming{}, invalid(op, "name is empty")
	}
	var out MuteTiming
	err := c.change(ctx, call{op: op, method: http.MethodPost, path: "v1/provisioning/mute-timings", body: m, repeat: api.RepeatUnsafe}, &must{"name", &out})
	return out, err
}

// UpdateMuteTiming replaces the mute timing of m.Name.
func (c *Client) UpdateMuteTiming(ctx context.Context, m MuteTiming) (MuteTiming, error) {
	var out MuteTiming
	err := c.change(ctx, call{op: "update mute timing", method: http.MethodPut, path: "v1/provisioning/mute-timings/{}", args: []string{m.Name}, body: m}, &must{"name", &out})
	return out, err
}

// DeleteMuteTiming removes a mute timing. One that a policy uses is an error of the server; one that does not exist is none.
func (c *Client) DeleteMuteTiming(ctx context.Context, name string) error {
	return c.drop(ctx, call{op: "delete mute timing", path: "v1/provisioning/mute-timings/{}", args: []string{name}})
}
