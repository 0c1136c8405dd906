package testengines

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

func TestWorked(t *testing.T) {
	if (&Proc{}).Worked() != 0 {
		t.Error("one that was never started has worked")
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	p := &Proc{cmd: &exec.Cmd{Process: self}}
	before, deadline := p.Worked(), time.Now().Add(20*time.Second)
	if before <= 0 {
		t.Fatalf("%v", before)
	}
	for p.Worked() < before+time.Millisecond {
		if time.Now().After(deadline) {
			t.Fatal("work is not seen")
		}
	}
}
