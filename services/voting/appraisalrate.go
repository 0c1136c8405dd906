package voting

import (
	"context"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// rater is somebody who may rate once: a deputy on the frozen roll, or whoever holds
// a slip. Rated has no time and says nothing of what was said.
type rater struct {
	ID        string    `json:"id"` // appraisal/person, appraisal/hash of a code
	Appraisal string    `json:"appraisal"`
	Group     int       `json:"group"` // in the urn
	Person    string    `json:"person,omitempty"`
	Name      string    `json:"name,omitempty"`
	Mandate   string    `json:"mandate,omitempty"`
	Suspended bool      `json:"suspended,omitempty"`
	Rated     bool      `json:"rated"`
	Opened    time.Time `json:"opened"` // the appraisal was, for all its raters alike
}

var (
	errNotRater = fault.NotFound("appraisal.not_rater", "您不在这次评议的名单中，或评议不存在；如有疑问请联系人大办公室", "You are not on the roll of this appraisal, or there is none; ask the congress's office")
	errAway     = fault.FailedPrecondition("appraisal.suspended", "您的代表资格已暂停，不能参加测评；如有疑问请联系人大办公室", "Your mandate is suspended, so you cannot rate; ask the congress's office")
	errAgain    = fault.Conflict("appraisal.rated", "您的评议已经收到，每人只能提交一次，不必再交", "What you said has been taken; everybody rates once, and nothing more is needed")
	errSlip     = fault.NotFound("appraisal.slip", "评议码不对，请对照纸条重新输入；如仍不行，请向联络站另领一张", "This code is wrong; compare it with your slip. If it fails again, ask the station for another slip").
			At("code", "请对照纸条重新输入", "Compare it with your slip")
	errSlipUsed = fault.Conflict("appraisal.slip_used", "这个评议码已经用过，评议已收到，不必再交", "This code was used and what was said has been taken; nothing more is needed").
			At("code", "已经用过，您的评议已收到", "it was used, and what was said is taken")
)

func declareRaters(db *store.DB) *store.Collection[rater] {
	return store.NewCollection(db, "rater", store.Def[rater]{
		ID: func(r *rater) string { return r.ID }, Missing: errNotRater,
		Tokens: func(r *rater) []string {
			if r.Person == "" {
				return nil
			}
			return []string{authz.PersonToken(r.Person)}
		},
		Indexes: []store.Index[rater]{
			{Name: "waiting", Key: func(r *rater) store.Key {
				if r.Rated || r.Person == "" || r.Suspended {
					return nil
				}
				return store.Key{r.Appraisal, r.Name}
			}},
			{Name: "used", Key: func(r *rater) store.Key {
				if !r.Rated || r.Person != "" {
					return nil
				}
				return store.Key{r.Appraisal, r.Group}
			}},
			{Name: "person", Of: func(r *rater) []string { return []string{r.Person} }, Key: func(r *rater) store.Key { return store.Key{store.Reverse(r.Opened)} }},
		},
	})
}

func newCodes(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = number.NewCode()
	}
	return out
}

func (s *Service) slipID(appraisal, code string) string {
	return appraisal + "/" + s.vault.Blind("slip", appraisal+"/"+number.ReadCode(code))
}

// RateAppraisal serves voting.RateAppraisal.
func (s *Service) RateAppraisal(ctx context.Context, req voting.RateRequest) (voting.Rated, error) {
	who := authz.Actor(ctx).Person
	if who == "" {
		return voting.Rated{}, errNotRater
	}
	return s.rate(ctx, req, req.ID+"/"+who, errNotRater, errAgain)
}

// RateBySlip serves voting.RateBySlip. The code is the capability.
func (s *Service) RateBySlip(ctx context.Context, req voting.RateRequest) (voting.Rated, error) {
	return s.rate(store.System(ctx), req, s.slipID(req.ID, req.Code), errSlip, errSlipUsed)
}

// rate marks that somebody rated and adds what they said to the sums, in the
// operation's one unit of work: neither stands without the other.
func (s *Service) rate(ctx context.Context, req voting.RateRequest, id string, unknown, again *fault.Error) (voting.Rated, error) {
	r, err := s.raters.Update(ctx, id, func(r *rater) ([]event.Event, error) {
		switch {
		case r.Rated:
			return nil, again
		case r.Suspended:
			return nil, errAway
		}
		r.Rated = true
		return nil, nil
	})
	if err != nil {
		return voting.Rated{}, fault.Instead(err, unknown)
	}
	ctx = store.System(ctx) // who is on the roll reaches the urn
	if err := s.seatHolds(ctx, r); err != nil {
		return voting.Rated{}, err
	}
	a, err := s.appraisals.Get(ctx, req.ID)
	if err != nil {
		return voting.Rated{}, err
	}
	if a.stateOn(today(s.actAt(ctx, a.Area, a.Areas))) != voting.AppraisalOpen {
		return voting.Rated{}, errOver
	}
	_, err = s.urns.Update(ctx, a.ID, func(u *urn) ([]event.Event, error) { return nil, u.add(&a, r.Group, req.Given) })
	return voting.Rated{Title: a.Title}, err
}

// seatHolds fails for a deputy whose mandate was suspended or ended since the opening.
func (s *Service) seatHolds(ctx context.Context, r rater) error {
	if r.Person == "" {
		return nil
	}
	away, err := s.suspended(ctx, seat{Person: r.Person, Mandate: r.Mandate})
	if err == nil && away {
		err = errAway
	}
	return err
}

// MyAppraisals serves voting.MyAppraisals.
func (s *Service) MyAppraisals(ctx context.Context, _ rpc.None) (rpc.Page[voting.MyAppraisal], error) {
	out := rpc.Page[voting.MyAppraisal]{Items: []voting.MyAppraisal{}}
	who := authz.Actor(ctx).Person
	if who == "" {
		return out, nil
	}
	page, err := s.raters.List(ctx, store.Query{Index: "person", Of: who, Limit: 30})
	for _, r := range page.Items {
		a, err := s.appraisals.Get(store.System(ctx), r.Appraisal)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, voting.MyAppraisal{Appraisal: s.bare(&a), Rated: r.Rated, Suspended: r.Suspended})
	}
	if err != nil {
		return out, err
	}
	about, err := s.judgedIn(ctx, who)
	out.Items = append(out.Items, about...)
	sorting.Stably(out.Items, func(a, b voting.MyAppraisal) int { return b.Appraisal.Opened.Compare(a.Appraisal.Opened) })
	out.Items = slices.DeleteFunc(out.Items, func(m voting.MyAppraisal) bool { return m.Appraisal.State == voting.AppraisalVoid && !m.Rated })
	return out, err
}
