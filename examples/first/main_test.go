package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Example holds the output that the README shows.
func Example() {
	main()
	// Output:
	// 2023-11-14 22:13:20 +0000 UTC disk:host=a CRITICAL
	// 2023-11-14 22:13:30 +0000 UTC disk:host=a OK
}

// TestReadmeShowsThis: the program in the README is this one.
func TestReadmeShowsThis(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, code, ok := strings.Cut(string(readme), "```go\n")
	require.True(t, ok)
	code, _, ok = strings.Cut(code, "```")
	require.True(t, ok)
	src, err := os.ReadFile("main.go")
	require.NoError(t, err)
	_, body, ok := strings.Cut(string(src), "\n")
	require.True(t, ok)
	require.Equal(t, body, code)
	require.LessOrEqual(t, strings.Count(string(readme), "\n"), 150)
}
