package rpc

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Writer is how a stream's method writes its response: bytes after SetType, or
// server-sent events. It is safe for concurrent use.
type Writer struct {
	server *Server
	w      http.ResponseWriter
	ctl    *http.ResponseController
	ctx    context.Context // ends with the caller, or with the server for events
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	started bool
	events  bool
	beat    sync.WaitGroup
	stop    context.CancelFunc // ends the beat
}

// writeWithin is how long a slow reader may hold up one write.
const writeWithin = 30 * time.Second

// errDraining ends event streams when the server stops; downloads may end by
// themselves.
var errDraining = errors.New("rpc: the server is stopping")

// open makes the writer of a stream and its context.
func (s *Server) open(ctx context.Context, w http.ResponseWriter) (context.Context, *Writer) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &Writer{server: s, w: w, ctl: http.NewResponseController(w), ctx: ctx, cancel: cancel, stop: func() {}}
}

// SetType sets the media type of what is written; before the first Write.
func (w *Writer) SetType(media string) { w.w.Header().Set("Content-Type", media) }

// SetName offers the response as a download under the name; before the first Write.
func (w *Writer) SetName(name string) {
	w.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": cleanName(name)}))
}

// Write writes bytes. It fails when the caller went away or reads too slowly.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.write(p)
}

func (w *Writer) write(p []byte) (int, error) {
	if err := context.Cause(w.ctx); err != nil {
		return 0, err
	}
	if !w.started {
		w.started = true
		harden(w.w.Header())
		if w.w.Header().Get("Content-Type") == "" {
			w.SetType("application/octet-stream")
		}
	}
	_ = w.ctl.SetWriteDeadline(time.Now().Add(writeWithin)) // not every transport has one
	return w.w.Write(p)
}

// Flush sends what was written on its way.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ctl.Flush()
}

// Listen begins a stream of server-sent events: the caller learns at once that
// it is connected, and comments keep the connection open while nothing happens.
// Event does it by itself.
func (w *Writer) Listen() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.listen()
}

func (w *Writer) listen() error {
	if w.events {
		return nil
	}
	w.events = true
	w.SetType("text/event-stream")
	w.w.Header().Set("X-Accel-Buffering", "no")
	undrain := context.AfterFunc(w.server.drained, func() { w.cancel(errDraining) })
	ctx, cancel := context.WithCancel(w.ctx)
	w.stop = func() { cancel(); undrain() }
	w.beat.Go(func() { w.keepAlive(ctx) })
	return w.send(": listening\n\n")
}

func (w *Writer) send(text string) error {
	if _, err := w.write([]byte(text)); err != nil {
		return err
	}
	return w.ctl.Flush()
}

func (w *Writer) keepAlive(ctx context.Context) {
	tick := time.NewTicker(w.server.cfg.KeepAlive)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.mu.Lock()
			_ = w.send(": still here\n\n") // the method learns of it at its next event
			w.mu.Unlock()
		}
	}
}

// Event sends one server-sent event with data as JSON. It fails when the caller
// went away or the server stops; return that error from the method.
func (w *Writer) Event(name string, data any) error {
	raw, err := marshal(data)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.listen(); err != nil {
		return err
	}
	return w.send("event: " + oneLine.Replace(name) + "\ndata: " + string(raw) + "\n\n")
}

var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

// drained reports that the stream ended because the server stops.
func (w *Writer) drained() bool { return errors.Is(context.Cause(w.ctx), errDraining) }

// finish ends the response. An error before the first byte is a problem; later,
// events end with one named problem and bytes are cut off, so that the caller
// cannot take them for whole.
func (w *Writer) finish(c *call, err error) {
	w.stop()
	w.beat.Wait()
	defer w.cancel(nil)
	switch {
	case err == nil && !w.started:
		harden(w.w.Header())
		w.w.WriteHeader(http.StatusOK)
	case err == nil:
	case !w.started:
		w.w.Header().Del("Content-Type")
		w.w.Header().Del("Content-Disposition")
		writeProblem(w.w, c.r, err, c.id)
	case w.events:
		_ = w.Event("problem", problemOf(c.r, err, c.id)) // the caller may be gone
	default:
		panic(http.ErrAbortHandler)
	}
}
