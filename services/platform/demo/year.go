package demo

import (
	"slices"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/services/platform/replay/script"
)

// yearActs are the year of the other townships' congresses, one session after another
// until some days ago.
func (l *Loader) yearActs(days []calendar.Date) []act {
	n := len(days)
	if n < 30 {
		return nil
	}
	called := slices.IndexFunc(days, func(d calendar.Date) bool { return d > days[0]+callDays }) // and closed again
	var out []act
	all := l.sessions()
	for k, s := range all {
		if !s.sits() {
			continue
		}
		on := called + 3 + k*max(0, n-called-8)/len(all)
		out = append(out, onDays(days, dated{0, s.call}, dated{2 + k%9, s.propose}, dated{called + k%3, s.screen},
			dated{on, s.deliberate}, dated{on + 1, s.vote}, dated{on + 2, s.announce})...)
	}
	return out
}

// sessions are those of the townships beside the chain's and the one whose ballot is
// open. With these two they have the sums that the county published: 156 topics of 23
// townships, and ballots with 110 places, of which the open one fills the last two.
func (l *Loader) sessions() []*session {
	whole := script.Published
	others := whole.Ballots - 2
	var out []*session
	for i, t := range l.townships {
		if i == 0 || i == chained || !area.Default().HasCongress(t.Code) {
			continue
		}
		code, k := string(t.Code), len(out)
		chosen, asked := script.Part(whole.Chosen-openPlaces-chainPlaces, others, k), script.Part(whole.Topics-len(wishes)-len(built), others, k)
		out = append(out, l.session("year/"+code, code, chosen, topics(i, asked, chosen+1)))
	}
	return out
}

// topics are what a township's people ask for, so many of which become candidates.
func topics(township, n, candidates int) []wish {
	var out []wish
	for k := range n {
		t := script.TopicOf(township, township, k, k < candidates)
		w := wish{title: t.Title, text: t.Text, need: t.Need, goal: t.Goal, wan: t.Wan, why: t.Why}
		if !t.Candidate {
			w.far = -1
		}
		out = append(out, w)
	}
	return out
}
