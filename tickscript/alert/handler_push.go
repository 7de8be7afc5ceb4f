package alert

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// The handlers of phones: Pushover, Telegram, VictorOps.

var (
	_ = kind("pushover", func() options { return &PushoverOptions{} })
	_ = kind("telegram", func() options { return &TelegramOptions{} })
	_ = kind("victorops", func() options { return &VictorOpsOptions{} })
)

// PushoverOptions are the settings of a pushover handler (H028).
type PushoverOptions struct {
	Device   string `opt:"device" tick:"device"`
	Title    string `opt:"title" tick:"title"`
	URL      string `opt:"url" tick:"uRL"`
	URLTitle string `opt:"url-title" tick:"uRLTitle"`
	Sound    string `opt:"sound" tick:"sound"`
	UserKey  Secret `opt:"user-key" tick:"userKey"`
}

func (o *PushoverOptions) does() string { return "failed to send event to Pushover" }

func (o *PushoverOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Pushover
	user := orSecret(o.UserKey, cfg.UserKey)
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		v := url.Values{"token": {cfg.Token.Reveal()}, "user": {user.Reveal()}, "message": {e.Message}, "priority": {strconv.Itoa(int(e.Level) - 2)}}
		for k, s := range map[string]string{"device": o.Device, "title": o.Title, "url": o.URL, "url_title": o.URLTitle, "sound": o.Sound} {
			if s != "" {
				v.Set(k, s)
			}
		}
		r := secretly(post(cfg.URL, []byte(v.Encode()), 200), cfg.Token, user)
		r.set("Content-Type", "application/x-www-form-urlencoded")
		return r, nil
	}
}

// TelegramOptions are the settings of a telegram handler (H033).
type TelegramOptions struct {
	ChatID                string `opt:"chat-id" tick:"chatId"`
	ParseMode             string `opt:"parse-mode" tick:"parseMode"`
	DisableWebPagePreview bool   `opt:"disable-web-page-preview" tick:"disableWebPagePreview"`
	DisableNotification   bool   `opt:"disable-notification" tick:"disableNotification"`
}

func (o *TelegramOptions) does() string { return "failed to send event to Telegram" }

func (o *TelegramOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Telegram
	mode := or(o.ParseMode, cfg.ParseMode)
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		if l := strings.ToLower(mode); l != "" && l != "markdown" && l != "html" {
			return nil, fmt.Errorf("parseMode %s is not valid, please use 'Markdown' or 'HTML'", mode)
		}
		m := map[string]any{"chat_id": or(o.ChatID, cfg.ChatID), "text": e.Message}
		if mode != "" {
			m["parse_mode"] = mode
		}
		if o.DisableWebPagePreview || cfg.DisableWebPagePreview {
			m["disable_web_page_preview"] = true
		}
		if o.DisableNotification || cfg.DisableNotification {
			m["disable_notification"] = true
		}
		body, err := encode(m)
		if err != nil {
			return nil, err
		}
		u, err := url.Parse(cfg.URL)
		if err != nil {
			return nil, fmt.Errorf("invalid URL: %w", err)
		}
		// The bot's token follows its path without a slash.
		u.Path = path.Join(u.Path+cfg.Token.Reveal(), "sendMessage")
		return secretly(post(u.String(), body, 200), cfg.Token), nil
	}
}

// VictorOpsOptions are the settings of a victorOps handler (H025).
type VictorOpsOptions struct {
	RoutingKey string `opt:"routing-key" tick:"routingKey"`
}

func (o *VictorOpsOptions) does() string { return "failed to send event" }

func (o *VictorOpsOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.VictorOps
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		level := e.Level.String()
		if e.Level == OK {
			level = "RECOVERY"
		}
		data, err := rawResult(e.Data)
		if err != nil {
			return nil, err
		}
		m := map[string]any{
			"message_type": level, "entity_id": e.ID, "state_message": e.Message, "timestamp": e.Time.Unix(), "monitoring_tool": "kapacitor", "data": data,
		}
		if !cfg.JSONData {
			m["data"] = string(data)
		}
		body, err := encode(m)
		if err != nil {
			return nil, err
		}
		to, err := joinURL(cfg.URL, cfg.APIKey.Reveal(), or(o.RoutingKey, cfg.RoutingKey))
		if err != nil {
			return nil, fmt.Errorf("invalid URL: %w", err)
		}
		return secretly(post(to, body, 200), cfg.APIKey), nil
	}
}
