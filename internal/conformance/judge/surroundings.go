package judge

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
)

// Replicas is the size that everything has which an autoscale node asks about.
const Replicas = 3

// surroundings is one listener that plays the servers Kapacitor works with: an InfluxDB that takes everything and knows
// nothing, a Kubernetes and a Docker Swarm in which everything has Replicas replicas whatever it was scaled to, and a
// source of sideload values.
func (c *capture) surroundings(sideload string) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Influxdb-Version", "1.8.10")
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/write", func(w http.ResponseWriter, r *http.Request) {
		in := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			in = z
		}
		body, err := io.ReadAll(in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		c.add("influxdb", Request{Method: r.Method, Path: "/write?" + r.URL.Query().Encode(), Body: string(body)})
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/query", func(w http.ResponseWriter, r *http.Request) {
		if q := r.FormValue("q"); strings.HasPrefix(q, "CREATE DATABASE") {
			c.add("influxdb", Request{Path: "/query", Body: q})
		}
		answerJSON(w, map[string]any{"results": []any{map[string]any{"statement_id": 0}}})
	})
	mux.HandleFunc("/apis/extensions/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			body, _ := io.ReadAll(r.Body)
			c.add("kubernetes", Request{Method: r.Method, Path: r.URL.Path, Body: string(body)})
		}
		answerJSON(w, map[string]any{
			"metadata": map[string]any{"name": path.Base(path.Dir(r.URL.Path)), "selfLink": r.URL.Path},
			"spec":     map[string]any{"replicas": Replicas}, "status": map[string]any{"replicas": Replicas},
		})
	})
	mux.HandleFunc("/api", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, map[string]any{"versions": []string{"v1"}})
	})
	mux.HandleFunc("/v1.30/services/{id}", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, map[string]any{
			"ID": r.PathValue("id"), "Version": map[string]any{"Index": 1},
			"Spec": map[string]any{"Name": r.PathValue("id"), "Mode": map[string]any{"Replicated": map[string]any{"Replicas": Replicas}}},
		})
	})
	mux.HandleFunc("POST /v1.30/services/{id}/update", func(w http.ResponseWriter, r *http.Request) {
		var spec struct {
			Mode struct{ Replicated struct{ Replicas uint64 } }
		}
		if err := json.NewDecoder(r.Body).Decode(&spec); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		c.add("swarm", Request{Method: r.Method, Path: "/services/" + r.PathValue("id"), Body: fmt.Sprint(spec.Mode.Replicated.Replicas)})
		answerJSON(w, map[string]any{})
	})
	mux.HandleFunc("/info", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, map[string]any{"ServerVersion": "1"}) })
	mux.HandleFunc("/sideload", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, sideload)
	})
	return httptest.NewServer(mux)
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// surrounded is the part of the configuration that points at them.
func surrounded(url string) string {
	return strings.ReplaceAll(`
[[kubernetes]]
  enabled = true
  id = "local"
  api-servers = ["$URL"]
  namespace = "default"

[[swarm]]
  enabled = true
  id = "local"
  servers = ["$URL"]
`, "$URL", url)
}
