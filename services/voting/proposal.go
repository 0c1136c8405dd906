package voting

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var errNoProposer = fault.NotFound("project.no_proposer", "这位提出人没有留下联系方式，或个人信息已按期销毁", "This proposer left no name, or their data were destroyed when their time was over")

// propose begins a project with its first source.
func (p *Project) propose(a Act, src voting.Source, hash string) []event.Event {
	p.Number, p.State, p.Codes = src.Number, voting.Proposed, map[string]string{}
	p.Sources, p.Reviews, p.Questions, p.History = []voting.Source{src}, []voting.Review{}, []voting.Question{}, []voting.Entry{}
	if hash != "" {
		p.Codes[src.ID] = hash
	}
	p.count(a)
	return p.record(a, voting.ProjectProposed, "", tell(p.office()))
}

// office is who looks through proposals: that of the division whose congress decides.
func (p *Project) office() string { return "office:" + p.Area }

// count says how many people are behind the project.
func (p *Project) count(a Act) {
	p.Voices = len(a.Voices)
	for _, src := range p.Sources {
		if src.Channel != voting.FromCases && src.Withdrawn.IsZero() {
			p.Voices++
		}
	}
}

// came reports whether the project came from a source.
func (p *Project) came(source string) bool {
	return slices.ContainsFunc(p.Sources, func(src voting.Source) bool { return src.ID == source })
}
