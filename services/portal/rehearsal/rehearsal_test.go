package rehearsal

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// troupe are players who note what they were let do.
type troupe struct {
	stage Stage
	err   error
	did   []string
}

func (p *troupe) Stage(context.Context) (Stage, error) { return p.stage, p.err }

func (p *troupe) Do(_ context.Context, act string) error {
	if act != p.stage.Others {
		return fault.FailedPrecondition("hall.turn", "现在轮不到其他人", "not their turn")
	}
	p.did = append(p.did, act)
	return p.err
}

func start(t *testing.T, players Players) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(func(mux *http.ServeMux, p *session.Portal) {
		ui.Routes(mux)
		Routes(mux, p, players)
	})).Visitor(t)
}

func at(state voting.BallotState, others, self string) Stage {
	return Stage{Ballot: voting.Ballot{ID: "b1", Title: "票决", State: state}, Others: others, Self: self}
}

// Whatever the turn, the page says whose it is and has its words in both languages.
func TestEveryTurnHasItsWords(t *testing.T) {
	p := &troupe{}
	b := start(t, p)
	for _, lang := range []string{"zh", "en"} {
		b.Get("/prefs?lang=" + lang)
		for _, others := range []string{"", "arrive", "guard", "begin", "vote", "close", "count", "declare"} {
			for _, self := range []string{"", "join", "deal", "keep", "check-in", "cast", "open", "sign"} {
				p.stage = at(voting.BallotOpen, others, self)
				page := b.Get(Path).Body
				if strings.Contains(page, ">rehearsal.") || others != "" != strings.Contains(page, `name="act"`) || self != "" != strings.Contains(page, `id="self"`) {
					t.Errorf("%s, others %q, self %q:\n%s", lang, others, self, page)
				}
			}
		}
	}
	for state, says := range map[voting.BallotState]string{voting.BallotDeclared: "anybody can recount", voting.BallotVoid: "Nobody has anything to do"} {
		p.stage = at(state, "", "")
		portaltest.Says(t, b.Get(Path), says)
	}
}

// The person is led to where they act; the others act on the press of a button, once
// where it is pressed twice.
func TestTurns(t *testing.T) {
	p := &troupe{stage: at(voting.BallotCeremony, "guard", "join")}
	b := start(t, p)
	portaltest.Says(t, b.Get(Path), "这是演示")
	if page := b.Get(Path).Body; !strings.Contains(page, `href="/d/ballots/b1/key"`) {
		t.Error("a scrutineer is not led to their page")
	}
	page := b.Get(Path)
	portaltest.Says(t, b.Follow(b.Submit(page, Path, nil)), "已做完")
	p.stage = at(voting.BallotOpen, "vote", "cast")
	portaltest.Says(t, b.Follow(b.Submit(page, Path, nil)), "现在轮不到其他人")
	if len(p.did) != 1 || p.did[0] != "guard" {
		t.Errorf("they did %v", p.did)
	}
	if page := b.Get(Path).Body; !strings.Contains(page, `href="/d/ballots/b1"`) {
		t.Error("a deputy is not led to their page")
	}
	portaltest.Expect(t, "a form that the page did not make", b.PostBody(Path, "act=vote").Status, http.StatusForbidden)
	p.err = fault.NotFound("demo.vote", "还没有准备好", "not there yet")
	portaltest.Expect(t, "before there is a ballot", b.Get(Path).Status, http.StatusNotFound)
}

// Without players there is no page.
func TestOnlyInTheDemonstration(t *testing.T) {
	b := start(t, nil)
	portaltest.Expect(t, "the page", b.Get(Path).Status, http.StatusNotFound)
}

// FuzzLoopback: no name leads here but this machine's own.
func FuzzLoopback(f *testing.F) {
	for _, host := range []string{"127.0.0.1:8080", "localhost", "[::1]:80", "demo.example.org", "127.0.0.1.example.org", "localhost.example.org:80", "", ":", "[", "0x7f.1"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if !loopback(host) || strings.HasPrefix(host, "localhost") {
			return
		}
		name := strings.Trim(host[:max(strings.LastIndex(host, ":"), 0)], "[]")
		if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && addr.IsLoopback() {
			return
		}
		if addr, err := netip.ParseAddr(name); err != nil || !addr.IsLoopback() {
			t.Errorf("%q passes for this machine", host)
		}
	})
}

func TestNames(t *testing.T) {
	for host, want := range map[string]bool{"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:80": true, "localhost.example.org": false, "127.0.0.1.example.org": false, "": false} {
		if loopback(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}
