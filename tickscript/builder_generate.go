package tickscript

//go:generate go run ./internal/genbuilder .
