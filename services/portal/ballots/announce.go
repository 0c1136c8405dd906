package ballots

import (
	"context"
	"net/http"
	"strconv"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// announceForm is the form of the announcement on the ballot's page.
const announceForm = "announce"

// announce announces the result; what is refused stands at the form again.
func (s chair) announce(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.AnnounceResultRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, voting.AnnounceResult, req)
	}
	if err == nil {
		ui.DropDraft(w, announceForm+"-"+req.ID)
		return s.Go(w, r, s.Base+"/"+req.ID, ui.Done(ctx, "ballots.announced-done"))
	}
	return s.again(w, r, announceForm, err)
}

// announces: the result is to be announced from this page.
func (v chairView) announces() bool {
	return v.State == voting.BallotDeclared && v.Announced == nil && v.RunoffOf == "" && !advises(v.Ballot)
}

func (v chairView) announceFields(ctx context.Context) []ui.Field {
	field := func(name, first string) ui.Field {
		return ui.Field{Name: name, Label: ui.T(ctx, labels+"."+name), Value: v.Value(announceForm, name, first)}
	}
	number, on, words := field("number", ui.T(ctx, "ballots.announce.number-like")), field("on", calendar.DateOf(v.now).String()), field("words", "")
	number.MaxLength, number.Short = 30, true
	on.Kind = ui.DateField
	words.Kind, words.Rows, words.MaxLength, words.Optional, words.Hint = ui.AreaField, 3, 1000, true, ui.T(ctx, "ballots.announce.words-hint")
	return []ui.Field{number, on, words}
}

// announced is the announcement before anybody; there is none before it is made.
func (s pages) announced(w http.ResponseWriter, r *http.Request) error {
	page, err := session.Call(r.Context(), s.Portal, voting.GetBoard, voting.GetBoardRequest{ID: r.PathValue("id"), Limit: 1})
	if err != nil {
		return err
	}
	if page.Announced == nil {
		return session.Missing(r.Context())
	}
	return session.Render(w, r, announcementPage(ui.PublicLayout{Title: ui.T(r.Context(), "ballots.announcement")}, boardView{BoardPage: page}))
}

// figures are what the announcement says of the vote.
func (v boardView) figures(ctx context.Context) ui.Facts {
	var out ui.Facts
	for _, f := range []struct {
		key string
		n   int
	}{
		{"roll", v.Turnout.Roll}, {"present", v.Turnout.Present}, {"issued", v.Turnout.Screen + v.Turnout.Paper}, {"collected", v.Turnout.Cast + v.Turnout.Entered},
		{"valid", v.Result.Valid}, {"invalid", v.Result.Invalid}, {"pass", v.Turnout.Pass},
	} {
		out = append(out, ui.Fact{Name: ui.T(ctx, "ballots.figure."+f.key), Value: ui.Text(strconv.Itoa(f.n))})
	}
	return out
}
