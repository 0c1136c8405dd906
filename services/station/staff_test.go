package station

import (
	"testing"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/fault"
)

func term(role api.StaffRole, name string, from, until int) api.StaffTerm {
	t := api.StaffTerm{ID: name, Name: name, Role: role, From: at(from, 0)}
	if until > 0 {
		t.Until = at(until, 0)
	}
	return t
}

func TestAppoint(t *testing.T) {
	for _, c := range []struct {
		name string
		have []api.StaffTerm
		next api.StaffTerm
		code string
	}{
		{"the first head", nil, term(api.Head, "甲", 1, 0), ""},
		{"a second head", []api.StaffTerm{term(api.Head, "甲", 1, 0)}, term(api.Head, "乙", 5, 0), "station.head"},
		{"a head after the last one", []api.StaffTerm{term(api.Head, "甲", 1, 5)}, term(api.Head, "乙", 5, 0), ""},
		{"a head before the next one", []api.StaffTerm{term(api.Head, "甲", 5, 0)}, term(api.Head, "乙", 1, 5), ""},
		{"two officers", []api.StaffTerm{term(api.LiaisonOfficer, "甲", 1, 0)}, term(api.LiaisonOfficer, "乙", 1, 0), ""},
		{"the same officer", []api.StaffTerm{term(api.LiaisonOfficer, "甲", 1, 0)}, term(api.LiaisonOfficer, "甲", 9, 0), "station.staff_twice"},
		{"head and officer at once", []api.StaffTerm{term(api.Head, "甲", 1, 0)}, term(api.LiaisonOfficer, "甲", 1, 0), ""},
		{"an end before the beginning", nil, term(api.Head, "甲", 5, 4), "station.term"},
	} {
		st := station{Station: api.Station{Staff: c.have, State: api.Open}}
		events, err := st.appoint(c.next)
		if c.code == "" && (err != nil || len(events) != 1) || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, %d events", c.name, err, len(events))
		}
	}
}

func TestDismiss(t *testing.T) {
	st := station{Station: api.Station{State: api.Open, Staff: []api.StaffTerm{term(api.Head, "甲", 1, 0)}}}
	if _, err := st.dismiss("无", at(2, 0)); !fault.HasCode(err, "station.term_not_found") {
		t.Error(err)
	}
	if _, err := st.dismiss("甲", at(2, 0)); err != nil || !st.Staff[0].Until.Equal(at(2, 0)) {
		t.Error(err, st.Staff)
	}
	if _, err := st.dismiss("甲", at(2, 1)); !fault.HasCode(err, "station.term_ended") {
		t.Error(err)
	}
}

func TestStaffOnTheBulletin(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	st = apptest.Call(t, f.county, api.AppointStaff, api.AppointRequest{ID: st.ID, Name: "张三", Role: api.Head})
	apptest.Call(t, f.county, api.AppointStaff, api.AppointRequest{ID: st.ID, Name: "李四", Role: api.LiaisonOfficer, From: f.Clock.Now().AddDate(0, 1, 0)})
	if b := f.bulletin(st.Code); len(b.Staff) != 1 || b.Staff[0].Name != "张三" {
		t.Errorf("%+v", b.Staff)
	}
	f.Clock.Advance(time.Minute)
	apptest.Call(t, f.county, api.EndStaff, api.EndStaffRequest{ID: st.ID, Term: st.Staff[0].ID})
	if b := f.bulletin(st.Code); len(b.Staff) != 0 {
		t.Errorf("%+v", b.Staff)
	}
}
