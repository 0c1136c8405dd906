package world

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Answer is what came back, as it came.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request with an access token, "" for none, and reads its answer.
func (w *World) Do(r *http.Request, token string) (Answer, error) {
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultTransport.RoundTrip(r) // redirects are answers
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	if resp.Header.Get("Content-Type") == "text/event-stream" { // it goes on
		return Answer{Status: resp.StatusCode, Header: resp.Header}, nil
	}
	body, err := io.ReadAll(resp.Body)
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}, err
}

// Get reads a path as an account, with a query.
func (w *World) Get(ctx context.Context, as, path string, query url.Values) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+path+"?"+query.Encode(), nil)
	if err != nil {
		return Answer{}, fault.Internal(err)
	}
	return w.Do(r, w.Client(as).Token(ctx))
}

// Message is an operation's request as it travels.
type Message struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
}

// MessageOf is how the request of the operation travels; its idempotency key is
// a fresh one.
func MessageOf(op rpc.Operation, request any) (Message, error) {
	var m Message
	c := &rpc.Client{Base: "http://nowhere", HTTP: &http.Client{Transport: capture{&m}},
		Token: func(context.Context) string { return "" }}
	if _, err := c.Do(context.Background(), op, request); m.URL == nil {
		return m, err
	}
	return m, nil
}

// capture keeps a request instead of sending it.
type capture struct{ into *Message }

// RoundTrip implements http.RoundTripper.
func (c capture) RoundTrip(r *http.Request) (*http.Response, error) {
	c.into.Method, c.into.URL, c.into.Header = r.Method, r.URL, r.Header.Clone()
	c.into.Header.Del("Authorization")
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if c.into.Body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

// Send sends the message to the system with an access token.
func (w *World) Send(ctx context.Context, m Message, token string) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, m.Method, w.URL, bytes.NewReader(m.Body))
	if err != nil {
		return Answer{}, err
	}
	at, err := url.Parse(w.URL)
	if err != nil {
		return Answer{}, err
	}
	target := *m.URL
	target.Scheme, target.Host = at.Scheme, at.Host
	r.URL, r.Header = &target, m.Header.Clone()
	return w.Do(r, token)
}
