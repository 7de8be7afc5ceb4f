package corpus

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// Dir is the corpus folder, seen from this module's folder.
const Dir = "../../tickscript/engine/testdata/conformance"

// large is the size from which a file of the corpus is compressed.
const large = 64 << 10

// Store is the corpus on disk. A case is a folder:
//
//	case.json          what was asked: judge.Case
//	script.tick        the script
//	data.lp[.gz]       line protocol; shared files lie in data/
//	recording.brpl     or .srpl, instead of data
//	answer.json[.gz]   what was answered: judge.Answer
type Store struct{ Dir string }

// Names lists the stored cases.
func (s Store) Names() ([]string, error) {
	found, err := filepath.Glob(filepath.Join(s.Dir, "*", "case.json"))
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i] = filepath.Base(filepath.Dir(found[i]))
	}
	return found, nil
}

// Put writes a case with its answer.
func (s Store) Put(c judge.Case, a judge.Answer) error {
	dir := filepath.Join(s.Dir, c.Name)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := write(filepath.Join(dir, "script.tick"), []byte(c.Script)); err != nil {
		return err
	}
	data := append([]judge.Data(nil), c.Data...)
	for i := range data {
		if data[i].File == "" {
			name := "data.lp"
			if i > 0 {
				name = fmt.Sprintf("data%d.lp", i+1)
			}
			if len(data[i].Lines) > large {
				name += ".gz"
			}
			data[i].File = c.Name + "/" + name
		}
		if err := write(filepath.Join(s.Dir, filepath.FromSlash(data[i].File)), data[i].Lines); err != nil {
			return err
		}
	}
	c.Data = data
	if c.Recording != nil {
		ext := "srpl"
		if c.Type == "batch" {
			ext = "brpl"
		}
		c.RecordingFile = c.Name + "/recording." + ext
		if err := write(filepath.Join(s.Dir, filepath.FromSlash(c.RecordingFile)), c.Recording); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(dir, "case.json"), c); err != nil {
		return err
	}
	return writeJSON(filepath.Join(dir, "answer.json"), a)
}

// Get reads a case and its answer.
func (s Store) Get(name string) (c judge.Case, a judge.Answer, err error) {
	dir := filepath.Join(s.Dir, name)
	if err = readJSON(filepath.Join(dir, "case.json"), &c); err != nil {
		return c, a, err
	}
	script, err := read(filepath.Join(dir, "script.tick"))
	if err != nil {
		return c, a, err
	}
	c.Script = string(script)
	for i := range c.Data {
		if c.Data[i].Lines, err = read(filepath.Join(s.Dir, filepath.FromSlash(c.Data[i].File))); err != nil {
			return c, a, err
		}
	}
	if c.RecordingFile != "" {
		// A recording is a zip or gzip file as the server wants it: not to be unpacked here.
		if c.Recording, err = os.ReadFile(filepath.Join(s.Dir, filepath.FromSlash(c.RecordingFile))); err != nil {
			return c, a, err
		}
	}
	return c, a, readJSON(filepath.Join(dir, "answer.json"), &a)
}

func writeJSON(path string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	if b.Len() > large {
		path += ".gz"
	}
	return write(path, b.Bytes())
}

func readJSON(path string, v any) error {
	data, err := read(path)
	if errors.Is(err, os.ErrNotExist) {
		data, err = read(path + ".gz")
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// write compresses what goes into a .gz file, without a time stamp, so that the same content is the same file.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if strings.HasSuffix(path, ".gz") {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		data = b.Bytes()
	}
	return os.WriteFile(path, data, 0o644)
}

func read(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return data, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", path, err)
	}
	return io.ReadAll(z)
}
