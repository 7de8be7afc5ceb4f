package standin

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// HTTPDConfig is the configuration of the server; nothing of it matters here.
type HTTPDConfig struct {
	BindAddress string
	LogEnabled  bool
}

// NewHTTPDConfig returns the default configuration.
func NewHTTPDConfig() HTTPDConfig { return HTTPDConfig{} }

// NewHTTPD makes a server.
func NewHTTPD(HTTPDConfig, string, any, *Handler) *HTTPD {
	return &HTTPD{outs: map[string]func() ([]byte, error){}}
}

// Open starts it.
func (h *HTTPD) Open() error {
	h.server = httptest.NewServer(h)
	return nil
}

// URL is the server's address.
func (h *HTTPD) URL() string { return h.server.URL }

// serve adds an endpoint and returns its path.
func (h *HTTPD) serve(et *ExecutingTask, name string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	path := fmt.Sprintf("%s/%s", et.Task.ID, name)
	h.outs[path] = func() ([]byte, error) { return et.run.HTTPOut(name) }
	return path
}

// ServeHTTP answers as Kapacitor does: what the node saw last, or 500.
func (h *HTTPD) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	out, ok := h.outs[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	body, err := out()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(body)
}
