package gateway

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// Limits bound one client: a token's subject, or an address without a token.
type Limits struct {
	PerSecond float64 // units that come back each second
	Burst     int     // units at once
}

// What a request costs. Guessing passwords and receipt codes is dear; an office
// with many people behind one address must still get through.
const (
	costRead    = 1
	costChange  = 2
	costGuess   = 10
	costRefused = 5
)

// guessable are paths where trying many times would pay.
var guessable = []string{
	"/api/identity/v1/sessions", "/api/identity/v1/invitations", "/api/casework/v1/public/following",
	"/api/casework/v1/public/ratings", "/api/casework/v1/public/withdrawals", "/api/voting/v1/public/appraisals",
	"/sign-in", "/invitation", "/follow", "/appraisals",
}

func costOf(r *http.Request) int {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return costRead
	}
	for _, prefix := range guessable {
		if r.URL.Path == prefix || strings.HasPrefix(r.URL.Path, prefix+"/") {
			return costGuess
		}
	}
	return costChange
}

// limiter keeps a bucket per client and forgets those that are full again.
type limiter struct {
	limits Limits
	clock  calendar.Clock

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

func newLimiter(l Limits, clock calendar.Clock) *limiter {
	return &limiter{limits: l, clock: clock, buckets: map[string]*bucket{}}
}

// allow takes cost from the client's bucket, or fails with rate_limited and the
// time after which there is enough again.
func (l *limiter) allow(client string, cost int) error {
	if l.limits.PerSecond <= 0 {
		return nil
	}
	now, client := l.clock.Now(), household(client)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b, ok := l.buckets[client]
	if !ok {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(l.limits.PerSecond), l.limits.Burst)}
		l.buckets[client] = b
	}
	b.used = now
	reservation := b.ReserveN(now, cost)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		wait = max(wait.Round(time.Second), time.Second)
		return fault.RateLimited(wait, "操作太频繁，请 %[1]d 秒后再试。", "Too many requests. Try again in %[1]d seconds.", int(wait.Seconds()))
	}
	return nil
}

// household is who shares a bucket: of an IPv6 address its network, since whoever
// has one address there has 2^64 of them.
func household(client string) string {
	addr, err := netip.ParseAddr(client)
	if err != nil || !addr.Unmap().Is6() {
		return client
	}
	network, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return client
	}
	return network.String()
}

// sweep forgets buckets that have filled up since they were used.
func (l *limiter) sweep(now time.Time) {
	full := time.Duration(float64(l.limits.Burst) / l.limits.PerSecond * float64(time.Second))
	if now.Sub(l.swept) < full {
		return
	}
	l.swept = now
	for client, b := range l.buckets {
		if now.Sub(b.used) > full {
			delete(l.buckets, client)
		}
	}
}
