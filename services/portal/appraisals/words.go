package appraisals

import (
	"context"
	"strconv"

	"lianluo/api/voting"
	"lianluo/services/portal/ui"
)

var tones = map[voting.AppraisalState]ui.Tone{
	voting.AppraisalOpen: ui.Active, voting.AppraisalClosed: ui.Warn, voting.AppraisalPublished: ui.Good, voting.AppraisalVoid: ui.Stopped,
}

// badge says where an appraisal stands.
func badge(ctx context.Context, a voting.Appraisal) ui.Badge {
	tone := tones[a.State]
	if tone == "" {
		tone = ui.Plain
	}
	return ui.Badge{Tone: tone, Text: ui.T(ctx, "appraisals.state."+string(a.State))}
}

// VerdictBadge says what ratings came to; too few came to nothing.
func VerdictBadge(ctx context.Context, v voting.Verdict) ui.Badge {
	switch v {
	case voting.Satisfied:
		return ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "appraisals.mark.satisfied")}
	case voting.Basically:
		return ui.Badge{Tone: ui.Active, Text: ui.T(ctx, "appraisals.mark.basically_satisfied")}
	case voting.Dissatisfied:
		return ui.Badge{Tone: ui.Bad, Text: ui.T(ctx, "appraisals.mark.dissatisfied")}
	}
	return ui.Badge{Tone: ui.Plain, Text: ui.T(ctx, "appraisals.no-verdict")}
}

// meta says in one line what it is about and from when to when.
func meta(ctx context.Context, a voting.Appraisal) string {
	return a.AreaName + " · " + ui.T(ctx, "appraisals.kind."+string(a.Kind)) + " · " + a.Opens + " – " + a.Closes
}

// aspectName is what is asked, with whom it is about.
func aspectName(ctx context.Context, a voting.Appraisal, subject int, one voting.Aspect) string {
	if one.Unit {
		return ui.T(ctx, "appraisals.of-unit", a.Subjects[subject].UnitName)
	}
	if one.OnSite {
		return one.Text + ui.T(ctx, "appraisals.site")
	}
	return one.Text
}

// asked reports whether an aspect is asked about a subject.
func asked(a voting.Appraisal, subject int, one voting.Aspect) bool {
	return !one.Unit || a.Subjects[subject].UnitName != ""
}

// site reports whether anything is asked of those alone who have been there.
func site(a voting.Appraisal) bool {
	for _, one := range a.Aspects {
		if one.OnSite {
			return true
		}
	}
	return false
}

// share is hundredths of a percent in words.
func share(n int) string {
	return strconv.FormatFloat(float64(n)/100, 'f', 2, 64) + "%"
}

// ground says which numbers a verdict rests on.
func ground(ctx context.Context, a voting.Appraisal, g voting.AspectGiven) string {
	if !g.Shown {
		return ui.T(ctx, "appraisals.too-few")
	}
	return ui.T(ctx, "appraisals.ground."+a.Rule.Denominator, g.Of, share(g.Satisfied), share(g.Approving), a.Rule.Above)
}

// row is one line of ratings in a table.
func row(first string, r voting.Ratings) ui.Row {
	out := ui.Row{}
	out.Cells = append(out.Cells, ui.Text(first))
	for _, n := range []int{r.Satisfied, r.Basically, r.Dissatisfied, r.Abstained} {
		out.Cells = append(out.Cells, ui.Text(strconv.Itoa(n)))
	}
	return out
}

func columns(ctx context.Context, first string) []ui.Column {
	out := []ui.Column{{Label: ui.T(ctx, first)}}
	for _, mark := range []string{"satisfied", "basically_satisfied", "dissatisfied", "abstained"} {
		out = append(out, ui.Column{Label: ui.T(ctx, "appraisals.mark."+mark), Number: true})
	}
	return out
}

// own is what the roll said about a subject, one line for each aspect that may be shown.
func own(ctx context.Context, a voting.Appraisal, r voting.Appraised) ui.Table {
	t := ui.Table{Caption: ui.T(ctx, "appraisals.by."+string(a.Raters)), Columns: columns(ctx, "appraisals.aspect")}
	for j, g := range r.Aspects {
		if g.Shown {
			t.Rows = append(t.Rows, row(aspectName(ctx, a, r.Subject, a.Aspects[j]), g.Roll))
		}
	}
	return t
}

// people is what those with slips said about one aspect, by group.
func people(ctx context.Context, a voting.Appraisal, r voting.Appraised, j int) ui.Table {
	p := r.Aspects[j].People
	t := ui.Table{Caption: ui.T(ctx, "appraisals.people", aspectName(ctx, a, r.Subject, a.Aspects[j])), Columns: columns(ctx, "appraisals.group")}
	for _, g := range p.Groups {
		t.Rows = append(t.Rows, row(g.Name, g.Ratings))
	}
	t.Rows = append(t.Rows, row(ui.T(ctx, "appraisals.together"), p.Total))
	return t
}
