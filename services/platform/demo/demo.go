// Package demo loads the demonstration: Chenxi county with its 23 townships, a
// station in each, deputies of three levels, staff, this and next month's
// reception days and cases in every step. Everything goes through the public
// operations, with idempotency keys derived from what is made, so that a load
// that was interrupted is completed by the next one without doubles.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"

	"golang.org/x/sync/errgroup"
)

// County is Chenxi county in Hunan.
const County = "431223"

// Options say how much to load and where to keep the accounts.
type Options struct {
	// File gets logins and passwords; only the owner may read it.
	File string
	// BaseURL is where people open the portal.
	BaseURL string
	// Deputies, 1,500 where 0; tests load fewer.
	Deputies int
	// Townships, all 23 where 0.
	Townships int
	Now       func() time.Time
	// Past is moved through the weeks before today; nil leaves them out.
	Past     Past
	Progress func(zh string)
}

// Loader is one load.
type Loader struct {
	Options
	client func(service string, token func(context.Context) string) *rpc.Client
	host   *rpc.Client
	tree   *area.Tree

	accounts  *accounts
	townships []area.Division
	stations  map[string]station.Station       // by area code
	units     map[string][]unitMade            // by area code
	people    map[string][]string              // persons by station id
	seats     map[string]seat                  // of each person
	planned   map[string][]roster.ReceptionDay // by date
	moved     roster.ReceptionDay              // to today
	mu        sync.Mutex
}

// New prepares a load. client makes clients that act with a token, host speaks
// as the machine's owner to identity.
func New(client func(service string, token func(context.Context) string) *rpc.Client, host *rpc.Client, o Options) *Loader {
	l := &Loader{Options: o, client: client, host: host, tree: area.Default(),
		stations: map[string]station.Station{}, units: map[string][]unitMade{}, people: map[string][]string{}, seats: map[string]seat{}, planned: map[string][]roster.ReceptionDay{}}
	if l.Deputies == 0 {
		l.Deputies = 1500
	}
	for _, d := range l.tree.Children(County) {
		if l.Townships == 0 || len(l.townships) < l.Townships {
			l.townships = append(l.townships, d)
		}
	}
	return l
}

// Load loads everything and returns the accounts that are ready. It fails with
// what an operation fails with; run it again to complete it.
func (l *Loader) Load(ctx context.Context) ([]Ready, error) {
	for _, step := range []struct {
		what string
		fn   func(context.Context) error
	}{
		{"管理账号", l.makeAdministrators}, {"联络站", l.makeStations}, {"承办单位", l.makeUnits}, {"代表", l.makeDeputies},
		{"工作账号", l.makeStaff}, {"过去八周", l.livePast}, {"站长邀请", l.inviteHeads}, {"接待日", l.makeReceptions}, {"群众意见", l.makeCases}, {"公告", l.makeNotices}, {"民生实事项目", l.makeProjects}, {"票决", l.makeBallot}, {"测评", l.makeAppraisal}, {"规则修改", l.proposeRules}, {"委托和外部系统", l.tie},
	} {
		l.say("演示数据：" + step.what)
		if err := step.fn(ctx); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", step.what, err)
		}
	}
	return l.accounts.ready, nil
}

// Station is the station of the i-th township; the accounts "head" and "liaison"
// work at the first.
func (l *Loader) Station(i int) station.Station { return l.stations[string(l.townships[i].Code)] }

// Unit is the unit that the account "unit" acts for.
func (l *Loader) Unit() string { return l.unitFor(l.first(), "01").ID }

// Deputy is the person of the account "deputy": of the township's congress, where any
// of the station sits there.
func (l *Loader) Deputy() string {
	if all := l.members(l.first()); len(all) > 0 {
		return all[0]
	}
	return l.people[l.Station(0).ID][0]
}

func (l *Loader) say(zh string) {
	if l.Progress != nil {
		l.Progress(zh)
	}
}

// as is a client of a service in the name of an account that is ready.
func (l *Loader) as(login, service string) *rpc.Client {
	return l.client(service, func(ctx context.Context) string { return l.accounts.token(ctx, login) })
}

// do calls an operation under a key made of what it makes. What another service
// has to learn first (a new station, a new unit) is waited for.
func do[Req, Res any](ctx context.Context, c *rpc.Client, op rpc.Op[Req, Res], req Req, key string, args ...any) (Res, error) {
	key = fmt.Sprintf("demo/"+key, args...)
	deadline := time.Now().Add(30 * time.Second)
	for {
		res, err := rpc.Call(rpc.WithKey(ctx, key), c, op, req)
		late := fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindUnauthenticated) || fault.HasCode(err, "denied") ||
			fault.HasCode(err, "case.step") || fault.HasCode(err, "project.unit") || fault.HasCode(err, "project.not_seated") || // time brings it about
			fault.HasCode(err, "case.received_by") || fault.HasCode(err, "case.reception_day") // casework has not heard of it
		if err == nil || !late || time.Now().After(deadline) {
			if err != nil {
				err = fmt.Errorf("%s (%s): %w", op.Name, key, err)
			}
			return res, err
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return res, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// each runs fn for every item, several at a time, and stops at the first error.
func each[T any](ctx context.Context, items []T, fn func(ctx context.Context, i int, item T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	for i, item := range items {
		g.Go(func() error { return fn(ctx, i, item) })
	}
	return g.Wait()
}

// dice gives the same numbers for the same thing in every load.
func dice(parts ...uint64) *rand.Rand {
	seed := uint64(431223)
	for _, p := range parts {
		seed = seed*1_000_003 + p
	}
	return rand.New(rand.NewPCG(seed, 20261122))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// grant is a role in an area, from now on.
func grant(role, code string) identity.Grant { return identity.Grant{Role: role, Area: code} }
