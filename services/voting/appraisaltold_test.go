package voting

import (
	"slices"
	"testing"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/event"
)

// begun is what was told when the appraisal opened.
func (a *assembly) begun() voting.AppraisalChanged {
	a.t.Helper()
	return a.last(voting.AppraisalBegun)
}

// last is what the appraisal's last event of a type told.
func (a *assembly) last(t event.Type[voting.AppraisalChanged]) (out voting.AppraisalChanged) {
	a.t.Helper()
	rows, err := a.service.db.Journal().ReadAggregate(system(a.t), "appraisal/"+a.id, 0, 50)
	must(a.t, err)
	for _, row := range rows {
		if row.Event.Type == t.Name {
			out, err = t.Decode(row.Event)
			must(a.t, err)
		}
	}
	return out
}

// The opening names who may rate, so that they hear of it: not who is suspended.
func TestTheOpeningNamesWhoMayRate(t *testing.T) {
	a := assemble(t, 7, voting.Completed)
	a.tellMandate(4, roster.MandateSuspended)
	a.eventually("the suspension is known", func() bool {
		e, err := a.service.electors.Get(system(t), personOf(4))
		return err == nil && e.Mandates[0].Status == roster.MandateSuspended
	})
	a.open(a.request())
	told := a.begun()
	if len(told.Persons) != 6 || slices.Contains(told.Persons, personOf(4)) || told.Opens != a.day(0) || told.Closes != a.day(3) {
		t.Errorf("told %+v", told)
	}
}

// Of a committee its members alone, of voters nobody: they have slips.
func TestTheOpeningNamesNobodyElse(t *testing.T) {
	a := assemble(t, 8, voting.Completed)
	a.knowDeputies(2)
	req := a.request()
	req.Raters = voting.ByCommittee
	for n := 1; n <= 5; n++ {
		req.Members = append(req.Members, "m"+personOf(n))
	}
	a.open(req)
	if told := a.begun(); len(told.Persons) != 5 || slices.Contains(told.Persons, personOf(6)) {
		t.Errorf("of the committee %+v", told)
	}
	a.open(a.duty())
	if told := a.begun(); len(told.Persons) != 0 {
		t.Errorf("of the voters %+v", told)
	}
}
