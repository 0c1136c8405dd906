package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
	"lianluo/services/voting/votingtest"
)

const electors = 9

// twins is a ballot that two replicas hold together on MongoDB and Kafka.
type twins struct {
	*votingtest.Hall
	*platformtest.System
	t        *testing.T
	replicas []*platformtest.Process
}

// TestBallotOnTwoReplicas: what is cast at two replicas at once stands in one chain,
// each ballot once. One of them is killed while ballots come in, and again between
// the parts of the opening: what was acknowledged is there, what was not is sent
// again, and the ballot ends as if nothing had been.
func TestBallotOnTwoReplicas(t *testing.T) {
	s, replicas := platformtest.Replicas(t, 2)
	w := &twins{System: s, t: t, replicas: replicas}
	congress := s.Convene(t.Context(), electors, "修通学路", "装太阳能路灯", "改造集镇水管")
	w.Hall = &votingtest.Hall{T: t, ID: congress.Ballot(t.Context(), 5), Office: w.at(0, "chair"), Public: w.at(1, "")}
	w.Phone = func(seat int) *rpc.Client { return w.at(seat%2, fmt.Sprintf("deputy%d", seat)) }
	w.Prepare(2, voting.ApproveScrutineersRequest{Mandates: congress.Mandates[:3]})
	w.Order(board.KindDefinition)
	w.Ceremony()
	w.Begin(electors, 0)

	receipts := w.castAtOnce()
	w.Order(board.KindClose)
	w.Open(1)
	w.replicas[1].Kill()
	w.replicas[1].Start()
	w.replicas[1].WaitReady()
	w.Say(w.Trustees[1].Seat, w.Partial(w.Trustees[1]))
	w.Order(board.KindResult)
	result := w.Board().Head()
	for _, one := range w.Trustees {
		w.Say(one.Seat, one.Sign(w.Board(), result))
	}
	w.Order(board.KindDeclare)
	w.agree(receipts, congress.Projects)
}

// at is somebody's way to a replica.
func (w *twins) at(replica int, login string) *rpc.Client {
	c := w.As(login)
	return &rpc.Client{Base: "http://" + w.replicas[replica].Addr, HTTP: http.DefaultClient, Token: c.Token}
}

// landing is a ballot that was acknowledged.
type landing struct {
	said    ballottest.Said
	receipt voting.EntryReceipt
}

// castAtOnce has everybody cast, each at both replicas at once, as a phone does that
// sends again; the second replica dies as soon as it has acknowledged something, and
// comes back.
func (w *twins) castAtOnce() []string {
	w.t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	var landed []landing
	first := make(chan struct{})
	var once sync.Once
	for _, v := range w.Voters {
		said := w.Cast(v)
		for replica := range w.replicas {
			client := w.at(replica, fmt.Sprintf("deputy%d", v.Seat))
			all.Go(func() {
				r := w.insist(client, said)
				mu.Lock()
				landed = append(landed, landing{said, r})
				mu.Unlock()
				if replica == 1 {
					once.Do(func() { close(first) })
				}
			})
		}
	}
	<-first
	w.replicas[1].Kill()
	w.replicas[1].Start()
	all.Wait()
	return w.once(landed)
}

// insist sends an entry until it is acknowledged, a minute at most.
func (w *twins) insist(c *rpc.Client, said ballottest.Said) voting.EntryReceipt {
	deadline := time.Now().Add(time.Minute)
	for {
		r, err := rpc.Call(w.t.Context(), c, voting.PostEntry, votingtest.Request(w.ID, said))
		away := fault.Is(err, fault.KindUnavailable) && time.Now().Before(deadline)
		if err != nil && !away {
			w.t.Errorf("%s: %v", said.Author, err)
		}
		if !away {
			return r
		}
		time.Sleep(20 * time.Millisecond) // until it is up again
	}
}

// once takes what landed onto the devices' board, in its order: both replicas said
// the same of each ballot, and together they are one chain.
func (w *twins) once(landed []landing) (receipts []string) {
	w.t.Helper()
	slices.SortFunc(landed, func(a, b landing) int { return a.receipt.Seq - b.receipt.Seq })
	for i := 0; i+1 < len(landed); i += 2 {
		one, other := landed[i], landed[i+1]
		if one.said.Author != other.said.Author || one.receipt != other.receipt {
			w.t.Fatalf("of %s the replicas say %+v and %+v", one.said.Author, one.receipt, other.receipt)
		}
		w.Take(one.said, one.receipt)
		receipts = append(receipts, w.Entries[len(w.Entries)-1].Receipt())
	}
	return receipts
}

// agree: both replicas give the same board, which holds, and the projects went where
// it says, each once.
func (w *twins) agree(receipts, projects []string) {
	w.t.Helper()
	if r := w.Verified(receipts...); !r.Holds() {
		w.t.Errorf("the bundle does not verify: %v", r.Failures)
	}
	bundle := w.Bundle()
	w.Public = w.at(0, "")
	if !bytes.Equal(bundle, w.Bundle()) {
		w.t.Error("the replicas give different bundles")
	}
	b := w.Ballot()
	if b.State != voting.BallotDeclared || b.Turnout.Cast != electors || b.Result.Valid != electors || b.Head.Seq != len(w.Entries)-1 {
		w.t.Errorf("it ended as %s, %+v, at %+v, of %d entries", b.State, b.Turnout, b.Head, len(w.Entries))
	}
	for _, id := range projects {
		p, err := rpc.Call(w.t.Context(), w.at(1, "chair"), voting.GetProject, voting.ByID{ID: id})
		if err != nil {
			w.t.Fatal(err)
		}
		turns := map[string]int{}
		for _, turn := range p.History {
			turns[turn.What]++
		}
		chosen := slices.Contains(b.Result.Selected, id)
		if turns["BallotingBegun"] != 1 || chosen != (turns["ProjectAdopted"] == 1) || chosen == (turns["ProjectNotAdopted"] == 1) {
			w.t.Errorf("%s, chosen %v: %v", p.Title, chosen, turns)
		}
	}
}
