package testengines

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Proc is one running engine on a directory and a port that outlive it, so that
// it can be killed and started again with its data. Its methods may be called
// from several goroutines.
type Proc struct {
	dir     string
	addr    string
	command func() *exec.Cmd
	ready   func(context.Context) error

	mu     sync.Mutex
	cmd    *exec.Cmd
	exited chan struct{}
}

// Addr is what clients connect to: a mongodb:// URI, or Kafka's host:port. It
// stays the same over Restart.
func (p *Proc) Addr() string { return p.addr }

// Kill ends the engine as kill -9 does and waits until it is gone. It has no
// effect on one that is gone already.
func (p *Proc) Kill() { p.end(syscall.SIGKILL) }

// Stop ends the engine in good order, and kills it if that takes over 20 s.
func (p *Proc) Stop() {
	timer := time.AfterFunc(20*time.Second, p.signalKill)
	defer timer.Stop()
	p.end(syscall.SIGTERM)
}

// Freeze stops the engine from running without closing its connections, as a
// stalled disk or a paused virtual machine does, until Thaw.
func (p *Proc) Freeze() error { return p.signal(syscall.SIGSTOP) }

// Thaw lets a frozen engine go on.
func (p *Proc) Thaw() error { return p.signal(syscall.SIGCONT) }

// Restart starts the engine again on the same directory and address, after
// killing it if it still runs, and waits until it answers or ctx ends.
func (p *Proc) Restart(ctx context.Context) error {
	p.Kill()
	return p.start(ctx)
}

func (p *Proc) start(ctx context.Context) error {
	log, err := os.OpenFile(p.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("testengines: log file: %w", err)
	}
	defer log.Close()
	cmd := p.command()
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.dir, log, log
	if err := spawn(cmd); err != nil {
		return fmt.Errorf("testengines: start %s: %w", cmd.Path, err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	p.mu.Lock()
	p.cmd, p.exited = cmd, exited
	p.mu.Unlock()
	return p.awaitReady(ctx, exited)
}

// awaitReady polls until the engine answers; failing that it leaves no process
// behind and tells the end of its log.
func (p *Proc) awaitReady(ctx context.Context, exited <-chan struct{}) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-exited:
			cancel(errors.New("it ended"))
		case <-ctx.Done():
		}
	}()
	if err := p.ready(ctx); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = fmt.Errorf("%w (%w)", cause, err)
		}
		p.Kill()
		return fmt.Errorf("testengines: the engine on %s did not get ready: %w; end of %s:\n%s",
			p.addr, err, p.logPath(), tail(p.logPath(), 2000))
	}
	return nil
}

func (p *Proc) logPath() string { return filepath.Join(p.dir, "engine.log") }

func (p *Proc) signal(sig syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return errors.New("testengines: the engine is not running")
	}
	return p.cmd.Process.Signal(sig)
}

func (p *Proc) signalKill() { _ = p.signal(syscall.SIGKILL) }

func (p *Proc) end(sig syscall.Signal) {
	if p.signal(sig) != nil {
		return
	}
	p.mu.Lock()
	exited := p.exited
	p.mu.Unlock()
	<-exited
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exited == exited {
		p.cmd = nil
	}
}

// poll calls try until it succeeds or ctx ends; then it returns try's last error.
func poll(ctx context.Context, try func(context.Context) error) error {
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// accepting waits for the port to be open.
func accepting(ctx context.Context, hostport string) error {
	return poll(ctx, func(ctx context.Context) error {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", hostport)
		if err != nil {
			return err
		}
		return conn.Close()
	})
}

// portOr returns port, or for 0 one that is free at the moment.
func portOr(port int) (int, error) {
	if port != 0 {
		return port, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("testengines: no free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func tail(path string, n int) []byte {
	raw, err := os.ReadFile(path)
	if err != nil {
		return []byte(err.Error())
	}
	return raw[max(0, len(raw)-n):]
}
