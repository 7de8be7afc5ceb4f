package alertad

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// postgresDir is the folder of PostgreSQL's programs. Debian keeps initdb and postgres off the PATH.
func postgresDir() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("find initdb: not in /usr/lib/postgresql and not on the PATH")
	}
	return filepath.Dir(path), nil
}

// ensurePostgres installs Debian's package unless there is a PostgreSQL. The package must not start a cluster of
// its own on the fixed port.
func ensurePostgres(ctx context.Context) error {
	if _, err := postgresDir(); err == nil {
		return nil
	}
	if os.Getuid() != 0 {
		return errors.New("there is none; install it (apt-get install postgresql), or run this as root")
	}
	if _, err := build.Tool("apt-get", "install PostgreSQL by hand"); err != nil {
		return err
	}
	if err := os.MkdirAll("/etc/postgresql-common", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile("/etc/postgresql-common/createcluster.conf", []byte("create_main_cluster = false\n"), 0o644); err != nil {
		return err
	}
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	options := []string{"-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"}
	return build.Stage(ctx, "alerta", "apt-get install postgresql", func() error {
		return build.Retry(ctx, func() error {
			if err := build.Run(ctx, "/", env, "apt-get", append(options, "update")...); err != nil {
				return err
			}
			return build.Run(ctx, "/", env, "apt-get", append(options, "install", "-y", "--no-install-recommends", "postgresql")...)
		})
	})
}

// postgres is one database server, which all Alertas of the process share.
type postgres struct {
	process *proc.Process
	dir     string
	bin     string
	user    *syscall.Credential
	users   int
	last    int
}

var (
	postgresMu sync.Mutex
	running    *postgres
)

// takePostgres returns the shared server, started when nobody uses it yet; giveBack stops it after the last user.
func takePostgres(ctx context.Context) (*postgres, error) {
	postgresMu.Lock()
	defer postgresMu.Unlock()
	if running == nil {
		p, err := startPostgres(ctx)
		if err != nil {
			return nil, err
		}
		running = p
	}
	running.users++
	return running, nil
}

func (p *postgres) giveBack() {
	postgresMu.Lock()
	defer postgresMu.Unlock()
	if p.users--; p.users == 0 {
		p.process.Stop()
		os.RemoveAll(p.dir)
		running = nil
	}
}

// startPostgres makes a fresh cluster that listens on a socket in its own folder only.
func startPostgres(ctx context.Context) (*postgres, error) {
	bin, err := postgresDir()
	if err != nil {
		return nil, err
	}
	p := &postgres{bin: bin}
	// A socket's path is limited to 107 bytes, and the unprivileged user must be able to reach it.
	if p.dir, err = os.MkdirTemp("/tmp", "tickwright-pg-"); err != nil {
		return nil, err
	}
	ok := false
	defer func() {
		if !ok {
			os.RemoveAll(p.dir)
		}
	}()
	if os.Getuid() == 0 {
		if p.user, err = unprivileged(); err != nil {
			return nil, err
		}
		if err := os.Chown(p.dir, int(p.user.Uid), int(p.user.Gid)); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(p.dir, "data")
	if out, err := p.run(ctx, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"); err != nil {
		return nil, fmt.Errorf("make a database cluster: %w\n%s", err, out)
	}
	p.process, err = proc.Start(ctx, proc.Spec{
		Name: "postgres", Path: filepath.Join(bin, "postgres"), Dir: p.dir, User: p.user, CleanEnv: true, Env: p.env(),
		Args: []string{
			"-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + p.dir, "-c", "timezone=UTC",
			"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
			"-c", "shared_buffers=32MB", "-c", "max_connections=50",
		},
		Ready:      func(ctx context.Context) error { _, err := p.sql(ctx, "postgres", "SELECT 1"); return err },
		StopSignal: syscall.SIGINT,
	})
	ok = err == nil
	return p, err
}

// unprivileged is the user postgres, or nobody: initdb refuses to run as root.
func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("run PostgreSQL as an unprivileged user: there is neither postgres nor nobody")
}

func (p *postgres) env() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir}
}

func (p *postgres) run(ctx context.Context, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, program), args...)
	cmd.Dir, cmd.Env = p.dir, p.env()
	if p.user != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.user}
	}
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// sql runs statements in a database and returns their rows as unaligned text.
func (p *postgres) sql(ctx context.Context, database, statements string) (string, error) {
	out, err := p.run(ctx, "psql", "-h", p.dir, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-qtA", "-c", statements)
	if err != nil {
		return "", fmt.Errorf("psql: %w: %s", err, out)
	}
	return out, nil
}

// newDatabase makes an empty database and returns its name.
func (p *postgres) newDatabase(ctx context.Context) (string, error) {
	postgresMu.Lock()
	p.last++
	name := fmt.Sprintf("alerta%d", p.last)
	postgresMu.Unlock()
	_, err := p.sql(ctx, "postgres", "CREATE DATABASE "+name)
	return name, err
}
