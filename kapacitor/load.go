package kapacitor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

// LoadDir reads a set from a folder with the layout that Kapacitor's own [load] service reads:
//
//	tasks/disk.tick           a task; the script says dbrp itself, or a definition file does
//	tasks/web.yaml            a task: a definition file as `kapacitor define -file` takes it (.yaml, .yml, .json)
//	templates/mean.tick       a template
//	handlers/page.yaml        a topic handler: topic, id, kind, match, options
//
// The id is the file's name without its ending, unless the file says id. A task's definition file has
//
//	template-id: mean                       # or script: a file of the folder tasks, which is then no task by itself
//	dbrps: [{db: telegraf, rp: autogen}]    # unless the script says them
//	vars: {warn: {type: float, value: 80}}
//	status: disabled                        # enabled when left out
//
// where script and status are additions of this library. A file with the ending .tick beside a definition file of the same name is its
// script. Other files in these folders and unknown keys are errors. One of the three folders may be missing, not all: a plan for the empty
// set of a mistyped path would delete everything, and who wants that plans for Set{}. The error joins all that is wrong, each with its file.
func LoadDir(dir fs.FS) (Set, error) {
	l := loader{dir: dir, set: Set{files: map[string]string{}}}
	l.templates()
	l.tasks()
	l.handlers()
	if !l.found && len(l.errs) == 0 {
		l.errs = append(l.errs, errors.New("there is none of the folders tasks, templates and handlers; give the folder that they are in"))
	}
	if len(l.errs) > 0 {
		return Set{}, invalid("load", "%w", errors.Join(l.errs...))
	}
	return l.set, nil
}

type loader struct {
	dir  fs.FS
	set  Set
	errs []error
	// found says that one of the folders is there.
	found bool
}

func (l *loader) fail(file string, err error) {
	l.errs = append(l.errs, fmt.Errorf("%s: %w", file, err))
}

// files lists a folder, in order; hidden files are left out.
func (l *loader) files(folder string) []string {
	entries, err := fs.ReadDir(l.dir, folder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			l.fail(folder, err)
		}
		return nil
	}
	l.found = true
	var out []string
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			l.fail(name, errors.New("a folder is not expected here"))
		default:
			out = append(out, name)
		}
	}
	return out
}

func (l *loader) read(file string) ([]byte, bool) {
	raw, err := fs.ReadFile(l.dir, file)
	if err != nil {
		l.fail(file, err)
	}
	return raw, err == nil
}

// documents matches a second document of YAML: the reader would leave it out silently.
var documents = regexp.MustCompile(`(?m)^[^\s#%-][^\n]*\n(?s:.*\n)?---(?:\s[^\n]*)?$`)

// decode reads YAML or JSON strictly.
func (l *loader) decode(file string, into any) bool {
	raw, ok := l.read(file)
	if !ok {
		return false
	}
	if documents.Match(raw) {
		l.fail(file, errors.New("it has several documents (---); each is a file of its own"))
		return false
	}
	js, err := yaml.YAMLToJSONStrict(raw)
	if err == nil {
		dec := json.NewDecoder(strings.NewReader(string(js)))
		dec.DisallowUnknownFields()
		err = dec.Decode(into)
	}
	if err != nil {
		l.fail(file, err)
	}
	return err == nil
}

func stem(file string) (name, ext string) {
	ext = path.Ext(file)
	return strings.TrimSuffix(path.Base(file), ext), ext
}

func (l *loader) note(k Kind, id, file string) { l.set.files[string(k)+" "+id] = file }

func (l *loader) templates() {
	for _, file := range l.files("templates") {
		id, ext := stem(file)
		if ext != ".tick" {
			l.fail(file, errors.New("a template is a file with the ending .tick"))
			continue
		}
		if raw, ok := l.read(file); ok {
			l.set.Templates = append(l.set.Templates, TemplateRequest{ID: id, Script: string(raw)})
			l.note(TemplateKind, id, file)
		}
	}
}

func (l *loader) tasks() {
	files := l.files("tasks")
	scripts := map[string]bool{} // those that a definition uses
	have := map[string]bool{}
	for _, file := range files {
		have[file] = true
	}
	for _, file := range files {
		id, ext := stem(file)
		switch ext {
		case ".tick":
			continue
		case ".yaml", ".yml", ".json":
		default:
			l.fail(file, errors.New("a task is a file with the ending .tick, .yaml, .yml or .json"))
			continue
		}
		t := TaskRequest{}
		if !l.decode(file, &t) {
			continue
		}
		if t.ID == "" {
			t.ID = id
		}
		script := path.Join("tasks", t.Script)
		if t.Script == "" {
			script = path.Join("tasks", id+".tick")
		}
		shown := file
		switch {
		case t.Script == "" && (t.TemplateID != "" || !have[script]):
			if t.TemplateID == "" {
				l.fail(file, fmt.Errorf("it has neither a template-id nor a script, and there is no %s", script))
				continue
			}
		case !have[script]:
			l.fail(file, fmt.Errorf("script: there is no file %s", script))
			continue
		default:
			scripts[script] = true
			raw, ok := l.read(script)
			if !ok {
				continue
			}
			t.Script, shown = string(raw), script
		}
		l.set.Tasks = append(l.set.Tasks, t)
		l.note(TaskKind, t.ID, shown)
	}
	for _, file := range files {
		id, ext := stem(file)
		if ext != ".tick" || scripts[file] {
			continue
		}
		if raw, ok := l.read(file); ok {
			l.set.Tasks = append(l.set.Tasks, TaskRequest{ID: id, Script: string(raw)})
			l.note(TaskKind, id, file)
		}
	}
}

func (l *loader) handlers() {
	for _, file := range l.files("handlers") {
		id, ext := stem(file)
		if ext != ".yaml" && ext != ".yml" && ext != ".json" {
			l.fail(file, errors.New("a handler is a file with the ending .yaml, .yml or .json"))
			continue
		}
		h := TopicHandlerRequest{}
		if !l.decode(file, &h) {
			continue
		}
		if h.ID == "" {
			h.ID = id
		}
		l.set.Handlers = append(l.set.Handlers, h)
		l.note(HandlerKind, h.ID, file)
	}
}
