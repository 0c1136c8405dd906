package voting

import (
	"cmp"
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/store"
)

var errWithdrawn = fault.FailedPrecondition("proposal.withdrawn", "这条建议已经撤回，您的文字和个人信息都已删除", "This proposal was taken back; your words and data are deleted")

// WithdrawProposal serves voting.WithdrawProposal. The pair is the capability, as it is
// for following.
func (s *Service) WithdrawProposal(ctx context.Context, req voting.FollowProposalRequest) (voting.PublicProposal, error) {
	n, own := s.withReceipt(ctx, req)
	var in []string
	source := ""
	var photos []voting.Photo
	err := s.projects.Each(own, store.Query{Index: "number", Of: n}, func(p Project) error {
		in = append(in, p.ID)
		for _, src := range p.Sources {
			if src.Number == n {
				source, photos = src.ID, append(photos, src.Photos...)
			}
		}
		return nil
	})
	if err == nil && source == "" {
		err = errReceipt
	}
	for i := 0; err == nil && i < len(in); i++ {
		_, err = s.projects.Update(own, in[i], func(p *Project) ([]event.Event, error) {
			a, err := s.act(own, p)
			if err != nil {
				return nil, err
			}
			return p.withdraw(a, n)
		})
	}
	if err == nil {
		err = cmp.Or(s.forgetProposer(ctx, source), s.forgetPhotos(ctx, photos))
	}
	if err != nil {
		return voting.PublicProposal{}, err
	}
	return s.FollowProposal(ctx, req)
}

// withReceipt is a receipt's number, and the reach that the pair gives.
func (s *Service) withReceipt(ctx context.Context, req voting.FollowProposalRequest) (string, context.Context) {
	n, _ := number.Parse(req.Number)
	return n, store.WithScope(ctx, store.Scope{Tokens: []string{receiptToken(s.receiptHash(n, number.ReadCode(req.Code)))}})
}

// forgetProposer destroys a proposer's data, and what is left of their seal.
func (s *Service) forgetProposer(ctx context.Context, source string) error {
	ctx = store.System(ctx)
	if err := s.vault.Destroy(ctx, source, s.clock.Now()); err != nil && !fault.Is(err, fault.KindNotFound) { // a nameless one has no key
		return err
	}
	err := s.contacts.Delete(ctx, source)
	if fault.Is(err, fault.KindNotFound) { // it was anonymous
		return nil
	}
	return err
}

// withdrawnTitle stands for a title that was the proposer's own words.
const withdrawnTitle = "（已撤回）"

// withdraw takes a source out of the project, with its words.
func (p *Project) withdraw(a Act, number string) ([]event.Event, error) {
	i := slices.IndexFunc(p.Sources, func(src voting.Source) bool { return src.Number == number })
	if i < 0 || !p.Sources[i].Withdrawn.IsZero() {
		return nil, errWithdrawn
	}
	p.Sources = slices.Clone(p.Sources)
	p.Sources[i].Text, p.Sources[i].Withdrawn, p.Sources[i].Reachable, p.Sources[i].Photos = "", a.At, false, nil
	p.count(a)
	if !p.public() {
		p.Title = withdrawnTitle
	}
	alone := !slices.ContainsFunc(p.Sources, func(src voting.Source) bool { return src.Withdrawn.IsZero() })
	if alone && p.may(voting.Withdrawn) {
		return p.move(a, voting.Withdrawn, voting.ProposalWithdrawn, "", quiet, tell(p.office()))
	}
	return p.record(a, voting.ProposalWithdrawn, "", quiet, tell(p.office())), nil
}
