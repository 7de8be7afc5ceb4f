package influx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"sync"

	"github.com/tidwall/wal"
)

// journal is the write-ahead log of a Writer: entries of encoded points, appended before a point is accepted and removed
// after the server has it. It outlives kill -9; unless noSync, a power cut too.
type journal struct {
	dir  string
	opts wal.Options
	lock *os.File

	mu     sync.Mutex
	log    *wal.Log
	next   uint64
	first  uint64
	broken error // the log could not be opened again after a failed append
}

// Small segments keep the removal of sent entries cheap: the library copies the rest of a segment then.
const journalSegment = 4 << 20

func openJournal(dir string, noSync bool) (*journal, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("open write-ahead log: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open write-ahead log %s: another writer has it: %w", dir, err)
	}
	j := &journal{dir: dir, lock: lock, opts: wal.Options{
		NoSync: noSync, SegmentSize: journalSegment, LogFormat: wal.Binary, SegmentCacheSize: 2, NoCopy: true, AllowEmpty: true,
		DirPerms: 0o750, FilePerms: 0o640,
	}}
	if err := j.open(math.MaxUint64); err != nil {
		lock.Close()
		return nil, err
	}
	return j, nil
}

// open opens the log, after cutting off what a crash or a full disk left unfinished and what comes after entry last.
func (j *journal) open(last uint64) error {
	if err := repairJournal(j.dir, last); err != nil {
		return fmt.Errorf("repair write-ahead log %s: %w", j.dir, err)
	}
	log, err := wal.Open(j.dir, &j.opts)
	if err != nil {
		return fmt.Errorf("open write-ahead log %s: %w", j.dir, err)
	}
	first, err1 := log.FirstIndex()
	end, err2 := log.LastIndex()
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("open write-ahead log %s: %w", j.dir, err)
	}
	j.log, j.first, j.next = log, first, end+1
	return nil
}

// append stores each part as an entry, all or none, and returns the index of the first one.
func (j *journal) append(parts ...lines) (uint64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.usable(); err != nil {
		return 0, err
	}
	first := j.next
	for _, l := range parts {
		if err := j.log.Write(j.next, encodeEntry(l)); err != nil {
			j.next = first
			j.reopen()
			return 0, fmt.Errorf("append to write-ahead log %s: %w", j.dir, err)
		}
		j.next++
	}
	return first, nil
}

// usable opens the log again if that failed before. mu is held.
func (j *journal) usable() error {
	if j.broken != nil {
		j.broken = j.open(j.next - 1)
	}
	return j.broken
}

// reopen follows a failure. The library's state does not match its files any more, the end of which may be half an
// entry, and it refuses all further work. mu is held.
func (j *journal) reopen() {
	_ = j.log.Close()
	j.broken = j.open(j.next - 1)
}

// read returns entries first to last as one.
func (j *journal) read(first, last uint64) (lines, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out lines
	if err := j.usable(); err != nil {
		return out, err
	}
	for i := first; i <= last; i++ {
		b, err := j.log.Read(i)
		if err != nil {
			return out, fmt.Errorf("read write-ahead log %s, entry %d: %w", j.dir, i, err)
		}
		l, err := decodeEntry(b)
		if err != nil {
			return out, fmt.Errorf("read write-ahead log %s, entry %d: %w", j.dir, i, err)
		}
		out.add(l)
	}
	return out, nil
}

// remove forgets all entries up to last.
func (j *journal) remove(last uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.usable(); err != nil || last < j.first {
		return err
	}
	if err := j.log.TruncateFront(last + 1); err != nil {
		j.reopen()
		return fmt.Errorf("shorten write-ahead log %s: %w", j.dir, err)
	}
	j.first = last + 1
	return nil
}

func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.lock.Close()
	if j.broken != nil {
		return nil
	}
	return j.log.Close()
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encodeEntry: checksum of the rest (4 bytes), number of lines, length of each line, lines.
func encodeEntry(l lines) []byte {
	b := make([]byte, 4, 4+binary.MaxVarintLen32*(l.len()+1)+len(l.data))
	b = binary.AppendUvarint(b, uint64(l.len()))
	for i := range l.len() {
		b = binary.AppendUvarint(b, uint64(l.ends[i]-l.start(i)))
	}
	b = append(b, l.data...)
	binary.LittleEndian.PutUint32(b, crc32.Checksum(b[4:], castagnoli))
	return b
}

var errEntry = errors.New("the entry is damaged")

func decodeEntry(b []byte) (lines, error) {
	if len(b) < 5 || binary.LittleEndian.Uint32(b) != crc32.Checksum(b[4:], castagnoli) {
		return lines{}, errEntry
	}
	b = b[4:]
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return lines{}, errEntry
	}
	b = b[k:]
	l := lines{ends: make([]int, n)}
	end := uint64(0)
	for i := range l.ends {
		size, k := binary.Uvarint(b)
		if k <= 0 || size > uint64(len(b)) {
			return lines{}, errEntry
		}
		b = b[k:]
		end += size
		l.ends[i] = int(end)
	}
	if end != uint64(len(b)) {
		return lines{}, errEntry
	}
	l.data = b
	return l, nil
}
