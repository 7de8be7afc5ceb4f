package influx

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func someLines(n int) lines {
	var e encoder
	l, err := e.encode(pts(0, n))
	if err != nil {
		panic(err)
	}
	return l
}

func TestEntry(t *testing.T) {
	l := someLines(5)
	got, err := decodeEntry(encodeEntry(l))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(l, got, cmp.AllowUnexported(lines{})))
	b := encodeEntry(l)
	for i := range b {
		damaged := append([]byte(nil), b...)
		damaged[i] ^= 0x10
		_, err := decodeEntry(damaged)
		require.Error(t, err)
		_, err = decodeEntry(b[:i])
		require.Error(t, err)
	}
}

// A log that was cut off anywhere opens again with every whole entry.
func TestJournalTornAtEveryByte(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, true)
	require.NoError(t, err)
	for i := range 3 {
		index, err := j.append(someLines(i + 1))
		require.NoError(t, err)
		require.EqualValues(t, i+1, index)
	}
	require.NoError(t, j.close())
	segments, err := journalSegments(dir)
	require.NoError(t, err)
	require.Len(t, segments, 1)
	data, err := os.ReadFile(segments[0].path)
	require.NoError(t, err)
	entry := len(encodeEntry(someLines(1))) + 1
	second := entry + len(encodeEntry(someLines(2))) + 1
	for n := range data {
		require.NoError(t, os.WriteFile(segments[0].path, data[:n], 0o600))
		j, err := openJournal(dir, true)
		require.NoError(t, err, "cut at %d", n)
		want := 0
		if n >= entry {
			want++
		}
		if n >= second {
			want++
		}
		require.EqualValues(t, want+1, j.next, "cut at %d", n)
		index, err := j.append(someLines(4))
		require.NoError(t, err)
		l, err := j.read(index, index)
		require.NoError(t, err)
		require.Equal(t, 4, l.len())
		require.NoError(t, j.close())
	}
}

func TestJournalSegments(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, true)
	require.NoError(t, err)
	big := someLines(20000)
	for range 30 {
		_, err := j.append(big)
		require.NoError(t, err)
	}
	require.NoError(t, j.remove(29))
	require.NoError(t, j.remove(3), "long gone")
	require.NoError(t, j.close())
	files, err := journalSegments(dir)
	require.NoError(t, err)
	require.LessOrEqual(t, len(files), 2, "sent segments are deleted")
	j, err = openJournal(dir, true)
	require.NoError(t, err)
	require.EqualValues(t, 30, j.first)
	l, err := j.read(30, 30)
	require.NoError(t, err)
	require.Equal(t, 20000, l.len())
	require.NoError(t, j.close())
}

// After a failed append the log holds exactly what was accepted, and takes the next entry.
func TestJournalAfterAFailedAppend(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, true)
	require.NoError(t, err)
	_, err = j.append(someLines(1))
	require.NoError(t, err)
	// The library's file is closed under it, as if the disk were gone; half an entry is on it.
	require.NoError(t, j.log.Close())
	segments, err := journalSegments(dir)
	require.NoError(t, err)
	f, err := os.OpenFile(segments[0].path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.Write([]byte{200, 1, 2, 3})
	require.NoError(t, err)
	require.NoError(t, f.Close())
	_, err = j.append(someLines(2))
	require.Error(t, err)
	index, err := j.append(someLines(3))
	require.NoError(t, err)
	require.EqualValues(t, 2, index)
	l, err := j.read(1, 2)
	require.NoError(t, err)
	require.Equal(t, 4, l.len())
	require.NoError(t, j.close())
}

// A write of several parts that fails leaves none of them behind.
func TestJournalAppendsAllOrNone(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, true)
	require.NoError(t, err)
	first, err := j.append(someLines(1), someLines(2))
	require.NoError(t, err)
	require.EqualValues(t, 1, first)
	require.EqualValues(t, 3, j.next)
	// The library refuses an entry whose number is taken: the second of these two.
	require.NoError(t, j.log.Write(3, encodeEntry(someLines(9))))
	_, err = j.append(someLines(3), someLines(4))
	require.Error(t, err)
	first, err = j.append(someLines(5))
	require.NoError(t, err)
	require.EqualValues(t, 3, first)
	l, err := j.read(1, 3)
	require.NoError(t, err)
	require.Equal(t, 1+2+5, l.len())
	require.NoError(t, j.close())
}

func FuzzDecodeEntry(f *testing.F) {
	f.Add(encodeEntry(someLines(3)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := decodeEntry(b)
		if err != nil {
			return
		}
		again, err := decodeEntry(encodeEntry(l))
		require.NoError(t, err)
		require.Equal(t, l.len(), again.len())
		for i := range l.len() {
			require.Equal(t, l.at(i), again.at(i))
		}
	})
}

func TestWriteErrorUnwraps(t *testing.T) {
	a, b := errors.New("a"), status(404, "database not found")
	e := &WriteError{Failed: []FailedPoint{{Line: "x", Err: a}, {Line: "y", Err: a}, {Line: "z", Err: b}}}
	require.ErrorIs(t, e, a)
	require.ErrorIs(t, e, ErrNotFound)
	require.Len(t, e.Unwrap(), 2)
	require.Contains(t, fmt.Sprint(e), "3 points")
	require.Contains(t, fmt.Sprint(&WriteError{}), "no point")
}
