module github.com/tickwright/tickwright/internal/conformance

go 1.25.7

replace (
	github.com/tickwright/tickwright => ../..
	github.com/tickwright/tickwright/internal/realstack => ../realstack
)

require (
	github.com/google/go-cmp v0.7.0
	github.com/influxdata/kapacitor v1.8.3
	github.com/stretchr/testify v1.11.1
	github.com/tickwright/tickwright v0.0.0-00010101000000-000000000000
	github.com/tickwright/tickwright/internal/realstack v0.0.0-00010101000000-000000000000
)

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/gogo/protobuf v1.3.2 // indirect
	github.com/gorhill/cronexpr v0.0.0-20180427100037-88b0669f7d75 // indirect
	github.com/influxdata/influxql v1.1.1-0.20211004132434-7e7d61973256 // indirect
	github.com/influxdata/line-protocol/v2 v2.2.1 // indirect
	github.com/kr/pretty v0.3.1 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/rogpeppe/go-internal v1.14.1 // indirect
	github.com/zeebo/mwc v0.0.4 // indirect
	go.yaml.in/yaml/v2 v2.4.3 // indirect
	gopkg.in/check.v1 v1.0.0-20201130134442-10cb98267c6c // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
	sigs.k8s.io/yaml v1.6.0 // indirect
)
