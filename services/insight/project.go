package insight

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Project is what is known of a livelihood project.
type Project struct {
	ID       string        `json:"id"`
	Number   string        `json:"number"`
	Title    string        `json:"title,omitempty"` // once staff wrote one for the public
	Places   []string      `json:"places"`
	Area     string        `json:"area"`
	State    voting.State  `json:"state"`
	Proposed calendar.Date `json:"proposed"`
	// Chosen is the day of the ballot that chose it, 0 for none.
	Chosen calendar.Date `json:"chosen,omitempty"`
	Visits []visit       `json:"visits,omitempty"`
}

// visit is one of supervisors to the project.
type visit struct {
	Proof   proof    `json:"proof"`
	Present []string `json:"present"`
}

func declareProjects(db *store.DB, name string) *store.Collection[Project] {
	return store.NewCollection(db, name, store.Def[Project]{
		ID: func(p *Project) string { return p.ID },
		Indexes: []store.Index[Project]{
			{Name: "topic", Of: func(p *Project) []string { return under(p.Places, p.topicNames()) }, Key: func(p *Project) store.Key { return store.Key{p.Proposed} }},
			{Name: "chosen", Of: func(p *Project) []string { return under(p.Places, p.chosenNames()) }, Key: func(p *Project) store.Key { return store.Key{p.Chosen} }},
		},
	})
}

// projectEvents are those that tell where a project stands.
var projectEvents = []event.Type[voting.Changed]{
	voting.ProjectProposed, voting.ProjectPooled, voting.ScreeningBegun, voting.ProjectRejected, voting.CandidateNamed, voting.ProjectMerged, voting.ProjectSplit,
	voting.SourcesJoined, voting.CandidateReviewed, voting.ProjectSubmitted, voting.DeliberationOpened,
	voting.BallotingBegun, voting.ProjectAdopted, voting.ProjectNotAdopted, voting.BallotAbandoned,
	voting.ProjectAnnounced, voting.ProjectPlanned, voting.ProjectStarted, voting.AdjustmentAsked, voting.AdjustmentDecided, voting.ProjectTerminated,
	voting.ProjectCompleted, voting.ProjectUnfinished,
	voting.ProjectEvaluated, voting.RectificationOrdered, voting.ProjectCarriedOver, voting.ProjectArchived, voting.ProposalWithdrawn,
	voting.ProjectVisited,
}

// after is the project after an event.
func (p Project) after(e event.Event, d voting.Changed, places []string) Project {
	p.ID, p.Number, p.Title, p.Places, p.Area, p.State = d.Project, d.Number, d.Title, places, d.Area, d.State
	if p.Proposed == 0 {
		p.Proposed = calendar.DateOf(d.At)
	}
	if d.State == voting.Adopted && p.Chosen == 0 {
		p.Chosen = calendar.DateOf(d.At)
	}
	if e.Type == voting.ProjectVisited.Name {
		p.Visits = append(slices.Clone(p.Visits), visit{proof{Event: e.ID, What: event.ShortName(e.Type), At: e.Time}, d.Present})
	}
	return p
}

func (p Project) where() []string { return p.Places }

// topicNames are what the project is on the day it was proposed: one that lives on in
// others is counted as those.
func (p *Project) topicNames() []string {
	if p.ID == "" || p.State == voting.Merged || p.State == voting.Split {
		return nil
	}
	return []string{"topics"}
}

// chosenNames are what it is on the day of the ballot.
func (p *Project) chosenNames() []string {
	if p.Chosen == 0 {
		return nil
	}
	return []string{"chosen"}
}

func (p Project) tally() tally {
	t := tally{}
	t.addOn(each, p.Proposed, p.topicNames()...)
	t.addOn(each, p.Chosen, p.chosenNames()...)
	return t
}

// entries are the visits, in the file of each who was there.
func (p Project) entries() []Entry {
	var out []Entry
	for _, v := range p.Visits {
		for _, person := range v.Present {
			e := Entry{Person: person, Year: calendar.DateOf(v.Proof.At).Year(), Object: "project/" + p.ID, Label: p.Number}
			out = append(out, e.proved("visit/"+v.Proof.Event, v.Proof))
		}
	}
	return out
}
