//go:build !linux

package testengines

import "os/exec"

// spawn starts cmd. Only Linux can tie its life to this process; elsewhere an
// aborted test run leaves its engines behind.
func spawn(cmd *exec.Cmd) error { return cmd.Start() }
