package main

import (
	"context"

	"github.com/tickwright/tickwright/internal/realstack/alertad"
	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/clientv1"
	"github.com/tickwright/tickwright/internal/realstack/etcd"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/influxd2"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/realstack/kube"
	"github.com/tickwright/tickwright/internal/realstack/telegraf"
)

// server is one row of the table of what can be built.
type server struct {
	name, version string
	cached        func(context.Context) bool
	ensure        func(context.Context) error
}

// servers stand in the order in which they are built: the most wanted first.
var servers = []server{
	{"kapacitord", kapacitord.Version, kapacitord.Cached, only(kapacitord.Ensure)},
	{"clientv1", clientv1.Version, clientv1.Cached, only(clientv1.Ensure)},
	{"influxd1", influxd1.Version, influxd1.Cached, only(influxd1.Ensure)},
	{"alerta", alertad.Version, alertad.Cached, only(alertad.Ensure)},
	{"telegraf", telegraf.Version, telegraf.Cached, only(telegraf.Ensure)},
	{"etcd", etcd.Version, etcd.Cached, only(etcd.Ensure)},
	{"kube", kube.Version, kube.Cached, only(kube.Ensure)},
	{"influxd2", influxd2.Version, influxd2.Cached, only(influxd2.Ensure)},
	{"grafana", grafanad.Version, grafanad.Cached, only(grafanad.Ensure)},
}

// only drops the binary from what an Ensure function returns.
func only(ensure func(context.Context) (build.Binary, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := ensure(ctx)
		return err
	}
}
