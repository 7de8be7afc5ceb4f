// Command genbuilder writes the typed builder of package tickscript from the
// catalog: one Go type for each node and handler, one method for each chain
// method, property, handler and function. It takes the package's folder as its
// only argument.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: genbuilder FOLDER")
		os.Exit(2)
	}
	files, err := generate()
	if err != nil {
		fmt.Fprintln(os.Stderr, "genbuilder:", err)
		os.Exit(1)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "genbuilder:", err)
			os.Exit(1)
		}
	}
}
