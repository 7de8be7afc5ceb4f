module github.com/tickwright/tickwright/internal/realstack/recipes/influxd2

go 1.26

require github.com/influxdata/influxdb/v2 v2.7.12
