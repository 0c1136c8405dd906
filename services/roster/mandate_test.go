package roster

import (
	"slices"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
)

var tree = area.Default()

// somebody holds mandates in the areas.
func somebody(t *testing.T, areas ...string) *person {
	t.Helper()
	p := &person{Person: api.Person{ID: "p1", Area: town}, Where: map[string][]string{}, Reasons: map[string][]byte{}}
	for _, a := range areas {
		must(t, p.addMandate(tree, a, seat(a), act{By: "tester", At: apptest.Now}))
	}
	return p
}

// Article 48 of the Electoral Law: only along one line of divisions.
func TestMandatesNest(t *testing.T) {
	for _, c := range []struct {
		name string
		have []string
		add  api.MandateDraft
		code string
	}{
		{"the first", nil, seat(chenxi), ""},
		{"the township below", []string{chenxi}, seat(town), ""},
		{"the city above", []string{chenxi, town}, seat(huaihua), ""},
		{"four levels", []string{hunan, huaihua, chenxi}, seat(town), ""},
		{"another county", []string{chenxi}, seat(yuanling), "roster.two_lines"},
		{"another township", []string{huaihua, town}, seat(other), "roster.two_lines"},
		{"the same congress", []string{chenxi}, seat(chenxi), "roster.same_congress"},
		{"a street", nil, api.MandateDraft{Level: "township", Area: street, From: apptest.Now}, "roster.no_congress"},
		{"a level that is not", nil, api.MandateDraft{Level: "city", Area: chenxi, From: apptest.Now}, "roster.level"},
		{"no such division", nil, api.MandateDraft{Level: "county", Area: "439999", From: apptest.Now}, "area.unknown"},
		{"the nation", []string{hunan}, api.MandateDraft{Level: "national", Area: "0", From: apptest.Now}, ""},
		{"over before it begins", nil, api.MandateDraft{Level: "county", Area: chenxi, From: apptest.Now, Until: apptest.Now}, "roster.term"},
	} {
		err := somebody(t, c.have...).addMandate(tree, "new", c.add, act{At: apptest.Now})
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestATerminatedMandateFreesTheLine(t *testing.T) {
	p := somebody(t, chenxi)
	must(t, p.changeMandate(chenxi, api.MandateTerminated, "moved_out", "迁出本县", act{At: apptest.Now}))
	if err := p.addMandate(tree, "new", seat(yuanling), act{At: apptest.Now}); err != nil {
		t.Error(err)
	}
}

// Every status, target and cause: only what articles 61 to 63 know is legal.
func TestMandateStatusMachine(t *testing.T) {
	states := []api.MandateStatus{api.MandateActive, api.MandateSuspended, api.MandateTerminated}
	causes := append([]string{"custody", "serving_sentence", "cause_gone", "because"}, ends...)
	ending := map[string]bool{}
	for _, c := range ends {
		ending[c] = true
	}
	for _, from := range states {
		for _, to := range states {
			for _, cause := range causes {
				p := somebody(t, chenxi)
				p.Mandates[0].Status = from
				err := p.changeMandate(chenxi, to, cause, "依据", act{By: "tester", At: apptest.Now})
				legal := from == api.MandateActive && to == api.MandateSuspended && (cause == "custody" || cause == "serving_sentence") ||
					from == api.MandateSuspended && to == api.MandateActive && cause == "cause_gone" ||
					from != api.MandateTerminated && to == api.MandateTerminated && ending[cause]
				if (err == nil) != legal {
					t.Errorf("%s to %s for %s: %v", from, to, cause, err)
				}
				if last := p.Mandates[0].History[len(p.Mandates[0].History)-1]; legal && (last.To != to || last.Cause != cause || last.By != "tester" || last.Reason == "") {
					t.Errorf("%s to %s is recorded as %+v", from, to, last)
				}
			}
		}
	}
	if err := somebody(t, chenxi).changeMandate("none", api.MandateTerminated, "resigned", "辞职", act{}); !fault.HasCode(err, "roster.no_mandate") {
		t.Error(err)
	}
}

func TestWhoMaySitOnAShift(t *testing.T) {
	p := somebody(t, chenxi)
	st := station{ID: "s", Open: true, Areas: []string{"a:" + town}}
	must(t, p.post(&st, api.Posting{ID: "q", Station: "s", From: at(10, 0), Until: at(20, 0)}))
	for when, want := range map[time.Time]bool{at(9, 0): false, at(10, 0): true, at(19, 23): true, at(20, 0): false} {
		if p.fit("s", when) != want {
			t.Errorf("at %s: %v", when, !want)
		}
	}
	if p.fit("other", at(12, 0)) {
		t.Error("fit for a station without a posting")
	}
	p.Mandates[0].Status = api.MandateSuspended
	if p.fit("s", at(12, 0)) {
		t.Error("a suspended deputy is fit")
	}
}

func TestSettleReach(t *testing.T) {
	p := somebody(t, chenxi, huaihua)
	st := station{ID: "s", Open: true, Areas: []string{"a:43", "a:4312", "a:431223", "a:" + other}}
	must(t, p.post(&st, api.Posting{ID: "q", Station: "s", From: at(1, 0), Until: at(20, 0)}))
	p.settle(tree, at(2, 0))
	for _, token := range []string{"p:p1", "s:s", "a:" + town, "a:" + chenxi, "a:" + huaihua, "a:" + hunan, "a:" + other} {
		if !slices.Contains(p.Reach, token) {
			t.Errorf("%s does not reach %v", token, p.Reach)
		}
	}
	if !p.Expires.Equal(at(20, 0)) {
		t.Errorf("expires %s", p.Expires)
	}
	must(t, p.unpost("q", at(3, 0)))
	p.settle(tree, at(3, 0))
	if slices.Contains(p.Reach, "s:s") || slices.Contains(p.Reach, "a:"+other) || len(p.posted()) != 0 || !p.Expires.IsZero() {
		t.Errorf("after the end: %v, %v", p.Reach, p.Expires)
	}
	if err := p.unpost("q", at(4, 0)); !fault.HasCode(err, "roster.posting_ended") {
		t.Error(err)
	}
}
