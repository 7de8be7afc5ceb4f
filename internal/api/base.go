package api

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// parseBase checks the base URL and takes the credential out of it. Its errors never quote the URL's password.
func parseBase(service, base string) (*url.URL, Credential, error) {
	var none Credential
	if strings.TrimSpace(base) == "" {
		return nil, none, fmt.Errorf("%s: no base URL given; pass one such as http://127.0.0.1:8080", service)
	}
	u, err := url.Parse(base)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // the outer error quotes the whole URL
		}
		if strings.Contains(base, "@") {
			err = errors.New("it does not parse")
		}
		return nil, none, fmt.Errorf("%s: base URL is not valid: %w", service, err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, none, fmt.Errorf("%s: base URL must be absolute with scheme http or https, not %q", service, u.Redacted())
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, none, fmt.Errorf("%s: base URL must have neither query nor fragment", service)
	}
	u.ForceQuery = false // "http://h?" has no query, and must not give every request an empty one
	var cred Credential
	if u.User != nil {
		pw, _ := u.User.Password()
		cred = BasicCredential(u.User.Username(), pw)
		u.User = nil
	}
	return u, cred, nil
}

// join puts the request's path, with its arguments filled in, behind the path of the base.
func join(base *url.URL, path string, args []string, query url.Values) (*url.URL, error) {
	rel, err := expand(path, args)
	if err != nil {
		return nil, err
	}
	escaped := strings.TrimRight(base.EscapedPath(), "/")
	if rel = strings.TrimPrefix(rel, "/"); rel != "" {
		escaped += "/" + rel
	}
	u := *base
	if u.Path, err = url.PathUnescape(escaped); err != nil {
		return nil, fmt.Errorf("path %q is not valid", path)
	}
	u.RawPath = escaped
	u.RawQuery = query.Encode()
	return &u, nil
}

// expand replaces each {} by one escaped argument. An empty or dotted argument would address something else than the caller meant
// (DELETE alert/.. is DELETE on the root), so it is refused before anything is sent.
func expand(path string, args []string) (string, error) {
	parts := strings.Split(path, "{}")
	if len(parts)-1 != len(args) {
		return "", fmt.Errorf("path %q takes %d arguments, got %d", path, len(parts)-1, len(args))
	}
	var b strings.Builder
	for i, p := range parts {
		b.WriteString(p)
		if i == len(args) {
			break
		}
		switch a := args[i]; {
		case a == "":
			return "", fmt.Errorf("path %q: argument %d is empty", path, i+1)
		case a == "." || a == "..":
			return "", fmt.Errorf("path %q: argument %d may not be %q", path, i+1, a)
		default:
			b.WriteString(url.PathEscape(a))
		}
	}
	return b.String(), nil
}
