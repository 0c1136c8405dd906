package appraisals

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// decisionsView is what organs of a division decided by show of hands.
type decisionsView struct {
	session.Returned
	base  string
	areas ui.Field
	today string
	rows  []ui.Row
	next  string
}

var organs = []voting.Organ{voting.StandingCommittee, voting.Presidium, voting.StreetWorkCommittee, voting.CongressOrgan}

func (s office) decisions(w http.ResponseWriter, r *http.Request) error {
	v, err := s.decisionsView(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, decisionsPage(s.Shell(r, ui.T(r.Context(), "appraisals.decisions")), v))
}

func (s office) decisionsView(r *http.Request, b session.Returned) (decisionsView, error) {
	ctx := r.Context()
	at := s.Area(r)
	v := decisionsView{Returned: b, base: s.Base, areas: s.Areas(ctx, at), today: calendar.DateOf(s.Now()).String()}
	page, err := session.Call(ctx, s.Portal, voting.ListDecisions, voting.DecisionsRequest{Area: at, After: session.Value(r, "after"), Limit: 50})
	v.next = session.More(r, page.Next)
	for _, d := range page.Items {
		v.rows = append(v.rows, ui.Row{Cells: []templ.Component{
			ui.Text(d.Title), ui.Text(ui.T(ctx, "appraisals.organ."+string(d.Organ))), carried(ctx, d), ui.Text(counts(ctx, d.Hands)), ui.Text(d.Minutes), ui.Text(d.On),
		}})
	}
	return v, err
}

func carried(ctx context.Context, d voting.Decision) ui.Badge {
	if d.Carried {
		return ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "appraisals.carried")}
	}
	return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "appraisals.lost")}
}

// counts says a show of hands in one line.
func counts(ctx context.Context, h voting.Hands) string {
	return ui.T(ctx, "appraisals.counts", h.Members, h.Present, h.For, h.Against, h.Abstain)
}

func (s office) decide(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.DecisionRequest](r)
	if req.Area = s.Area(r); err == nil {
		_, err = session.Call(ctx, s.Portal, voting.RecordDecision, req)
	}
	if err == nil {
		return s.Go(w, r, s.Base+"/decisions?area="+req.Area, ui.Done(ctx, "appraisals.decided"))
	}
	v, failed := s.decisionsView(r, session.Return(r, "new", session.Problems(ctx, err, labels)))
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, labels, func(ui.Problems) templ.Component {
		return decisionsPage(s.Shell(r, ui.T(ctx, "appraisals.decisions")), v)
	})
}

// organ chooses who decided; which organs a division has, the service knows.
func (v decisionsView) organ(ctx context.Context) ui.Field {
	f := ui.Field{Kind: ui.SelectField, Name: "organ", Label: ui.T(ctx, "appraisals.field.organ"), Value: v.Value("new", "organ", "")}
	for _, o := range organs {
		f.Options = append(f.Options, ui.Option{Value: string(o), Label: ui.T(ctx, "appraisals.organ."+string(o))})
	}
	return f
}

func (v decisionsView) number(ctx context.Context, name string) ui.Field {
	return ui.Field{Kind: ui.NumberField, Name: "hands." + name, Label: ui.T(ctx, labels+".hands."+name), Value: v.Value("new", "hands."+name, ""), Short: true, Min: "0", Max: strconv.Itoa(5000)}
}
