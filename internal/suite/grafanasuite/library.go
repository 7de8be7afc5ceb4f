package grafanasuite

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func testLibrary(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	f := s.folder(t, c)
	name := s.name("panel")
	e, err := c.CreateLibraryElement(ctx, grafana.LibraryElement{UID: s.name("l"), FolderUID: f.UID, Name: name, Kind: grafana.LibraryPanel, Model: json.RawMessage(`{"type":"timeseries","description":"d","title":"t"}`)})
	require.NoError(t, err)
	require.Equal(t, []any{name, f.UID, "timeseries", "d", int64(1)}, []any{e.Name, e.FolderUID, e.Type, e.Description, e.Version})
	_, err = c.CreateLibraryElement(ctx, grafana.LibraryElement{FolderUID: f.UID, Name: name, Kind: grafana.LibraryPanel, Model: json.RawMessage(`{}`)})
	require.ErrorIs(t, err, grafana.ErrBadRequest, "the name is taken")
	e.Model = json.RawMessage(`{"type":"stat","title":"t"}`)
	up, err := c.UpdateLibraryElement(ctx, e)
	require.NoError(t, err)
	require.Equal(t, []any{"stat", int64(2), f.UID}, []any{up.Type, up.Version, up.FolderUID})
	_, err = c.UpdateLibraryElement(ctx, e)
	require.ErrorIs(t, err, grafana.ErrVersionMismatch)
	got, err := c.GetLibraryElement(ctx, e.UID)
	require.NoError(t, err)
	require.Equal(t, []any{name, int64(2)}, []any{got.Name, got.Version})
	require.Len(t, collect(t, c.AllLibraryElements(ctx, grafana.LibraryQuery{Text: name})), 1)
	list, err := c.ListLibraryElements(ctx, grafana.LibraryQuery{Kind: grafana.LibraryPanel, FolderUIDs: []string{f.UID}}, grafana.Page{Number: 1, Size: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, c.DeleteLibraryElement(ctx, e.UID))
	require.ErrorIs(t, c.DeleteLibraryElement(ctx, e.UID), grafana.ErrNotFound)
	_, err = c.GetLibraryElement(ctx, e.UID)
	require.ErrorIs(t, err, grafana.ErrNotFound)
}
