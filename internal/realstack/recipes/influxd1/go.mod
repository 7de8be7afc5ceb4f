module github.com/tickwright/tickwright/internal/realstack/recipes/influxd1

go 1.26

require github.com/influxdata/influxdb v1.8.10
