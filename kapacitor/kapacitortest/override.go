package kapacitortest

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Sections are parts of a server's configuration by their names, such as "alerta" or "slack".
type Sections map[string]Section

// Section is one part of the configuration: one element, or a list of them.
type Section struct {
	// Key is the option that tells the elements of a list apart, "workspace" for slack; "" for a section that is no list.
	Key string
	// Secret are the options whose values are never shown: an answer says only whether they are set.
	Secret []string
	// Elements are what the configuration file says: all options with their values.
	Elements []map[string]any
}

// DefaultSections are some sections as a fresh server has them: alerta, httppost, influxdb, slack, smtp and victorops.
func DefaultSections() Sections {
	return Sections{
		"alerta": {Secret: []string{"token"}, Elements: []map[string]any{{
			"enabled": false, "url": "", "insecure-skip-verify": false, "token": "", "token-prefix": "", "environment": "", "origin": "", "timeout": "0s",
		}}},
		"httppost": {Key: "endpoint", Secret: []string{"basic-auth"}, Elements: []map[string]any{}},
		"influxdb": {Key: "name", Secret: []string{"password", "token"}, Elements: []map[string]any{{
			"enabled": true, "name": "default", "default": true, "urls": []any{"http://localhost:8086"}, "username": "", "password": "", "token": "", "timeout": "0s",
			"subscription-mode": "cluster", "subscription-protocol": "http", "disable-subscriptions": false, "startup-timeout": "5m0s", "kapacitor-hostname": "",
		}}},
		"slack": {Key: "workspace", Secret: []string{"url", "token"}, Elements: []map[string]any{{
			"enabled": false, "default": true, "workspace": "", "url": "", "token": "", "channel": "", "username": "kapacitor", "icon-emoji": "", "global": false,
			"state-changes-only": false, "ssl-ca": "", "ssl-cert": "", "ssl-key": "", "insecure-skip-verify": false,
		}}},
		"smtp": {Secret: []string{"password"}, Elements: []map[string]any{{
			"enabled": false, "host": "localhost", "port": 25, "username": "", "password": "", "no-verify": false, "global": false, "state-changes-only": false, "from": "",
			"to": nil, "to-templates": nil, "idle-timeout": "30s",
		}}},
		"victorops": {Secret: []string{"api-key"}, Elements: []map[string]any{{
			"enabled": false, "api-key": "", "routing-key": "", "url": "https://alert.victorops.com/integrations/generic/20131114/alert", "global": false, "json-data": false,
		}}},
	}
}

// override is a change to an element, or one that was added.
type override struct {
	create  bool
	options map[string]any
}

type configUpdate struct {
	Set    map[string]any `json:"set"`
	Delete []string       `json:"delete"`
	Add    map[string]any `json:"add"`
	Remove []string       `json:"remove"`
}

var errOverridesOff = &apiError{code: 403, message: "config override service is not enabled"}

// place is what a path below /config says.
type place struct {
	section, element       string
	hasSection, hasElement bool
}

func (q *request) place() place {
	p, has := strings.CutPrefix(q.path, "/config/")
	if !has {
		return place{}
	}
	section, element, slash := strings.Cut(p, "/")
	return place{section, element, true, element != "" || section != "" && slash}
}

// elements are those of a section with the overrides of a set.
func (s *Server) elements(name string, all map[string]override) ([]map[string]any, error) {
	sec := s.conf.Overrides[name]
	var out []map[string]any
	apply := func(e map[string]any, o override) error {
		for k, v := range o.options {
			if _, known := e[k]; !known {
				id, _ := e[sec.Key].(string)
				return fmt.Errorf("failed to override configuration %s/%s: unknown options %v in section %s", name, id, []string{k}, name)
			}
			e[k] = v
		}
		return nil
	}
	for _, e := range sec.Elements {
		e = maps.Clone(e)
		id, _ := e[sec.Key].(string)
		if o, has := all[name+"/"+id]; has && !o.create {
			if err := apply(e, o); err != nil {
				return nil, err
			}
		}
		out = append(out, e)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if o := all[id]; o.create && strings.HasPrefix(id, name+"/") {
			out = append(out, maps.Clone(o.options))
		}
	}
	return out, nil
}

// showElement hides secrets: true stands for one that is set.
func showElement(name string, sec Section, e map[string]any) obj {
	options := maps.Clone(e)
	redacted := slices.Clone(sec.Secret)
	for _, k := range redacted {
		if v, has := options[k]; has {
			options[k] = v != nil && v != ""
		}
	}
	id, _ := e[sec.Key].(string)
	l := self("config", name, id)
	if id == "" {
		l["href"] = l["href"].(string) + "/"
	}
	return obj{"link": l, "options": options, "redacted": redacted}
}

func getConfig(q *request) (*reply, error) {
	s := q.s
	if s.conf.Overrides == nil {
		return nil, errOverridesOff
	}
	at := q.place()
	if at.hasSection && at.section == "" {
		return nil, fail(400, "section not specified, do you have an extra trailing '/'?")
	}
	sections := obj{}
	for name, sec := range s.conf.Overrides {
		list, err := s.elements(name, s.overrides)
		if err != nil {
			return nil, err
		}
		var elements []obj
		for _, e := range list {
			elements = append(elements, showElement(name, sec, e))
			if id, _ := e[sec.Key].(string); at.hasElement && name == at.section && id == at.element {
				return flat(elements[len(elements)-1])
			}
		}
		sections[name] = obj{"link": self("config", name), "elements": elements}
	}
	switch sec, known := sections[at.section]; {
	case !at.hasSection:
		return flat(obj{"link": self("config"), "sections": sections})
	case !known:
		return nil, fail(404, "unknown section: %s", at.section)
	case at.hasElement:
		return nil, fail(404, "unknown section/element: %s/%s", at.section, at.element)
	default:
		return flat(sec)
	}
}

var validPlace = regexp.MustCompile(`^[-\w+]+$`)

func (u *configUpdate) check(at place) error {
	change, list := len(u.Set)+len(u.Delete) > 0, len(u.Add)+len(u.Remove) > 0
	switch {
	case at.section == "":
		return errors.New("must provide section name")
	case !validPlace.MatchString(at.section):
		return fmt.Errorf("invalid section name %q", at.section)
	case at.element != "" && !validPlace.MatchString(at.element):
		return fmt.Errorf("invalid element name %q", at.element)
	case change && list:
		return errors.New("cannot provide both set/delete and add/remove actions in the same update")
	case len(u.Add) > 0 && at.element != "":
		return errors.New("must not provide an element name when adding an a new override")
	case len(u.Remove) > 0 && at.element != "":
		return errors.New("must not provide element when removing an override")
	case !list && !at.hasElement:
		return errors.New("element not specified, are you missing a trailing '/'?")
	}
	return nil
}

// setConfig changes the configuration that /config shows. What handlers do does not depend on it.
func setConfig(q *request) (*reply, error) {
	s := q.s
	if s.conf.Overrides == nil {
		return nil, errOverridesOff
	}
	at := q.place()
	var u configUpdate
	if err := q.decode(&u); err != nil {
		return nil, fail(400, "failed to decode JSON:%v", err)
	}
	if err := u.check(at); err != nil {
		return nil, fail(400, "failed to apply update: invalid update action: %v", err)
	}
	sec, known := s.conf.Overrides[at.section]
	all := maps.Clone(s.overrides)
	if err := u.apply(at, sec, known, all); err != nil {
		return nil, fail(400, "failed to apply update: %v", err)
	}
	if !known {
		return nil, fail(400, "failed to override configuration %s/%s: unknown options %v in section %s", at.section, at.element, slices.Sorted(maps.Keys(u.Set)), at.section)
	}
	if _, err := s.elements(at.section, all); err != nil {
		return nil, bad(err)
	}
	s.overrides = all
	return done, nil
}

// apply makes the change in a set of overrides.
func (u *configUpdate) apply(at place, sec Section, known bool, all map[string]override) error {
	for _, r := range u.Remove {
		delete(all, path.Join(at.section, r))
	}
	if len(u.Remove) > 0 {
		return nil
	}
	if len(u.Add) > 0 {
		if !known {
			return fmt.Errorf("unknown section %q", at.section)
		}
		if sec.Key == "" {
			return fmt.Errorf("section %q is not a list, cannot add new element", at.section)
		}
		id, has := u.Add[sec.Key]
		if !has {
			return fmt.Errorf("missing key %q in \"add\" map", sec.Key)
		}
		name, isText := id.(string)
		if !isText {
			return fmt.Errorf("expected %q key to be a string, got %T", sec.Key, id)
		}
		options := map[string]any{}
		if len(sec.Elements) > 0 {
			for k, v := range sec.Elements[0] {
				options[k] = empty(v)
			}
		}
		maps.Copy(options, u.Add)
		all[at.section+"/"+name] = override{create: true, options: options}
		return nil
	}
	id := at.section + "/" + at.element
	o := override{create: all[id].create, options: map[string]any{}}
	maps.Copy(o.options, all[id].options)
	maps.Copy(o.options, u.Set)
	for _, k := range u.Delete {
		delete(o.options, k)
	}
	all[id] = o
	return nil
}

// empty is the value that an option of a new element has.
func empty(v any) any {
	switch v.(type) {
	case bool:
		return false
	case string:
		return ""
	case int:
		return 0
	}
	return nil
}
