package casework

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/store"
)

// publicView is what one voice sees: its own words, no other voices, no names,
// no internal notes.
func (s *Service) publicView(ctx context.Context, c *Case, voice string) casework.PublicCase {
	v := c.voice(voice)
	out := casework.PublicCase{
		Number: v.Number, Title: c.publicTitle(v), Text: v.Text, Step: c.Step, StepNo: c.stepNo(), Supervised: c.Supervision > 0,
		Due: c.Clock.Due, Outcome: c.Outcome, Voices: len(c.Voices),
		Entries: c.publicEntries(voice), Replies: c.publicReplies(), CanWithdraw: c.open() && v.Withdrawn.IsZero() && !c.answered(voice),
		Photos: c.ownPhotos(voice), Withdrawn: v.Withdrawn, Told: voice + "." + s.vault.Blind("told", voice),
	}
	if out.Text == "" && c.Voices[0].ID == voice {
		out.Text = c.Text
	}
	if k, err := c.question(voice); err == nil {
		out.Ask = k.About
	}
	out.Station, out.Unit = s.names().of(ctx, c)
	// A look-up of what is public about the station.
	if st, err := s.stations.Get(store.System(ctx), c.Station); err == nil {
		out.StationCode, out.StationPhone = st.Code, st.Phone
	}
	return out
}

// answered reports whether the person said in this round what they think of the
// outcome; taking the case back is not offered any more then, though not refused.
func (c *Case) answered(voice string) bool {
	return slices.ContainsFunc(c.Asks, func(k casework.Ask) bool { return k.Voice == voice && k.Round == c.Round && k.Answer != "" })
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

// publicReplies are the replies without who wrote them: the office writes, by its name.
func (c *Case) publicReplies() []casework.Reply {
	out := []casework.Reply{}
	for _, r := range c.Replies {
		r.By, r.Unit, r.Photos = "", "", unsigned(r.Photos)
		out = append(out, r)
	}
	return out
}

// ownPhotos are those that go with a voice's words.
func (c *Case) ownPhotos(voice string) []casework.Photo {
	return unsigned(slices.DeleteFunc(slices.Clone(c.Photos), func(p casework.Photo) bool { return p.Voice != voice }))
}

// unsigned are photos without who uploaded them.
func unsigned(photos []casework.Photo) []casework.Photo {
	out := []casework.Photo{}
	for _, p := range photos {
		p.By, p.Voice = "", ""
		out = append(out, p)
	}
	return out
}

// publicPhoto reports whether a voice is shown the photo: its own, or a reply's.
func (c *Case) publicPhoto(voice, id string) bool {
	is := func(p casework.Photo) bool { return p.ID == id }
	return slices.ContainsFunc(c.ownPhotos(voice), is) ||
		slices.ContainsFunc(c.Replies, func(r casework.Reply) bool { return slices.ContainsFunc(r.Photos, is) })
}
