package kube_test

import (
	"os"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }
