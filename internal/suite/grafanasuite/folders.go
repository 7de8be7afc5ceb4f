package grafanasuite

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func testFolders(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	uid, title := s.name("f"), s.name("Folder")
	f, err := c.CreateFolder(ctx, grafana.FolderRequest{UID: uid, Title: title})
	require.NoError(t, err)
	require.Equal(t, []any{uid, title, int64(1), s.env.User}, []any{f.UID, f.Title, f.Version, f.CreatedBy})
	_, err = c.CreateFolder(ctx, grafana.FolderRequest{UID: uid, Title: s.name("other")})
	require.ErrorIs(t, err, grafana.ErrConflict, "the uid is taken")
	_, err = c.CreateFolder(ctx, grafana.FolderRequest{Title: title})
	require.ErrorIs(t, err, grafana.ErrConflict, "the title is taken")
	_, err = c.CreateFolder(ctx, grafana.FolderRequest{UID: "no blanks", Title: s.name("x")})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	f, err = c.UpdateFolder(ctx, uid, grafana.FolderUpdate{Title: title + "2", Version: f.Version})
	require.NoError(t, err)
	require.Equal(t, []any{title + "2", int64(2)}, []any{f.Title, f.Version})
	_, err = c.UpdateFolder(ctx, uid, grafana.FolderUpdate{Title: title + "3", Version: 1})
	require.ErrorIs(t, err, grafana.ErrVersionMismatch)
	require.ErrorIs(t, err, grafana.ErrConflict)
	f, err = c.UpdateFolder(ctx, uid, grafana.FolderUpdate{Title: title + "3", Overwrite: true})
	require.NoError(t, err)
	got, err := c.GetFolder(ctx, uid)
	require.NoError(t, err)
	require.Equal(t, []any{title + "3", f.Version, true}, []any{got.Title, got.Version, got.CanSave})
	require.Equal(t, 1, count(collect(t, c.AllFolders(ctx, grafana.FolderQuery{})), func(x grafana.Folder) bool { return x.UID == uid }))
	list, err := c.ListFolders(ctx, grafana.FolderQuery{}, grafana.Page{Number: 1, Size: 1})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, c.DeleteFolder(ctx, uid, false))
	require.ErrorIs(t, c.DeleteFolder(ctx, uid, false), grafana.ErrNotFound)
	_, err = c.GetFolder(ctx, uid)
	require.ErrorIs(t, err, grafana.ErrNotFound)
	_, err = c.UpdateFolder(ctx, uid, grafana.FolderUpdate{Title: "x"})
	require.ErrorIs(t, err, grafana.ErrNotFound)
}

func testNestedFolders(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	a, b := s.folder(t, c), s.folder(t, c)
	if !s.env.Nested {
		_, err := c.MoveFolder(ctx, a.UID, b.UID)
		require.ErrorIs(t, err, grafana.ErrNotFound)
		return
	}
	child, err := c.CreateFolder(ctx, grafana.FolderRequest{UID: s.name("c"), Title: s.name("child"), ParentUID: a.UID})
	require.NoError(t, err)
	require.Equal(t, a.UID, child.ParentUID)
	inA := collect(t, c.AllFolders(ctx, grafana.FolderQuery{ParentUID: a.UID}))
	require.Len(t, inA, 1)
	require.Equal(t, []string{child.UID, a.UID}, []string{inA[0].UID, inA[0].ParentUID})
	require.False(t, contains(collect(t, c.AllFolders(ctx, grafana.FolderQuery{})), func(f grafana.Folder) bool { return f.UID == child.UID }), "not at the root")
	_, err = c.MoveFolder(ctx, child.UID, b.UID)
	require.NoError(t, err)
	got, err := c.GetFolder(ctx, child.UID)
	require.NoError(t, err)
	require.Equal(t, b.UID, got.ParentUID)
	require.Len(t, got.Parents, 1)
	require.Equal(t, b.UID, got.Parents[0].UID)
	_, err = c.MoveFolder(ctx, b.UID, child.UID)
	require.Error(t, err, "into itself")
	require.NoError(t, c.DeleteFolder(ctx, child.UID, false))
}
