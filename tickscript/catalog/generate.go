package catalog

//go:generate go run ./gendoc ../../docs/reference.md
