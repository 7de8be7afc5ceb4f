package ownsuite

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Files are the test files of Kapacitor that are run, and the one with their helpers.
var Files = []string{"streamer_test.go", "batcher_test.go"}

const helpers = "helpers_test.go"

// Module returns the folder of the pinned Kapacitor.
func Module(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", kapacitor).Output()
	if err != nil {
		return "", fmt.Errorf("find the pinned Kapacitor: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Build compiles the tests of the module against the stand-in, from a folder of the package integrations, and returns the
// program, which it puts into dir.
func Build(ctx context.Context, module, dir string) (string, error) {
	here, err := filepath.Abs("integrations")
	if err != nil {
		return "", err
	}
	overlay := map[string]string{}
	for _, name := range append([]string{helpers}, Files...) {
		src, err := os.ReadFile(filepath.Join(module, "integrations", name))
		if err != nil {
			return "", err
		}
		text, err := Rewrite(name, src)
		if err != nil {
			return "", fmt.Errorf("rewrite %s: %w", name, err)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return "", err
		}
		overlay[filepath.Join(here, name)] = file
	}
	text, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, text, 0o600); err != nil {
		return "", err
	}
	program := filepath.Join(dir, "integrations.test")
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", list, "-o", program, "./integrations")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compile Kapacitor's tests against the stand-in: %w\n%s", err, out)
	}
	return program, nil
}
