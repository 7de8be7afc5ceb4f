package alertasuite

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// Transcript is what a server did with a Driver's first operations.
type Transcript struct {
	Kind Kind
	Seed uint64
	Ops  int
}

// Transcripts are the recorded ones: what the real Alerta 9.1.0 answered, for tests on machines without it. Record them anew with
//
//	go test ./itest/alerta -run TestTranscript -update
//
// in internal/realstack.
var Transcripts = []Transcript{{Open, 11, 250}, {ISA, 12, 100}}

// File is the transcript's name below testdata.
func (x Transcript) File() string { return fmt.Sprintf("real-%s.jsonl", x.Kind) }

// Record runs the operations and writes each step as a line of JSON.
func (x Transcript) Record(ctx context.Context, d *Driver, w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for range x.Ops {
		s, err := d.Step(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Op, err)
		}
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	return nil
}

// Replay runs the operations and fails at the first step that is not as recorded.
func (x Transcript) Replay(t T, d *Driver, recorded io.Reader) {
	t.Helper()
	in := bufio.NewScanner(recorded)
	in.Buffer(nil, 1<<20)
	n := 0
	for in.Scan() {
		var want Step
		if err := json.Unmarshal(in.Bytes(), &want); err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		got, err := d.Step(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", got.Op, err)
		}
		if got != want {
			state, _ := d.Dump(t.Context(), true)
			t.Fatalf("not as recorded after %s\nrecorded: %s\n%s\ngot:      %s\nstate recorded %s, got %s:\n%s", got.Op, want.Op, want.Result, got.Result, want.State, got.State, state)
		}
		n++
	}
	if err := in.Err(); err != nil || n != x.Ops {
		t.Fatalf("%d of %d steps read: %v", n, x.Ops, err)
	}
}
