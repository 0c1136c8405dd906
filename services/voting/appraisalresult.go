package voting

import (
	"lianluo/api/voting"
	"lianluo/pkg/ballot/evaluation"
)

// results is what the urn came to, as far as it may be shown.
func (a *Appraisal) results(u *urn) []voting.Appraised {
	out := make([]voting.Appraised, len(a.Subjects))
	for i := range a.Subjects {
		out[i] = voting.Appraised{Subject: i, Aspects: make([]voting.AspectGiven, len(a.Aspects))}
		for j := range a.Aspects {
			people := a.people(u, a.cell(i, j))
			out[i].Aspects[j] = a.given(u, a.cell(i, j), people)
			if j == 0 {
				out[i].Rectify = a.Kind == voting.OfDeputies && people.NeedsRectification()
			}
		}
		out[i].Verdict = out[i].Aspects[0].Verdict
	}
	return out
}

// people is what those with slips said about an aspect.
func (a *Appraisal) people(u *urn, cell int) evaluation.Figures {
	var groups []evaluation.Group
	for i, name := range a.Groups {
		groups = append(groups, evaluation.Group{Name: name, Ratings: u.of(i+1, cell)})
	}
	return evaluation.Show(groups)
}

// given is one aspect's result: the verdict of the roll, or of the voters where they
// alone judge.
func (a *Appraisal) given(u *urn, cell int, people evaluation.Figures) voting.AspectGiven {
	judged, members := u.of(0, cell), a.Roll
	var out voting.AspectGiven
	if len(a.Groups) > 0 {
		out.People = peopleOf(people)
	}
	if a.Raters == voting.ByVoters {
		judged = people.Total
	}
	if judged.Cast() < evaluation.LeastShown {
		return out
	}
	out.Shown = true
	if a.Raters != voting.ByVoters {
		out.Roll = voting.Ratings(judged)
	}
	if v, err := a.rule().Judge(judged, members); err == nil { // numbers of an urn can be
		out.Verdict, out.Of, out.Satisfied, out.Approving = voting.Verdict(v.Verdict), v.Of, int(v.Satisfied), int(v.Approving)
	}
	return out
}

func peopleOf(f evaluation.Figures) *voting.People {
	out := &voting.People{Shown: f.Shown, Total: voting.Ratings(f.Total), Groups: []voting.Group{}, Hidden: f.Hidden}
	for _, g := range f.Groups {
		out.Groups = append(out.Groups, voting.Group{Name: g.Name, Ratings: voting.Ratings(g.Ratings)})
	}
	return out
}
