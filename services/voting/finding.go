package voting

import (
	"slices"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// enough pairs of characters leave hardly a project to look at that does not hold
// the words.
const enough = 4

// chosenStates are those that only what a congress chose comes to.
var chosenStates = append(slices.Clone(voting.States[slices.Index(voting.States, voting.Adopted):slices.Index(voting.States, voting.NotAdopted)]), voting.Terminated)

// chosen: a congress decided that it is built.
func (p *Project) chosen() bool { return slices.Contains(chosenStates, p.State) }

// heading is what anybody finds the project by.
func (p *Project) heading() string {
	return strings.Join(append([]string{p.Title}, p.numbers()...), "\n")
}

// said is what staff find it by.
func (p *Project) said() string {
	out := []string{p.heading()}
	for _, src := range p.Sources {
		out = append(out, src.Text)
	}
	return strings.Join(out, "\n")
}

// indexFor is what lists the projects that a request means, and few others.
func indexFor(req voting.ListRequest) store.Query {
	switch {
	case req.State != "":
		return store.Query{Index: "state", Eq: store.Key{req.State}}
	case req.Chosen && req.Year != 0:
		return store.Query{Index: "chosen", Eq: store.Key{req.Year}}
	case req.Chosen:
		return store.Query{Index: "chosen"}
	case req.Year != 0:
		return store.Query{Index: "year", Eq: store.Key{req.Year}}
	}
	return store.Query{Index: "all"}
}

// searched are the indexes of findings: by words, what was chosen for a year, and
// whose proposers are to be forgotten when.
var searched = []store.Index[Project]{
	{Name: "words", Words: func(p *Project) []string { return words.Pairs(p.said()) }, Key: func(p *Project) store.Key { return store.Key{p.Updated} }},
	{Name: "forget", Key: func(p *Project) store.Key {
		at := p.forgetAt()
		if at.IsZero() {
			return nil
		}
		return store.Key{at}
	}},
	{Name: "chosen", Scoped: true, Key: func(p *Project) store.Key {
		if !p.chosen() {
			return nil
		}
		return store.Key{p.Year, store.Reverse(p.Updated)}
	}},
}

// holds reports whether a request for words, a category or chosen projects means it.
func (p *Project) holds(req voting.ListRequest, q words.Query, said string) bool {
	switch {
	case req.Text != "" && !q.Finds(said):
		return false
	case req.State != "" && p.State != req.State, req.Chosen && !p.chosen():
		return false
	}
	return strings.HasPrefix(p.Category, req.Category)
}
