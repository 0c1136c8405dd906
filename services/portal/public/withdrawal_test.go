package public_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/voting"
	"lianluo/services/portal/portaltest"
)

// Whoever has the receipt takes the proposal back from the page that shows it; the
// pair stands in no address.
func TestAProposalIsTakenBackFromItsPage(t *testing.T) {
	gone := false
	answer := func(_ context.Context, req voting.FollowProposalRequest) (voting.PublicProposal, error) {
		out := voting.PublicProposal{Number: req.Number, Text: "孩子走不过去", At: portaltest.Now, Projects: []voting.PublicProject{{ID: "pr1", State: voting.Proposed}}}
		if gone {
			out.Text, out.Withdrawn = "", true
		}
		return out, nil
	}
	b := start(t, portaltest.Op(voting.FollowProposal, answer), portaltest.Op(voting.WithdrawProposal, func(ctx context.Context, req voting.FollowProposalRequest) (voting.PublicProposal, error) {
		gone = req.Code == "ABCD2345"
		return answer(ctx, req)
	}))
	page := b.Submit(b.Get("/projects/follow"), "/projects/follow", url.Values{"number": {"431223-100-26-90001-8"}, "code": {"ABCD2345"}})
	portaltest.Says(t, page, "孩子走不过去", "撤回我的建议", "不能恢复")
	after := b.Submit(page, "/projects/withdrawal", nil)
	portaltest.Says(t, after, "这条建议已撤回")
	portaltest.Silent(t, after, "孩子走不过去", "撤回我的建议")
	portaltest.Expect(t, "kept nowhere", after.Header.Get("Cache-Control"), "no-store")
}
