// Package foreign signs people in through other systems: it is the client (the
// relying party) of OpenID Connect issuers that administrators name. The libraries
// speak the protocol and check signatures; who may enter is identity's to decide.
package foreign

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"lianluo/pkg/outward"
)

const (
	patience  = 3 * time.Second // for each call: three of them fit into an operation
	maxAnswer = 512 << 10       // bytes of an answer that are read
	keysLife  = 10 * time.Minute
)

// Reader calls issuers.
type Reader struct {
	gate outward.Gate
	http *http.Client
	now  func() time.Time

	mu   sync.Mutex
	keys map[string]knownKeys // by address
}

// knownKeys are let go after a while: what an issuer withdrew must not count on.
type knownKeys struct {
	set  oidc.KeySet
	read time.Time
}

// New makes a reader that goes where gate lets it.
func New(gate outward.Gate, now func() time.Time) *Reader {
	client := gate.Client(patience)
	client.Transport = bounded{client.Transport}
	return &Reader{gate: gate, http: client, now: now, keys: map[string]knownKeys{}}
}

// calling is a context with which the libraries call through the reader's client.
func (r *Reader) calling(ctx context.Context) context.Context { return oidc.ClientContext(ctx, r.http) }

// keysAt are the keys at an address; the set reads them again by itself when it
// meets one that it does not know.
func (r *Reader) keysAt(address string) oidc.KeySet {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.keys[address]
	if !ok || !r.now().Before(known.read.Add(keysLife)) {
		known = knownKeys{oidc.NewRemoteKeySet(r.calling(context.Background()), address), r.now()}
		r.keys[address] = known
	}
	return known.set
}

// bounded lets no answer be longer than maxAnswer.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxAnswer), res.Body}
	}
	return res, err
}
