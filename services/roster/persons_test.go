package roster

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func TestPersonIsMasked(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	p := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, Mandates: []api.MandateDraft{seat(chenxi)}, Stations: []string{"甲"},
		PersonDraft: api.PersonDraft{Name: "张三", Gender: "male", Post: "教师", Phone: "13812345678", Email: "zhang@example.com"}})
	if p.Phone != "138****5678" || p.Email != "z***@example.com" || p.Mandates[0].Status != api.MandateActive || p.Postings[0].Station != "甲" {
		t.Errorf("%+v", p)
	}
	full := apptest.Call(t, f.county, api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "通知开会"})
	if full.Phone != "13812345678" || full.Email != "zhang@example.com" {
		t.Errorf("%+v", full)
	}
	apptest.Call(t, f.county, api.UpdatePerson, api.UpdatePersonRequest{ID: p.ID, PersonDraft: api.PersonDraft{Name: "张三", Post: "校长", Phone: "13900000000"}})
	full = apptest.Call(t, f.county, api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "核对"})
	if full.Phone != "13900000000" || full.Email != "zhang@example.com" {
		t.Errorf("empty values keep the old: %+v", full)
	}
	apptest.Call(t, f.officer("甲"), api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "通知"})
	apptest.Refused(t, f.officer("乙"), api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "好奇"}, "person.not_found")
	apptest.Refused(t, f.deputy("someone"), api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "好奇"}, "denied")
	f.journalHolds(t, "通知开会", true)
	for _, secret := range []string{"13812345678", "13900000000", "zhang@example.com"} {
		f.journalHolds(t, secret, false)
	}
	raw, err := json.Marshal(must1(f.service.people.Get(store.System(t.Context()), p.ID)))
	must(t, err)
	if strings.Contains(string(raw), "13900000000") {
		t.Error("the phone number lies open in the document")
	}
}

func system(t *testing.T) context.Context { return store.System(t.Context()) }

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// journalHolds looks for words in everything that the service ever told.
func (f *fixture) journalHolds(t *testing.T, words string, want bool) {
	t.Helper()
	found := false
	apptest.Eventually(t, "the relay has told everything", func() bool {
		rows, err := f.service.db.Journal().Pending(t.Context(), 10)
		return err == nil && len(rows) == 0
	})
	for after := int64(0); ; {
		rows, err := f.service.db.Journal().ReadAfter(store.System(t.Context()), after, 500)
		must(t, err)
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			raw, _ := json.Marshal(r.Event)
			found = found || strings.Contains(string(raw), words)
			after = r.Position
		}
	}
	if found != want {
		t.Errorf("%q in the journal: %v", words, found)
	}
}

// Names of deputies are published by law; those of staff are not.
func TestEventsNameDeputiesOnly(t *testing.T) {
	f := start(t)
	f.person("代表张", false)
	apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: api.PersonDraft{Name: "干事李", Post: "干事"}})
	f.journalHolds(t, "代表张", true)
	f.journalHolds(t, "干事李", false)
}

func TestPersonScopes(t *testing.T) {
	f := start(t)
	f.stations(other, "甲")
	at := f.person("张三", false, "甲")
	home := f.person("李四", true)
	for name, c := range map[string]struct {
		client *rpc.Client
		want   []string
	}{
		"county":                    {f.county, []string{"张三", "李四"}},
		"home township":             {f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: town}), []string{"张三", "李四"}},
		"township of the station":   {f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}), []string{"张三"}},
		"station":                   {f.officer("甲"), []string{"张三"}},
		"another station":           {f.officer("乙"), nil},
		"another county":            {f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling}), nil},
		"the deputy, about himself": {f.deputy(at.ID), []string{"张三"}},
	} {
		page := apptest.Call(t, c.client, api.ListPersons, api.ListRequest{})
		var got []string
		for _, p := range page.Items {
			got = append(got, p.Name)
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s lists %q, want %q", name, got, c.want)
		}
	}
	apptest.Refused(t, f.deputy(at.ID), api.GetPerson, api.ByID{ID: home.ID}, "person.not_found")
	if page := apptest.Call(t, f.county, api.ListPersons, api.ListRequest{Station: "甲"}); len(page.Items) != 1 {
		t.Errorf("of a station: %d", len(page.Items))
	}
	if page := apptest.Call(t, f.county, api.ListPersons, api.ListRequest{Words: "李"}); len(page.Items) != 1 || page.Items[0].Name != "李四" {
		t.Errorf("by name: %+v", page.Items)
	}
	if page := apptest.Call(t, f.county, api.ListPersons, api.ListRequest{Area: other}); len(page.Items) != 1 || page.Items[0].Name != "张三" {
		t.Errorf("of an area: %+v", page.Items)
	}
}

func TestCreatePersonRefuses(t *testing.T) {
	f := start(t)
	f.stations(yuanling, "沅")
	draft := api.PersonDraft{Name: "张三"}
	apptest.Refused(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: yuanling, PersonDraft: draft}, "person.not_found")
	apptest.Refused(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: yuanling, PersonDraft: draft, Mandates: []api.MandateDraft{seat(chenxi)}}, "person.not_found")
	apptest.Refused(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: "431299", PersonDraft: draft}, "area.unknown")
	apptest.Refused(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: draft, Mandates: []api.MandateDraft{seat(chenxi)}, Stations: []string{"沅"}}, "roster.no_station")
	apptest.Refused(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: draft, Mandates: []api.MandateDraft{{Level: "township", Area: street, Term: 1, From: apptest.Now}}}, "roster.no_congress")
	if page := apptest.Call(t, f.county, api.ListPersons, api.ListRequest{}); len(page.Items) != 0 {
		t.Errorf("a refusal left %+v", page.Items)
	}
}

func TestResolveContactIsForServicesOnly(t *testing.T) {
	f := start(t)
	p := f.person("张三", false)
	if _, err := rpc.Call(t.Context(), f.county, api.ResolveContact, api.ByID{ID: p.ID}); err == nil {
		t.Error("an administrator resolves contacts")
	}
	got, err := f.service.ResolveContact(t.Context(), api.ByID{ID: p.ID})
	if err != nil || got.Name != "张三" || got.Lang != "zh" {
		t.Errorf("%+v %v", got, err)
	}
}

// What is known of a station follows a move of its division some seconds later;
// whoever is posted there meanwhile, and its days, lie where the division does.
func TestWhatIsNewLiesWhereTheTreeHasIt(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	_, err := f.service.stations.Update(system(t), "甲", func(st *station) ([]event.Event, error) {
		st.Areas = []string{"a:43", "a:4312", "a:431224", "a:431223", "a:" + town}
		return nil, nil
	})
	must(t, err)
	made := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, Mandates: []api.MandateDraft{seat(chenxi)}, Stations: []string{"甲"},
		PersonDraft: api.PersonDraft{Name: "张三"}})
	planned := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-04"}).Days
	want := authz.AreaTokens(f.service.tree, town)
	p := must1(f.service.people.Get(system(t), made.ID))
	if len(planned) == 0 || !slices.Equal(p.Where["甲"], want) {
		t.Fatalf("%d days, %v", len(planned), p.Where)
	}
	if x := must1(f.service.days.Get(system(t), planned[0].ID)); !slices.Equal(x.Areas, want) {
		t.Errorf("%v", x.Areas)
	}
}
