package ballots_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
)

const theRecord = "the record of the ballot"

// chairAt opens the chair's page of a ballot at a state.
func chairAt(t *testing.T, state voting.BallotState, more ...portaltest.Fake) *portaltest.Browser {
	t.Helper()
	b := voting.Ballot{ID: "b1", Title: "民生实事项目票决", State: state, Congress: voting.Congress{Name: "黄溪口镇人民代表大会", Division: "431223102", Term: 19, Session: 5},
		Candidates: []voting.BallotCandidate{{ID: "p1", Title: "村道路灯"}}, Trustees: []voting.Trustee{{Index: 1, Name: "代表一"}}, Threshold: 1,
		Tellers: []voting.Teller{{Account: "a1", Name: "老张"}, {Account: "a2", Name: "老李"}},
		Result:  &voting.BallotResult{Counts: [][]int{{9}}, Selected: []string{"p1"}, Outcome: "decided", Valid: 9}}
	return portaltest.Start(t, portaltest.Pages(county.Routes), append([]portaltest.Fake{
		portaltest.Always(voting.GetBallot, b), portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{}),
		portaltest.Stream(voting.GetBallotMinutes, func(_ context.Context, _ voting.BallotMinutesRequest, w *rpc.Writer) error {
			_, err := w.Write([]byte(theRecord))
			return err
		})}, more...)...).As(t, authz.CountyAdmin)
}

// Tellers are chosen from all accounts, however many pages of them there are.
func TestTheChairChoosesTellersAmongAllStaff(t *testing.T) {
	staff := portaltest.Paged(identity.ListAccounts, func(r identity.ListAccountsRequest) string { return r.After },
		identity.Account{ID: "a1", Name: "王代表", Person: "p1"}, identity.Account{ID: "a2", Name: "老赵"})
	page := chairAt(t, voting.BallotRules, staff).Get("/county/ballots/b1")
	portaltest.Says(t, page, "老赵")
	portaltest.Silent(t, page, "王代表")
}

// Whom the session approved stays chosen where the service refuses something of it;
// that the ballot has gone on meanwhile is said above the page.
func TestScrutineersStayTicked(t *testing.T) {
	more := []portaltest.Fake{portaltest.Always(identity.ListAccounts, rpc.Page[identity.Account]{Items: []identity.Account{{ID: "a1", Name: "老张"}, {ID: "a2", Name: "老赵"}}}),
		portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{Items: []voting.Elector{{Mandate: "m1", Name: "代表一"}, {Mandate: "m2", Name: "代表二"}, {Mandate: "m3", Name: "代表三"}, {Mandate: "m4", Name: "代表四"}}})}
	const at = "/county/ballots/b1/scrutineers"
	form := url.Values{"mandates": {"m1", "m3", "m4"}, "threshold": {"4"}, "teller1": {"a1 老张"}, "teller2": {"a2 老赵"}}
	b := chairAt(t, voting.BallotRules, append(more, portaltest.Refusing(voting.ApproveScrutineers, fault.Invalid("voting.threshold", "应超过一半", "More than half")))...)
	refused := b.Submit(b.Get("/county/ballots/b1"), at, form)
	portaltest.Refused(t, refused, "应超过一半")
	kept := refused.Form(t, at)
	portaltest.Expect(t, "scrutineers", strings.Join(kept["mandates"], " "), "m1 m3 m4")
	portaltest.Expect(t, "threshold", kept.Get("threshold"), "4")
	portaltest.Expect(t, "teller", kept.Get("teller2"), "a2 老赵")
	b = chairAt(t, voting.BallotRules, append(more, portaltest.Refusing(voting.ApproveScrutineers, fault.FailedPrecondition("voting.ballot_step", "票决现在不在这一步", "Not at this step")))...)
	portaltest.Says(t, b.Follow(b.Submit(b.Get("/county/ballots/b1"), at, form)), "票决现在不在这一步")
}

// A county's projects stand among those of its townships, who deliberate on many.
func TestTheChairChoosesAmongAllProjectsOfTheCongress(t *testing.T) {
	rows := portaltest.Paged(voting.ListProjects, func(r voting.ListRequest) string { return r.After },
		voting.Row{ID: "p1", Title: "村道路灯", Area: "431223100"}, voting.Row{ID: "p2", Title: "县医院改造", Area: "431223"})
	page := chairAt(t, voting.BallotDraft, rows, portaltest.Always(voting.ListBallots, rpc.Page[voting.Ballot]{})).Get("/county/ballots/new?area=431223")
	portaltest.Says(t, page, "县医院改造")
	portaltest.Silent(t, page, "村道路灯")
}

func TestTheDeclarationCarriesTheRecordsDigest(t *testing.T) {
	b := chairAt(t, voting.BallotSigned)
	page := b.Get("/county/ballots/b1")
	portaltest.Says(t, page, "票决记录（打印签字）", "先打印票决记录")
	digest := sha256.Sum256([]byte(theRecord))
	portaltest.Expect(t, "digest", page.Form(t, "/county/ballots/b1/lead").Get("minutes"), hex.EncodeToString(digest[:]))
	file := b.Get("/county/ballots/b1/minutes")
	portaltest.Expect(t, "status", file.Status, http.StatusOK)
	portaltest.Expect(t, "file", file.Body, theRecord)
}

func TestTheRecordStaysAfterTheDeclaration(t *testing.T) {
	portaltest.Says(t, chairAt(t, voting.BallotDeclared).Get("/county/ballots/b1"), "票决记录（打印签字）", "下载全部记录")
}

func TestTheChairTellsTellersWhereToEnterPapers(t *testing.T) {
	portaltest.Says(t, chairAt(t, voting.BallotOpen).Get("/county/ballots/b1"), "请老张、老李", "打开录入页面")
	portaltest.Silent(t, chairAt(t, voting.BallotClosed).Get("/county/ballots/b1"), "打开录入页面")
}
