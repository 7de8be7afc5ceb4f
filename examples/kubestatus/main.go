// Kubestatus prints the health of a Kubernetes control plane as line protocol, for Telegraf's [[inputs.exec]]:
//
//	[[inputs.exec]]
//	  commands = ["kubestatus --kubeconfig /etc/telegraf/kubeconfig --cluster prod --timeout 8s"]
//	  timeout = "10s"
//	  data_format = "influx"
//
// One point of measurement kube_components for each component, with the boolean field healthy and, apart from it, a field
// cause that tells unreachable, timeout, unhealthy, certificate and unauthorized apart. A cluster that cannot be reached is a
// result like any other: its points say so, and the exit status is 0, for Telegraf drops the output of a command that fails.
//
// Exit status: 0 when points were printed, 1 when there are none to print, 2 on wrong usage. It never runs longer than its
// timeout.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/kube"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// seconds is a flag value: a Go duration, or a plain number of seconds.
type seconds time.Duration

func (s *seconds) String() string { return time.Duration(*s).String() }

func (s *seconds) Set(text string) error {
	d, err := time.ParseDuration(text)
	if n, nerr := strconv.ParseFloat(text, 64); nerr == nil {
		d, err = time.Duration(n*float64(time.Second)), nil
	}
	if err != nil || d <= 0 {
		return errors.New("want a positive duration such as 5s, or seconds")
	}
	*s = seconds(d)
	return nil
}

func run(args []string, stdout, stderr io.Writer) int {
	var access kube.Access
	var opt kube.CollectorOptions
	timeout := seconds(5 * time.Second)
	flags := flag.NewFlagSet("kubestatus", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&access.URL, "url", "", "the API server's `address`; without a kubeconfig it is all that is needed")
	flags.Var(&timeout, "timeout", "the most `time` to take, as 5s or in seconds")
	flags.StringVar(&access.Kubeconfig, "kubeconfig", "", "kubeconfig `file`; default $KUBECONFIG, ~/.kube/config, or the pod's service account")
	flags.StringVar(&access.Context, "context", "", "`name` of a context in the kubeconfig")
	flags.StringVar(&access.TokenFile, "token-file", "", "`file` with a bearer token")
	flags.StringVar(&access.CAFile, "ca-file", "", "`file` with the certificates that may sign the server's")
	flags.BoolVar(&access.Insecure, "insecure", false, "accept any server certificate")
	flags.StringVar(&opt.Cluster, "cluster", "", "tag `value` of cluster")
	flags.StringVar(&opt.Datacenter, "datacenter", "", "tag `value` of datacenter")
	inventory := flags.Bool("inventory", false, "also nodes, pods and workloads, named as Telegraf's kube_inventory names them")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "kubestatus: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if !*inventory {
		opt.Parts = []kube.Part{kube.PartComponents}
	}
	return collect(access, opt, time.Duration(timeout), stdout, stderr)
}

// collect gathers in memory and prints at the end: what Telegraf gets is whole lines or nothing.
func collect(access kube.Access, opt kube.CollectorOptions, limit time.Duration, stdout, stderr io.Writer) int {
	// The requests get a little less than the whole, so that what they say about a timeout can still be printed.
	margin := min(limit/4, 500*time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), limit-margin)
	defer cancel()
	opt.Timeout = limit - margin
	access.UserAgent = "kubestatus"

	type result struct {
		out  []byte
		errs []error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		client, err := access.Connect()
		if err != nil {
			done <- result{errs: []error{err}}
			return
		}
		var enc point.Encoder
		for p, err := range kube.NewCollector(client, opt).Points(ctx) {
			if err == nil {
				r.out, err = enc.Append(r.out, &p)
			}
			if err != nil {
				r.errs = append(r.errs, err)
			}
		}
		done <- r
	}()

	hard := time.NewTimer(limit - margin/10)
	defer hard.Stop()
	select {
	case <-hard.C:
		fmt.Fprintf(stderr, "kubestatus: no result within %s\n", limit)
		return 1
	case r := <-done:
		for _, err := range r.errs {
			fmt.Fprintf(stderr, "kubestatus: %v\n", err)
		}
		if len(bytes.TrimSpace(r.out)) == 0 {
			return 1
		}
		if _, err := stdout.Write(r.out); err != nil {
			fmt.Fprintf(stderr, "kubestatus: print points: %v\n", err)
			return 1
		}
		return 0
	}
}
