package testengines

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// The kernel kills a child with Pdeathsig when the thread that started it ends,
// so all children are started by one thread that never ends.
var spawner = sync.OnceValue(func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for job := range work {
			job()
		}
	}()
	return work
})

// spawn starts cmd so that it dies with this process, however that ends. It
// gets a process group of its own: Ctrl-C is for the test, not for the engine.
func spawn(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	done := make(chan error)
	spawner() <- func() { done <- cmd.Start() }
	return <-done
}
