package kapacitor

import (
	"fmt"
	"io"
	"strings"
)

// marks are the signs of actions in text.
var marks = map[Action]string{Create: "+", Change: "~", Delete: "-", Keep: "="}

// maxVerdict is how many alerts of a verdict the text lists.
const maxVerdict = 10

// WriteText writes the plan for people: a line for each step, with the diff of its script and what it does to alerts, then the sums.
func (p *Plan) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %s %s", marks[s.Action], s.Kind, s.ID)
		if s.Topic != "" {
			fmt.Fprintf(&b, " of topic %s", s.Topic)
		}
		if len(s.Changes) > 0 {
			fmt.Fprintf(&b, " (%s)", strings.Join(s.Changes, ", "))
		}
		if s.Reason != "" {
			fmt.Fprintf(&b, ": kept, %s", s.Reason)
		}
		b.WriteByte('\n')
		indent(&b, s.Diff)
		if s.Verdict != nil {
			s.Verdict.write(&b)
		}
	}
	for _, d := range p.Findings {
		fmt.Fprintf(&b, "%s\n", d.Error())
	}
	fmt.Fprintf(&b, "%d to create, %d to change, %d to delete, %d unchanged\n", p.Count(Create), p.Count(Change), p.Count(Delete), p.Unchanged)
	_, err := io.WriteString(w, b.String())
	return err
}

// String is the text of WriteText.
func (p *Plan) String() string {
	var b strings.Builder
	_ = p.WriteText(&b) // into memory
	return b.String()
}

func indent(b *strings.Builder, text string) {
	for _, line := range lines(text) {
		fmt.Fprintf(b, "    %s\n", line)
	}
}

func (v *Verdict) write(b *strings.Builder) {
	if v.Error != "" {
		fmt.Fprintf(b, "    alerts: not judged: %s\n", v.Error)
		return
	}
	if v.Idle {
		b.WriteString("    alerts: not judged: no from node let any of the recorded points through; are they of the task's database and retention policy?\n")
		return
	}
	fmt.Fprintf(b, "    alerts: %d appear, %d vanish, %d move, %d change their level, %d stay\n", v.Appeared, v.Vanished, v.Moved, v.Relevelled, v.Same)
	for i, c := range v.Changes {
		if i == maxVerdict {
			fmt.Fprintf(b, "      ... and %d more\n", len(v.Changes)-i)
			break
		}
		fmt.Fprintf(b, "      %s\n", &c)
	}
}
