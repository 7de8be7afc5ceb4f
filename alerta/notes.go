package alerta

import (
	"context"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// Note is a remark on an alert.
type Note struct {
	ID         string     `json:"id"`
	Href       string     `json:"href"`
	Text       string     `json:"text"`
	User       string     `json:"user"`
	Attributes Attributes `json:"attributes"` // the alert's resource, event, environment, severity and status when it was written
	Type       string     `json:"type"`
	CreateTime Time       `json:"createTime"`
	UpdateTime Time       `json:"updateTime"`
	Customer   string     `json:"customer"`
	Related    struct {
		Alert string `json:"alert"`
	} `json:"related"`
}

type noteBody struct {
	Text       string     `json:"text"`
	Attributes Attributes `json:"attributes,omitempty"`
}

// AddNote adds a note to an alert. Not repeated after a lost answer.
func (c *Client) AddNote(ctx context.Context, alertID, text string) (Note, error) {
	const op = "add note"
	if err := checkID(op, alertID); err != nil {
		return Note{}, err
	}
	if text == "" {
		return Note{}, invalid(op, "text is empty")
	}
	return send[Note](ctx, c, "note", call{op: op, method: http.MethodPut, path: "alert/{}/note", args: []string{alertID},
		body: noteBody{Text: text}, repeat: api.RepeatUnsafe})
}

// ListNotes returns an alert's notes; the server gives at most 100.
func (c *Client) ListNotes(ctx context.Context, alertID string) ([]Note, error) {
	const op = "list notes"
	if err := checkID(op, alertID); err != nil {
		return nil, err
	}
	return get[[]Note](ctx, c, "notes", call{op: op, path: "alert/{}/notes", args: []string{alertID}})
}

// UpdateNote replaces a note's text and merges attributes.
func (c *Client) UpdateNote(ctx context.Context, alertID, noteID, text string, attributes Attributes) (Note, error) {
	const op = "update note"
	if err := checkID(op, alertID); err != nil {
		return Note{}, err
	}
	if text == "" {
		return Note{}, invalid(op, "text is empty; the server would store null")
	}
	return send[Note](ctx, c, "note", call{op: op, method: http.MethodPut, path: "alert/{}/note/{}", args: []string{alertID, noteID},
		body: noteBody{Text: text, Attributes: attributes}})
}

// DeleteNote removes a note; the alert's history keeps that there was one.
func (c *Client) DeleteNote(ctx context.Context, alertID, noteID string) error {
	const op = "delete note"
	if err := checkID(op, alertID); err != nil {
		return err
	}
	_, err := c.do(ctx, call{op: op, method: http.MethodDelete, path: "alert/{}/note/{}", args: []string{alertID, noteID}}, &okStatus{})
	return err
}
