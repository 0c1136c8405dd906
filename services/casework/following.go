package casework

import (
	"context"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/casework/number"
)

// byReceipt finds the case and the voice that number and code belong to. The
// pair is the capability: the scope it gives reaches this one case. A wrong pair
// fails as one that never was.
func (s *Service) byReceipt(ctx context.Context, typed, code string) (context.Context, Case, casework.Voice, error) {
	n, _ := number.Parse(typed)
	ctx = receiptScope(ctx, s.receiptHash(n, strings.ToUpper(strings.TrimSpace(code))))
	c, ok, err := s.cases.First(ctx, store.Query{Index: "number", Of: n})
	if err != nil {
		return ctx, c, casework.Voice{}, err
	}
	for _, v := range c.Voices {
		if ok && v.Number == n {
			return ctx, c, v, nil
		}
	}
	return ctx, c, casework.Voice{}, errReceipt
}

// FollowCase serves casework.FollowCase.
func (s *Service) FollowCase(ctx context.Context, req casework.FollowRequest) (casework.PublicCase, error) {
	_, c, v, err := s.byReceipt(ctx, req.Number, req.Code)
	if err != nil {
		return casework.PublicCase{}, err
	}
	return s.publicView(ctx, &c, v.ID), nil
}

// RateCase serves casework.RateCase.
func (s *Service) RateCase(ctx context.Context, req casework.RateRequest) (casework.PublicCase, error) {
	return s.byPerson(ctx, req.Number, req.Code, func(c *Case, a Act, voice string) ([]event.Event, error) {
		if err := c.allow(a, casework.RateCase.Operation); err != nil {
			return nil, err
		}
		return c.Answer(a, voice, req.Answer, req.Words, "page")
	})
}

// WithdrawCase serves casework.WithdrawCase.
func (s *Service) WithdrawCase(ctx context.Context, req casework.WithdrawRequest) (casework.PublicCase, error) {
	return s.byPerson(ctx, req.Number, req.Code, func(c *Case, a Act, voice string) ([]event.Event, error) {
		return c.Withdraw(a, voice, req.Reason)
	})
}

// byPerson runs what the person of a receipt does with the case.
func (s *Service) byPerson(ctx context.Context, typed, code string, fn func(*Case, Act, string) ([]event.Event, error)) (casework.PublicCase, error) {
	own, found, v, err := s.byReceipt(ctx, typed, code)
	if err != nil {
		return casework.PublicCase{}, err
	}
	c, err := s.cases.Update(own, found.ID, func(c *Case) ([]event.Event, error) { return fn(c, s.act(own, c), v.ID) })
	if err != nil {
		return casework.PublicCase{}, instead(err, errReceipt) // the code was renewed meanwhile
	}
	return s.publicView(ctx, &c, v.ID), nil
}

// publicView is what one voice sees: its own words, no other voices, no names,
// no internal notes.
func (s *Service) publicView(ctx context.Context, c *Case, voice string) casework.PublicCase {
	v := c.voice(voice)
	out := casework.PublicCase{
		Number: v.Number, Title: c.publicTitle(v), Text: v.Text, Station: c.StationName, Step: c.Step, StepNo: c.stepNo(),
		Unit: c.UnitName, Due: c.Clock.Due, Outcome: c.Outcome, Voices: len(c.Voices),
		Entries: c.publicEntries(voice), Replies: c.publicReplies(), CanWithdraw: c.open() && v.Withdrawn.IsZero(),
	}
	if out.Text == "" && c.Voices[0].ID == voice {
		out.Text = c.Text
	}
	if k, err := c.question(voice); err == nil {
		out.Ask = k.About
	}
	// A look-up of what is public about the station.
	if st, err := s.stations.Get(store.System(ctx), c.Station); err == nil {
		out.StationCode = st.Code
	}
	return out
}

// publicTitle: the case's title may be words of another voice, which only staff
// have checked once they wrote a public one.
func (c *Case) publicTitle(v *casework.Voice) string {
	if c.PublicTitle != "" || c.Voices[0].ID != v.ID || v.Text != "" {
		return c.PublicTitle
	}
	return c.Title
}

// stepNo places the case among the seven steps.
func (c *Case) stepNo() int {
	switch c.Step {
	case casework.Received:
		return 1
	case casework.Registered:
		return 2
	case casework.Triaged, casework.Assigned, casework.Handling, casework.Returned:
		if c.Supervision > 0 {
			return 4
		}
		return 3
	case casework.Replied, casework.Rejected:
		return 5
	case casework.Awaiting, casework.Closed, casework.Withdrawn, casework.MergedStep:
		return 6
	}
	return 7
}

// published are the entries a person sees, and whether with their note: notes
// hold words of staff among themselves, but for replies and units.
var published = map[string]bool{
	"CaseReceived": false, "CaseRegistered": false, "CaseTriaged": false, "CaseRejected": true, "CaseExplained": true,
	"CaseAssigned": true, "CaseAccepted": false, "CaseReturned": false, "CaseEscalated": false, "ExtensionGranted": false,
	"CaseReplied": true, "PersonAsked": true, "CaseAwaiting": false, "CaseReopened": false, "CaseSupervised": false,
	"CaseUrged": false, "CaseWithdrawn": false, "CaseClosed": true, "CaseArchived": false,
}

func (c *Case) publicEntries(voice string) []casework.PublicEntry {
	out := []casework.PublicEntry{}
	since := c.voice(voice).At
	for _, e := range c.Timeline {
		withNote, ok := published[e.What]
		if !ok || e.At.Before(since) && e.What == "PersonAsked" {
			continue
		}
		entry := casework.PublicEntry{At: e.At, What: e.What}
		if withNote {
			entry.Note = e.Note
		}
		out = append(out, entry)
	}
	return out
}

func (c *Case) publicReplies() []casework.Reply {
	out := []casework.Reply{}
	for _, r := range c.Replies {
		r.By, r.Unit, r.Photos = "", "", []casework.Photo{} // the office writes, by its name; photos are for those who may read the case
		out = append(out, r)
	}
	return out
}
