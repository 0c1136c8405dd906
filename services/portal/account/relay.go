package account

import (
	"fmt"
	"net/http"
	"time"

	"lianluo/pkg/calendar"
)

// beat is how often a silent stream shows that it is alive; it is shorter than
// the time-outs of the usual proxies.
const beat = 15 * time.Second

// relay writes an event stream.
type relay struct {
	w     http.ResponseWriter
	out   *http.ResponseController
	clock calendar.Waiter
}

// run writes numbers as events named "inbox", and comments in between, until
// the numbers or the portal end or the reader is gone.
func (e relay) run(numbers <-chan int, drained <-chan struct{}) {
	for err := e.say(": listening\n\n"); err == nil; {
		silent, heard := e.clock.Timer(beat)
		select {
		case n, ok := <-numbers:
			if !ok {
				return
			}
			err = e.say(fmt.Sprintf("event: inbox\ndata: %d\n\n", n))
		case <-silent:
			err = e.say(": still here\n\n")
		case <-drained:
			return
		}
		heard()
	}
}

func (e relay) say(text string) error {
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.out.Flush()
}
