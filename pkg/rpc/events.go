package rpc

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"lianluo/pkg/fault"
)

// ServerEvent is one server-sent event.
type ServerEvent struct {
	Name string
	Data []byte
}

// maxEvent bounds one line of an event stream.
const maxEvent = 1 << 20

var errEventSize = errors.New("rpc: an event is too large")

// ReadEvents reads server-sent events until the stream ends, which yields no
// error, or breaks, which yields unavailable. A problem that the server's method
// ended with is yielded as its fault.
func ReadEvents(r io.Reader) iter.Seq2[ServerEvent, error] {
	return func(yield func(ServerEvent, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 4096), maxEvent)
		var e eventBuilder
		for lines.Scan() {
			done, err := e.line(strings.TrimSuffix(lines.Text(), "\r"))
			if err == nil && done {
				err = problemIn(e.event)
			}
			if (done || err != nil) && !yield(e.event, err) || err != nil {
				return
			}
			if done {
				e = eventBuilder{}
			}
		}
		if err := lines.Err(); err != nil {
			yield(ServerEvent{}, fault.Unavailable(err))
		}
	}
}

// eventBuilder gathers the lines of one event.
type eventBuilder struct {
	event ServerEvent
	any   bool
}

// line takes one line; it reports whether the event is complete.
func (e *eventBuilder) line(text string) (bool, error) {
	if text == "" {
		return e.any, nil
	}
	name, value, _ := strings.Cut(text, ":")
	value = strings.TrimPrefix(value, " ")
	switch name {
	case "event":
		e.event.Name = value
	case "data":
		if e.any {
			e.event.Data = append(e.event.Data, '\n')
		}
		if len(e.event.Data)+len(value) > maxEvent {
			return false, fault.Unavailable(errEventSize)
		}
		e.event.Data, e.any = append(e.event.Data, value...), true
	}
	return false, nil
}

func problemIn(e ServerEvent) error {
	var p fault.Problem
	if e.Name != "problem" || json.Unmarshal(e.Data, &p) != nil || p.Status == 0 {
		return nil
	}
	return fault.FromProblem(p)
}
