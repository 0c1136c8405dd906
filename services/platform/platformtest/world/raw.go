package world

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"lianluo/pkg/fault"
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
