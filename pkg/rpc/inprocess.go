package rpc

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// InProcess is a transport that calls a handler of the same process through its
// whole chain. Everything travels as bytes, as over a network: arguments are
// copied, and no value of the caller's context is seen on the other side, only
// that it ended.
func InProcess(handler http.Handler) http.RoundTripper { return inProcess{handler} }

type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(out *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(context.Background())
	in, err := inbound(ctx, out)
	if err != nil {
		cancel()
		return nil, err
	}
	r, pipe := io.Pipe()
	w := &pipeWriter{header: http.Header{}, pipe: pipe, began: make(chan struct{})}
	stop := context.AfterFunc(out.Context(), func() {
		cancel()
		_ = pipe.CloseWithError(out.Context().Err())
	})
	go func() {
		defer cancel()
		defer stop()
		w.serve(t.handler, in)
	}()
	select {
	case <-w.began:
	case <-out.Context().Done():
		return nil, out.Context().Err()
	}
	if w.failed != nil {
		return nil, w.failed
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: &pipeBody{PipeReader: r, cancel: cancel}, ContentLength: -1, Request: out,
	}, nil
}

// inbound is the request as the server's side would have read it.
func inbound(ctx context.Context, out *http.Request) (*http.Request, error) {
	var raw []byte
	if out.Body != nil {
		defer out.Body.Close()
		var err error
		if raw, err = io.ReadAll(out.Body); err != nil {
			return nil, err
		}
	}
	in, err := http.NewRequestWithContext(ctx, out.Method, out.URL.RequestURI(), bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	in.Header, in.Host, in.RequestURI = out.Header.Clone(), cmp.Or(out.Host, out.URL.Host), out.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	return in, nil
}

// pipeBody ends the call when it is closed.
type pipeBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b *pipeBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}

// pipeWriter hands a handler's response over as it is written.
type pipeWriter struct {
	header http.Header
	sent   http.Header // as it was when the response began
	status int
	pipe   *io.PipeWriter
	once   sync.Once
	began  chan struct{}
	failed error
}

var errAborted = errors.New("rpc: the server aborted the response")

func (w *pipeWriter) serve(h http.Handler, r *http.Request) {
	var end error
	defer func() {
		if p := recover(); p != nil {
			end = fmt.Errorf("%w: %v", errAborted, p)
			w.once.Do(func() { w.failed = end; close(w.began) })
		}
		w.WriteHeader(http.StatusOK) // where the handler wrote nothing
		_ = w.pipe.CloseWithError(end)
	}()
	h.ServeHTTP(w, r)
}

func (w *pipeWriter) Header() http.Header { return w.header }

func (w *pipeWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.began)
	})
}

func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(p)
}

// Flush begins the response; written bytes are on their way already.
func (w *pipeWriter) Flush() { w.WriteHeader(http.StatusOK) }
