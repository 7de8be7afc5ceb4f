package workload

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// TestText: the workload is the same for everyone who measures with it.
func TestText(t *testing.T) {
	d := Disk{Hosts: 11, Steps: 7, Seed: 1, Hot: 50, From: 3}
	text := d.Text()
	require.Equal(t, d.Points(), strings.Count(string(text), "\n"))
	sum := sha256.Sum256(text)
	require.Equal(t, "a6a9d1121262e91b", hex.EncodeToString(sum[:8]))
	require.True(t, strings.HasPrefix(string(text), "disk,cluster=cluster-0,datacenter=dc-0,device=sda1,fstype=ext4,host=host-000000,path=/var/lib used_percent="))
	require.Contains(t, string(text), "host=host-000010,")

	read, err := io.ReadAll(iotest.OneByteReader(d.Reader()))
	require.NoError(t, err)
	require.Equal(t, string(text), string(read))
}
