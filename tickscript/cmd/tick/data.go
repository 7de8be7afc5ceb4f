package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
)

// openData opens line protocol: a file, also with gzip by its name, or "-" for
// standard input. read is told how much was read of the file as it is stored.
func openData(e *env, name string, read func(int64)) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	d := &dataFile{Reader: file, file: file}
	if read != nil {
		d.Reader = counted{file, read}
	}
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(d.Reader)
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		d.Reader = z
	}
	return d, nil
}

// dataFile is a file that is read through something.
type dataFile struct {
	io.Reader
	file *os.File
}

func (d *dataFile) Close() error { return d.file.Close() }

// counted tells how much was read.
type counted struct {
	r    io.Reader
	read func(int64)
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if n > 0 {
		c.read(int64(n))
	}
	return n, err
}
