package sink

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Mail hands mails to the server that each names. STARTTLS is used where the
// server offers it.
type Mail struct {
	Dialer net.Dialer
	// Now dates the mails; nil is the present.
	Now func() time.Time
}

// Send delivers one mail over a connection of its own.
func (m *Mail) Send(ctx context.Context, d *alert.Delivery) error {
	p, err := payload[*alert.Mail](d)
	if err != nil {
		return err
	}
	addr := net.JoinHostPort(p.Host, strconv.Itoa(p.Port))
	if err := m.send(ctx, addr, p); err != nil {
		return fmt.Errorf("mail to %s: %w", addr, smtpError(err))
	}
	return nil
}

func (m *Mail) send(ctx context.Context, addr string, p *alert.Mail) error {
	conn, err := m.Dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	c, err := smtp.NewClient(conn, p.Host)
	if err != nil {
		conn.Close()
		return err
	}
	defer c.Close()
	if ok, _ := c.Extension("STARTTLS"); ok {
		cfg := &tls.Config{ServerName: p.Host, InsecureSkipVerify: p.NoVerify} //nolint:gosec // the configuration asks for it
		if err := c.StartTLS(cfg); err != nil {
			return err
		}
	}
	if p.Username != "" {
		if ok, _ := c.Extension("AUTH"); ok {
			if err := c.Auth(smtp.PlainAuth("", p.Username, p.Password.Reveal(), p.Host)); err != nil {
				return err
			}
		}
	}
	if err := c.Mail(p.From); err != nil {
		return err
	}
	for _, to := range p.To {
		if err := c.Rcpt(to); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	now := time.Now
	if m.Now != nil {
		now = m.Now
	}
	if _, err := w.Write(p.Message(now())); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// refusal is an SMTP answer; those of the 400s are temporary.
type refusal struct{ err *textproto.Error }

func (r refusal) Error() string   { return r.err.Error() }
func (r refusal) Unwrap() error   { return r.err }
func (r refusal) Temporary() bool { return r.err.Code/100 == 4 }

func smtpError(err error) error {
	if te, ok := err.(*textproto.Error); ok {
		return refusal{te}
	}
	return err
}
