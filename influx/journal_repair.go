package influx

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// repairJournal cuts the last segment of a log behind its last whole entry, and behind entry last. The library refuses to
// open a log whose end is half an entry, which is what kill -9 in the middle of a write and a full disk leave behind.
// Nothing that was accepted is cut: an entry is accepted when it is whole. It only shortens files, so that it works on a
// full disk.
func repairJournal(dir string, last uint64) error {
	segments, err := journalSegments(dir)
	if err != nil {
		return err
	}
	for i := len(segments) - 1; i >= 0; i-- {
		s := segments[i]
		if s.first > last && i > 0 {
			if err := os.Remove(s.path); err != nil {
				return err
			}
			continue
		}
		return cutSegment(s, last)
	}
	return nil
}

type journalFile struct {
	path  string
	first uint64
}

func journalSegments(dir string) ([]journalFile, error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	const digits = 20
	var out []journalFile
	for _, f := range files {
		name := f.Name()
		if f.IsDir() || len(name) < digits || (len(name) > digits && !strings.HasSuffix(name, ".START")) {
			continue
		}
		first, err := strconv.ParseUint(name[:digits], 10, 64)
		if err != nil || first == 0 {
			continue
		}
		out = append(out, journalFile{filepath.Join(dir, name), first})
	}
	slices.SortFunc(out, func(a, b journalFile) int { return strings.Compare(a.path, b.path) })
	return out, nil
}

func cutSegment(s journalFile, last uint64) error {
	data, err := os.ReadFile(s.path)
	if err != nil {
		return err
	}
	good := 0
	for index := s.first; index <= last && good < len(data); index++ {
		size, k := binary.Uvarint(data[good:])
		if k <= 0 || size > uint64(len(data)-good-k) {
			break
		}
		end := good + k + int(size)
		if _, err := decodeEntry(data[good+k : end]); err != nil {
			break
		}
		good = end
	}
	if good == len(data) {
		return nil
	}
	return os.Truncate(s.path, int64(good))
}
