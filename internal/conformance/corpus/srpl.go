package corpus

import (
	"bytes"
	"compress/gzip"
	"fmt"
)

// srpl makes a stream recording: gzip over records of three lines.
func srpl() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for i := range 10 {
		name := "a"
		if i%3 == 0 {
			name = "b"
		}
		// Writing to a bytes.Buffer does not fail.
		fmt.Fprintf(z, "db\nrp\n%s,host=h%d v=%d.5 %d\n", name, i%2, i, int64(100+i/2)*1e9)
	}
	z.Close()
	return b.Bytes()
}
