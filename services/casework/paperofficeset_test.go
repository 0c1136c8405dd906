package casework

import (
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/services/casework/paper"
)

// TestAnOfficeIsTriedSetAndUsualAgain, and a station's sign follows its division's.
func TestAnOfficeIsTriedSetAndUsualAgain(t *testing.T) {
	w := start(t)
	at := casework.OfficeOf{Area: town, Station: "st1"}
	before := apptest.Call(t, w.county, casework.GetPaperOffice, at)
	if before.Set || before.Sign != before.UsualSign || !strings.HasSuffix(before.Sign, "站") || len(before.Numbers) != len(paper.Kinds) {
		t.Fatalf("%+v", before)
	}
	apptest.Call(t, w.county, casework.SetPaperOffice, casework.SetOfficeRequest{Area: town, Name: "辰阳镇人大办公室", Sign: "阳人"})
	if got := apptest.Call(t, w.county, casework.GetPaperOffice, at); got.Sign != "阳人站" || got.Set {
		t.Errorf("the station's sign does not follow: %+v", got)
	}
	try := at
	try.Name, try.Sign = "大桥村人大代表联络站", "桥联"
	if got := apptest.Call(t, w.county, casework.GetPaperOffice, try); got.Numbers[0] != (casework.OfficeNumber{Kind: paper.Handover, Number: "桥联交〔2026〕　号"}) || got.UsualSign != "阳人站" {
		t.Errorf("tried: %+v", got)
	}
	if got := apptest.Call(t, w.county, casework.GetPaperOffice, at); got.Set {
		t.Errorf("trying changed something: %+v", got)
	}
	set := casework.SetOfficeRequest(try)
	if got := apptest.Call(t, w.county, casework.SetPaperOffice, set); !got.Set || got.Name != set.Name {
		t.Errorf("set: %+v", got)
	}
	apptest.Call(t, w.county, casework.SetPaperOffice, set) // the same again is no change
	if got := apptest.Call(t, w.county, casework.SetPaperOffice, casework.SetOfficeRequest{Area: town, Station: "st1"}); got.Set || got.Sign != "阳人站" {
		t.Errorf("usual again: %+v", got)
	}
	said := 0
	for _, e := range w.events() {
		if e.Type == casework.PaperOfficeSet.Name {
			said++
		}
	}
	if said != 3 {
		t.Errorf("%d changes were told", said)
	}
}

// TestAnOfficeIsNotCalledJustAnything: half a name, a sign that would break the
// numbers, somebody else's sign or office.
func TestAnOfficeIsNotCalledJustAnything(t *testing.T) {
	w := start(t)
	apptest.Call(t, w.county, casework.SetPaperOffice, casework.SetOfficeRequest{Area: county, Name: "县人大代工委", Sign: "辰代"})
	for code, req := range map[string]casework.SetOfficeRequest{
		"paper.office":       {Area: town, Name: "辰阳镇人大"},
		"paper.sign-letters": {Area: town, Name: "辰阳镇人大", Sign: "辰〔2026〕"},
		"paper.sign":         {Area: town, Name: "辰阳镇人大", Sign: "辰代"},
		"area.not_found":     {Area: "431224100", Name: "别县某镇人大", Sign: "溆联"},
		"station.not_found":  {Area: town, Station: "none", Name: "没有这个站", Sign: "无联"},
		"rpc.content":        {Area: town, Name: strings.Repeat("长", 61), Sign: "辰联"},
	} {
		apptest.Refused(t, w.county, casework.SetPaperOffice, req, code)
		apptest.Refused(t, w.county, casework.GetPaperOffice, casework.OfficeOf(req), code)
	}
	apptest.Refused(t, w.officer, casework.SetPaperOffice, casework.SetOfficeRequest{Area: town, Name: "辰阳镇人大", Sign: "阳人"}, "denied")
}
