module github.com/tickwright/tickwright/internal/realstack/recipes/wire

go 1.26

require github.com/google/wire v0.5.0
require golang.org/x/tools v0.38.0
