package judge

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// places puts real addresses and files into a script and takes them out of what the daemon says.
type places struct {
	script string
	logs   []logPlace
	back   *strings.Replacer
}

type logPlace struct{ path, file string }

// logCall finds absolute paths; a relative one stays, since the server refuses it.
var logCall = regexp.MustCompile(`\.log\(\s*'(/(?:[^'\\]|\\.)*)'\s*\)`)

// place gives each path of a .log() call a file of its own in dir.
func (j *Judge) place(script, dir string) places {
	var p places
	back := []string{}
	files := map[string]string{}
	p.script = logCall.ReplaceAllStringFunc(script, func(call string) string {
		path := logCall.FindStringSubmatch(call)[1]
		file, ok := files[path]
		if !ok {
			file = filepath.Join(dir, fmt.Sprintf("%d.log", len(files)))
			files[path] = file
			p.logs = append(p.logs, logPlace{path, file})
			back = append(back, file, path)
		}
		return strings.Replace(call, path, file, 1)
	})
	url, tcp := j.capture.http.URL, j.capture.tcp.Addr().String()
	if j.around != nil {
		p.script = strings.NewReplacer("$HTTP/sideload", j.around.URL+"/sideload", "$SIDELOAD", j.files).Replace(p.script)
		back = append(back, j.around.URL, "$HTTP", j.files, "$SIDELOAD")
	}
	p.script = strings.NewReplacer("$POST", url+"/post", "$HTTP", url, "$TCP", tcp).Replace(p.script)
	back = append(back, url+"/post", "$POST", url, "$HTTP", tcp, "$TCP")
	p.back = strings.NewReplacer(back...)
	return p
}

// sizes is the sum of the log files' sizes.
func (p places) sizes() int64 {
	var n int64
	for _, l := range p.logs {
		if info, err := os.Stat(l.file); err == nil {
			n += info.Size()
		}
	}
	return n
}

// read returns the lines of each log file; a file that was never made has none.
func (p places) read() ([]LogFile, error) {
	var out []LogFile
	for _, l := range p.logs {
		data, err := os.ReadFile(l.file)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		log := LogFile{Path: l.path}
		for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			if line != "" {
				log.Lines = append(log.Lines, p.back.Replace(line))
			}
		}
		out = append(out, log)
	}
	return out, nil
}
