package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
)

func TestARoundIsCalledChangedAndEnds(t *testing.T) {
	f := start(t)
	r := f.announce(town)
	if !r.Open || r.AreaName == "" || len(r.History) != 1 {
		t.Fatalf("announced: %+v", r)
	}
	again := f.call(town)
	apptest.Refused(t, f.county, voting.AnnounceRound, again, "round.taken")
	change := voting.ChangeRoundRequest{ID: r.ID, Title: r.Title, Call: r.Call, Closes: f.day(60), Reason: "应群众要求延长"}
	if r = apptest.Call(t, f.office, voting.ChangeRound, change); r.Closes != f.day(60) || r.History[1].Why != change.Reason {
		t.Fatalf("changed: %+v", r)
	}
	change.Closes = f.day(0)
	apptest.Call(t, f.office, voting.ChangeRound, change)
	listed := apptest.Call(t, f.public, voting.ListRounds, voting.RoundsRequest{Area: town})
	if len(listed.Items) != 1 || listed.Items[0].History[0].By != "" {
		t.Fatalf("the public reads %+v", listed.Items)
	}
}

func TestARoundBelongsToACongressAndLastsItsDays(t *testing.T) {
	f := start(t)
	short, backwards, past := f.call(town), f.call(town), f.call(town)
	short.Closes, backwards.Closes, past.Opens, past.Closes = f.day(10), f.day(-1), f.day(-90), f.day(-1)
	apptest.Refused(t, f.county, voting.AnnounceRound, short, "round.short")
	apptest.Refused(t, f.county, voting.AnnounceRound, backwards, "round.days")
	apptest.Refused(t, f.county, voting.AnnounceRound, past, "round.days")
	apptest.Refused(t, f.county, voting.AnnounceRound, f.call("431223999"), "area.unknown")
	apptest.Refused(t, f.office, voting.AnnounceRound, f.call(other), "round.not_found")
	apptest.Refused(t, f.desk, voting.AnnounceRound, f.call(town), "denied")
}

func TestRoundsAboveAreShownToo(t *testing.T) {
	f := start(t)
	above, own := f.announce(chenxi), f.announce(town)
	f.announce(other)
	got := apptest.Call(t, f.public, voting.ListRounds, voting.RoundsRequest{Area: town}).Items
	if len(got) != 2 || got[0].ID != above.ID || got[1].ID != own.ID {
		t.Fatalf("the town reads %+v", got)
	}
	if got = apptest.Call(t, f.public, voting.ListRounds, voting.RoundsRequest{Area: chenxi}).Items; len(got) != 3 {
		t.Fatalf("the county reads %+v", got)
	}
}
