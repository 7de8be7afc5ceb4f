package alerta

import (
	"context"
	"slices"
)

// Silence suppresses alerts until a deadline: it makes the blackout r unless one that matches the same alerts is already active, which is
// prolonged if it ends earlier. r must name EndTime or Duration. Doing it twice leaves one blackout, as long as the two do not run at the
// same time.
func (c *Client) Silence(ctx context.Context, r BlackoutRequest) (Blackout, error) {
	const op = "silence"
	if r.EndTime.IsZero() && r.Duration <= 0 {
		return Blackout{}, invalid(op, "neither an end nor a duration is given")
	}
	if !r.StartTime.IsZero() {
		return Blackout{}, invalid(op, "a silence begins now; use CreateBlackout for a planned one")
	}
	for b, err := range c.AllBlackouts(ctx, BlackoutFilter{Environment: []string{r.Environment}}) {
		if err != nil {
			return Blackout{}, err
		}
		if b.Status != BlackoutActive || !sameMatch(b, r) {
			continue
		}
		end := r.EndTime
		if end.IsZero() { // by the server's clock, which need not be ours
			end = b.EndTime.Add(r.Duration - b.Remaining.Duration())
		}
		if !b.EndTime.Before(end) {
			return b, nil
		}
		return c.UpdateBlackout(ctx, b.ID, func(b *Blackout) {
			b.EndTime = At(end)
			if r.Text != "" {
				b.Text = r.Text
			}
		})
	}
	return c.CreateBlackout(ctx, r)
}

func sameMatch(b Blackout, r BlackoutRequest) bool {
	return b.Environment == r.Environment && b.Resource == r.Resource && b.Event == r.Event && b.Group == r.Group && b.Origin == r.Origin &&
		b.Customer == r.Customer && sameSet(b.Service, r.Service) && sameSet(b.Tags, r.Tags)
}

func sameSet(a, b []string) bool {
	a, b = slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b)))
	return slices.Equal(a, b)
}
