package alert

import (
	"encoding/json"
	"net/url"
	"time"
)

// The handlers of chat rooms: Discord, HipChat, Slack, Talk, Teams.

var (
	_ = kind("discord", func() options { return &DiscordOptions{} })
	_ = kind("hipchat", func() options { return &HipChatOptions{} })
	_ = kind("slack", func() options { return &SlackOptions{} })
	_ = kind("talk", func() options { return &TalkOptions{} })
	_ = kind("teams", func() options { return &TeamsOptions{} })
)

// DiscordOptions are the settings of a discord handler (H031). EmbedTitle is a
// template.
type DiscordOptions struct {
	Workspace  string `opt:"workspace" tick:"workspace"`
	Username   string `opt:"username" tick:"username"`
	AvatarURL  string `opt:"avatar-url" tick:"avatarURL"`
	EmbedTitle string `opt:"embed-title" tick:"embedTitle"`
}

func (o *DiscordOptions) does() string { return "failed to send event to Discord" }

var discordColor = [...]int{OK: 0x7A65F2, Info: 0x7A65F2, Warning: 0xF48D38, Critical: 0xF95F53}

func (o *DiscordOptions) compile(c *optionCompiler) builder {
	title := c.template("embed-title", 0, "embedTitle", o.EmbedTitle)
	cfg, cfgErr := c.cfg.discord(o.Workspace)
	type embed struct {
		Color       int    `json:"color"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Timestamp   string `json:"timestamp"`
	}
	return func(e *Event) (Payload, error) {
		t, err := title.render(&rendering{e: e})
		if err != nil {
			return nil, while("failed to evaluate Discord template", err)
		}
		if cfgErr != nil {
			return nil, cfgErr
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		em := embed{Color: discordColor[e.Level], Title: t, Description: e.Message}
		if cfg.Timestamp {
			em.Timestamp = e.Time.Format(time.RFC3339)
		}
		body, err := encode(map[string]any{"username": or(o.Username, cfg.Username), "avatar_url": or(o.AvatarURL, cfg.AvatarURL), "embeds": []embed{em}})
		if err != nil {
			return nil, err
		}
		return secretly(post(cfg.URL.Reveal(), body, 204), cfg.URL), nil
	}
}

// or is the first text that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// orSecret is or for secrets.
func orSecret(a, b Secret) Secret {
	if a != "" {
		return a
	}
	return b
}

func orList(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}

// secretly notes the secrets of a request.
func secretly(r *HTTPRequest, list ...Secret) *HTTPRequest {
	r.Secrets = secrets(list...)
	return r
}

// HipChatOptions are the settings of a hipChat handler (H034).
type HipChatOptions struct {
	Room  string `opt:"room" tick:"room"`
	Token Secret `opt:"token" tick:"token"`
}

// The name in it is Kapacitor's own slip.
func (o *HipChatOptions) does() string { return "failed to send event to Alerta" }

var hipChatColor = [...]string{OK: "green", Info: "green", Warning: "yellow", Critical: "red"}

func (o *HipChatOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.HipChat
	token := orSecret(o.Token, cfg.Token)
	base, urlErr := joinURL(cfg.URL, or(o.Room, cfg.Room), "notification")
	u, _ := url.Parse(base)
	if u != nil {
		u.RawQuery = url.Values{"auth_token": {token.Reveal()}}.Encode()
	}
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		if urlErr != nil {
			return nil, urlErr
		}
		body, err := encode(map[string]any{"from": "kapacitor", "color": hipChatColor[e.Level], "message": e.Message, "notify": true})
		if err != nil {
			return nil, err
		}
		return secretly(post(u.String(), body, 204), token, Secret(url.QueryEscape(token.Reveal()))), nil
	}
}

// SlackOptions are the settings of a slack handler (H030).
type SlackOptions struct {
	Workspace string `opt:"workspace" tick:"workspace"`
	Channel   string `opt:"channel" tick:"channel"`
	Username  string `opt:"username" tick:"username"`
	IconEmoji string `opt:"icon-emoji" tick:"iconEmoji"`
}

func (o *SlackOptions) does() string { return "failed to send event" }

var slackColor = [...]string{OK: "good", Info: "good", Warning: "warning", Critical: "danger"}

func (o *SlackOptions) compile(c *optionCompiler) builder {
	cfg, cfgErr := c.cfg.slack(o.Workspace)
	type attachment struct {
		Fallback string   `json:"fallback"`
		Color    string   `json:"color"`
		Text     string   `json:"text"`
		Markdown []string `json:"mrkdwn_in"`
	}
	return func(e *Event) (Payload, error) {
		if cfgErr != nil {
			return nil, cfgErr
		}
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		body, err := encode(map[string]any{
			"channel": or(o.Channel, cfg.Channel), "text": "", "username": or(o.Username, cfg.Username), "icon_emoji": or(o.IconEmoji, cfg.IconEmoji),
			"attachments": []attachment{{e.Message, slackColor[e.Level], e.Message, []string{"text"}}},
		})
		if err != nil {
			return nil, err
		}
		r := secretly(post(cfg.URL.Reveal(), body, 200), cfg.URL, cfg.Token)
		if cfg.Token != "" {
			r.set("Authorization", "Bearer "+cfg.Token.Reveal())
		}
		return r, nil
	}
}

// TalkOptions are the settings of a talk handler: there are none (H038). Options
// of a topic handler are not looked at.
type TalkOptions struct{}

func (o *TalkOptions) does() string { return "failed to send event to Talk" }

func (o *TalkOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Talk
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		body, err := encode(map[string]string{"title": e.ID, "text": e.Message, "authorName": cfg.AuthorName})
		if err != nil {
			return nil, err
		}
		return secretly(post(cfg.URL.Reveal(), body, 200), cfg.URL), nil
	}
}

// TeamsOptions are the settings of a teams handler (H042).
type TeamsOptions struct {
	ChannelURL Secret `opt:"channel-url" tick:"channelURL"`
}

func (o *TeamsOptions) does() string { return "failed to send event to Teams" }

var teamsColor = [...]string{OK: "34CC25", Info: "34CC25", Warning: "FFA533", Critical: "CC4A31"}

func (o *TeamsOptions) compile(c *optionCompiler) builder {
	cfg := &c.cfg.Teams
	type card struct {
		Type       string `json:"@type"`
		Context    string `json:"@context"`
		Title      string `json:"title"`
		Text       string `json:"text"`
		Summary    string `json:"summary"`
		ThemeColor string `json:"themeColor"`
	}
	return func(e *Event) (Payload, error) {
		if !cfg.Enabled {
			return nil, ErrDisabled
		}
		to := orSecret(o.ChannelURL, cfg.ChannelURL)
		title := e.Level.String()
		sep := " - "
		switch {
		case e.ID != "":
			title += ": [" + e.ID + "]"
		case e.Topic != "":
			title += ": [" + e.Topic + "]"
		default:
			sep = ": "
		}
		body, err := json.Marshal(card{
			Type: "MessageCard", Context: "http://schema.org/extensions", Title: title, Text: e.Message,
			Summary: cut(title+sep+e.Message, 70) + "...", ThemeColor: teamsColor[e.Level],
		})
		if err != nil {
			return nil, err
		}
		return secretly(post(to.Reveal(), body, 200, 204), to), nil
	}
}
