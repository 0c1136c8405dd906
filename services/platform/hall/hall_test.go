package hall_test

import (
	"bytes"
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/hall"
	"lianluo/services/platform/platformtest"
)

// stage is the demonstration's ballot.
type stage struct {
	*testing.T
	s *platformtest.System
}

// players are those of the ballot as a process knows them that has just started.
func (g *stage) players() *demo.Rehearsal {
	client := func(_ string, token func(context.Context) string) *rpc.Client {
		return &rpc.Client{Base: g.s.URL, HTTP: http.DefaultClient, Token: token}
	}
	return demo.NewRehearsal(filepath.Join(g.s.Dir, "demo-accounts.txt"), client, g.s.Now)
}

func (g *stage) look() (voting.Ballot, hall.Stage) {
	g.Helper()
	b, stage, err := g.players().Look(g.Context())
	if err != nil {
		g.Fatal(err)
	}
	return b, stage
}

// TestEveryActByAnotherProcess holds a ballot to its end: whoever acts, others or the
// person, does so with devices made anew from their seed. Nobody acts twice, out of
// turn, or for the person.
func TestEveryActByAnotherProcess(t *testing.T) {
	g := &stage{T: t, s: platformtest.One(t, "-limits.per_second", "0")}
	if _, _, err := g.players().Look(t.Context()); !fault.Is(err, fault.KindNotFound) {
		t.Fatal("there is a ballot before any was made", err)
	}
	g.s.Load(t.Context())
	b, _ := g.look()
	for range 40 {
		_, now := g.look()
		switch {
		case now.Self != "":
			g.acts(b.ID)
		case now.Others != "":
			g.refusesOthers(now)
			if err := g.players().Do(t.Context(), now.Others); err != nil {
				t.Fatal(now, err)
			}
		default:
			g.ended()
			return
		}
	}
	t.Fatal("the ballot does not end")
}

// acts has the person do what is due, as a scrutineer or as a deputy.
func (g *stage) acts(id string) {
	g.Helper()
	b, before := g.look()
	me := g.mandate(b)
	self := &hall.Hall{ID: id, Seed: "the person's own", Office: g.s.As("county"), Phone: func(mandate string) *rpc.Client {
		if mandate == me {
			return g.s.As("deputy")
		}
		return nil
	}}
	if err := self.Look(g.Context()); err != nil {
		g.Fatal(err)
	}
	if err := self.Act(g.Context()); err != nil {
		g.Fatal(before, err)
	}
	if _, after := g.look(); after == before {
		g.Fatalf("nothing came of %q", before.Self)
	}
}

// mandate is that of the scrutineer whom nobody plays.
func (g *stage) mandate(b voting.Ballot) string {
	g.Helper()
	mine, err := rpc.Call(g.Context(), g.s.As("deputy"), voting.MyBallots, rpc.None{})
	if err != nil || len(mine.Items) == 0 {
		g.Fatal(err, "the person is on no roll")
	}
	for _, one := range mine.Items {
		if one.Ballot.ID == b.ID {
			return one.Me.Mandate
		}
	}
	g.Fatal("the person is not on the roll of ", b.ID)
	return ""
}

// refusesOthers: what is not their turn is refused and changes nothing.
func (g *stage) refusesOthers(now hall.Stage) {
	g.Helper()
	for _, act := range []string{hall.Arrive, hall.Guard, hall.Begin, hall.Vote, hall.Close, hall.Count, hall.Declare, "", "nonsense"} {
		if act == now.Others {
			continue
		}
		if err := g.players().Do(g.Context(), act); !fault.HasCode(err, "hall.turn") {
			g.Errorf("at %+v they do %q: %v", now, act, err)
		}
	}
}

// ended: everybody voted, as many are chosen as there are places, and it verifies.
func (g *stage) ended() {
	g.Helper()
	b, _ := g.look()
	t := b.Turnout
	if b.State != voting.BallotDeclared || t.Present != t.Roll || b.Result.Valid != t.Roll || len(b.Result.Selected) != b.Choice.Places {
		g.Errorf("%s: %+v of %+v", b.State, b.Result, t)
	}
	body, err := rpc.CallStream(g.Context(), g.s.As("county"), voting.GetBundle, voting.BallotID{ID: b.ID})
	if err != nil {
		g.Fatal(err)
	}
	defer body.Close()
	cmd := exec.CommandContext(g.Context(), platformtest.Binary(g), "verify", "/dev/stdin")
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = body, &out, &out
	if err := cmd.Run(); err != nil {
		g.Errorf("%v\n%s", err, &out)
	}
}
