// Package session is what every page of the portal stands on: who is signed in,
// calls in their name, forms that cannot be forged and lose nothing, messages
// after a redirect, and one kind of page for whatever goes wrong.
package session

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// Config is what the portal is built from.
type Config struct {
	// BaseURL is the whole address people use, for QR codes and papers.
	BaseURL string
	// Secure marks cookies for TLS only.
	Secure bool
	Clock  calendar.Waiter
	Tree   *area.Tree
	// Calendars are what the services count working days by.
	Calendars *calendar.Places
	Log       *slog.Logger
	// Client makes the client of a service that acts with the context's token.
	Client func(service string) *rpc.Client
}

// Portal holds what all places share. Make it with New.
type Portal struct {
	cfg     Config
	clients map[string]*rpc.Client
	access  *accesses
	drained context.Context
	drain   context.CancelFunc
}

// services are those whose operations pages call.
var services = []string{"identity", "station", "roster", "casework", "notification", "insight", "voting", "gateway"}

// New makes the portal's shared part.
func New(cfg Config) *Portal {
	cfg.BaseURL = strings.TrimSuffix(cfg.BaseURL, "/")
	p := &Portal{cfg: cfg, clients: map[string]*rpc.Client{}, access: newAccesses()}
	p.drained, p.drain = context.WithCancel(context.Background())
	for _, name := range services {
		p.clients[name] = cfg.Client(name)
	}
	return p
}

// URL is the whole address of a path of the portal, as it stands in QR codes.
func (p *Portal) URL(path string) string { return p.cfg.BaseURL + path }

// Now is the present, on the injected clock.
func (p *Portal) Now() time.Time { return p.cfg.Clock.Now() }

// Clock is the injected clock.
func (p *Portal) Clock() calendar.Waiter { return p.cfg.Clock }

// Tree is the tree of divisions, for their names.
func (p *Portal) Tree() *area.Tree { return p.cfg.Tree }

// Calendar says which days are worked in a division, and for which years that is
// known.
func (p *Portal) Calendar(code string) *calendar.Calendar { return p.cfg.Calendars.Of(code) }

// Drain ends the live streams, so that a stop need not wait for them.
func (p *Portal) Drain() { p.drain() }

// Drained is closed when live streams should end.
func (p *Portal) Drained() <-chan struct{} { return p.drained.Done() }
