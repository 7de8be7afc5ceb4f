package api

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPaged(t *testing.T) {
	calls := 0
	list := Paged(1, func(page int) ([]int, int, bool, error) {
		calls++
		return []int{page * 10, page*10 + 1}, page + 1, page < 3, nil
	})
	got, err := Collect(list)
	require.NoError(t, err)
	require.Equal(t, []int{10, 11, 20, 21, 30, 31}, got)
	require.Equal(t, 3, calls)

	calls = 0
	for v := range list {
		if v == 11 {
			break
		}
	}
	require.Equal(t, 1, calls, "a reader that stops fetches no further page")

	boom := errors.New("boom")
	got, err = Collect(Paged(1, func(page int) ([]int, int, bool, error) {
		if page == 2 {
			return nil, 0, false, boom
		}
		return []int{1}, 2, true, nil
	}))
	require.ErrorIs(t, err, boom)
	require.Equal(t, []int{1}, got)

	_, err = Collect(Paged("", func(string) ([]int, string, bool, error) { return nil, "", true, nil }))
	require.ErrorIs(t, err, errPageStuck)
}
