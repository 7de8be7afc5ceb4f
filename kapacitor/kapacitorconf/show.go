package kapacitorconf

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/tickwright/tickwright/internal/conf"
)

// show prints a section for every verb of fmt, without secrets.
func show[T any](f fmt.State, v T) {
	p := reflect.New(reflect.TypeFor[T]())
	p.Elem().Set(reflect.ValueOf(v))
	hideSecrets(p.Elem())
	var extra map[string]any
	if x := p.Elem().FieldByName("Extra"); x.IsValid() {
		extra, _ = hidden(x.Interface()).(conf.Table)
	}
	t, err := conf.Join(p.Interface(), extra)
	if err != nil {
		_, _ = io.WriteString(f, err.Error())
		return
	}
	var b strings.Builder
	_ = conf.Print(&b, nil, false, t) // a Builder takes everything
	_, _ = io.WriteString(f, b.String())
}

// Format shows the section without secrets.
func (s HTTP) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s InfluxDB) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s Alerta) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s HTTPPost) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s BasicAuth) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s OpsGenie2) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s PagerDuty2) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s Slack) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s SMTP) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s Telegram) Format(f fmt.State, _ rune) { show(f, s) }

// Format shows the section without secrets.
func (s VictorOps) Format(f fmt.State, _ rune) { show(f, s) }
