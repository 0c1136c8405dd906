package hall

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
)

// seed is what the devices of this ballot are made of.
func (h *Hall) seed() string { return h.Seed + "/" + h.ID }

func (h *Hall) chair() *ballottest.Device { return ballottest.NewDevice(h.seed(), "chair") }

func (h *Hall) trustee(index, seat int) *ballottest.Trustee {
	return ballottest.NewTrustee(h.seed(), index, seat)
}

func (h *Hall) deputy(seat int) *ballottest.Deputy { return ballottest.NewDeputy(h.seed(), seat) }

// phoneOf is the client of a scrutineer, nil where a program does not act for them.
func (h *Hall) phoneOf(index int) *rpc.Client {
	return h.Phone(h.Ballot.Trustees[index-1].Mandate)
}

func inOrder(deals []board.Deal, more board.Deal) []board.Deal {
	deals = append(deals, more)
	sorting.By(deals, func(a, b board.Deal) int { return cmp.Compare(a.Index, b.Index) })
	return deals
}

// post sends what a device said.
func (h *Hall) post(ctx context.Context, c *rpc.Client, op rpc.Op[voting.PostEntryRequest, voting.EntryReceipt], said ballottest.Said) (voting.EntryReceipt, error) {
	return call(ctx, c, op, voting.PostEntryRequest{ID: h.ID, Kind: said.Kind, Author: said.Author, Body: said.Body, Signature: hex.EncodeToString(said.Signature)})
}

// Lead has the chair put an entry on the board, with the figures of the board.
func (h *Hall) Lead(ctx context.Context, req voting.ComposeEntryRequest) error {
	req.ID = h.ID
	if req.Kind == board.KindDefinition {
		req.Key = h.chair().Key().String()
	}
	d, err := call(ctx, h.Office, voting.ComposeEntry, req)
	if err != nil {
		return err
	}
	_, err = h.post(ctx, h.Office, voting.LeadEntry, h.chair().SayText(d.Ballot, d.Kind, d.Body))
	return err
}

// marks are the choices of the n-th voter: most approve the same projects, as many
// as there are places, and every fourth prefers one of the others to one of them. So
// there is never a tie at the last place, and the chosen pass.
func (h *Hall) marks(n int) [][]int {
	shape, order := h.board.Shape(), h.liking()
	places := min(shape.Limit, h.Ballot.Choice.Places)
	chosen := slices.Clone(order[:places])
	if others := order[places:]; n%4 == 0 && len(others) > 0 {
		chosen[n/4%places] = others[n/4%len(others)]
	}
	out := make([][]int, shape.Rows)
	for i := range out {
		out[i] = make([]int, shape.Columns)
		if slices.Contains(chosen, i) {
			out[i][0] = 1
		}
	}
	return out
}

// liking are the candidates in the order in which this congress likes them.
func (h *Hall) liking() []int {
	all := make([]int, len(h.Ballot.Candidates))
	for i := range all {
		all[i] = i
	}
	of := func(i int) string {
		sum := sha256.Sum256([]byte(h.Ballot.Candidates[i].Title))
		return string(sum[:])
	}
	sorting.By(all, func(a, b int) int { return cmp.Compare(of(a), of(b)) })
	return all
}
