package voting

import (
	"slices"

	"lianluo/api/voting"
)

// publicChain is what became of the project, without staff's names.
func (p *Project) publicChain() voting.PublicChain {
	out := voting.PublicChain{Votes: p.Votes, Plan: p.Plan, Started: p.Started}
	if s := p.Screening; s != nil {
		out.Screening = &voting.PublicScreening{Findings: unnoted(s.Findings), At: s.At, Rule: s.Rule}
	}
	for _, r := range p.Reviews {
		out.Reviews = append(out.Reviews, voting.PublicReview{Organ: r.Organ, Agreed: r.Agreed, Reason: r.Reason, On: r.On})
	}
	for _, r := range p.Reports {
		r.By, r.ByName, r.Photos = "", "", unnamed(r.Photos)
		out.Reports = append(out.Reports, r)
	}
	for _, v := range p.Visits {
		v.By, v.ByName, v.Photos, v.Present = "", "", unnamed(v.Photos), deputies(v.Present)
		out.Visits = append(out.Visits, v)
	}
	for _, adj := range p.Adjustments {
		if adj.Decision == nil { // what is asked for is not public before it is decided
			continue
		}
		adj.By, adj.ByName, adj.DecidedBy, adj.DecidedByName = "", "", "", ""
		out.Adjustments = append(out.Adjustments, adj)
	}
	if p.Ending != nil {
		end := *p.Ending
		end.By, end.ByName, end.Photos = "", "", unnamed(end.Photos)
		out.Ending = &end
	}
	for _, r := range p.Rectifications {
		r.By, r.ByName, r.ReportedBy = "", "", ""
		out.Rectifications = append(out.Rectifications, r)
	}
	out.Judgements, out.CarriedFrom, out.CarriedTo = p.Judgements, p.CarriedFrom, p.CarriedTo
	out.Supervisors = p.supervisors()
	return out
}

// supervisors are the deputies who watch over the project, the leader first.
func (p *Project) supervisors() []string {
	if p.Supervision == nil {
		return nil
	}
	var out []string
	for _, m := range p.Supervision.Members {
		if m.Person == p.Supervision.Leader {
			out = slices.Insert(out, 0, m.Name)
		} else {
			out = append(out, m.Name)
		}
	}
	return out
}

// deputies are people by name alone.
func deputies(all []voting.Supervisor) []voting.Supervisor {
	out := []voting.Supervisor{}
	for _, one := range all {
		out = append(out, voting.Supervisor{Name: one.Name})
	}
	return out
}

// unnamed are pictures without what their devices called them, which may be a person.
func unnamed(all []voting.Photo) []voting.Photo {
	out := []voting.Photo{}
	for _, one := range all {
		one.Name = ""
		out = append(out, one)
	}
	return out
}

// unnoted are findings without staff's notes to each other.
func unnoted(all []voting.Finding) []voting.Finding {
	out := []voting.Finding{}
	for _, one := range all {
		one.Note = ""
		out = append(out, one)
	}
	return out
}
