package voting

import (
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
)

func TestRulesRefuseWhatMakesNoSense(t *testing.T) {
	if err := DefaultRules().Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Rules){
		"call_days": func(r *Rules) { r.CallDays = 0 }, "cluster_days": func(r *Rules) { r.ClusterDays = 900 },
		"proposals_per_hour": func(r *Rules) { r.FloodPerHour = 0 }, "photo_mb_per_day": func(r *Rules) { r.PhotoMBPerDay = 0 }, "cluster_least": func(r *Rules) { r.ClusterLeast = 501 },
		"checks":   func(r *Rules) { r.Checks = "" },
		"excluded": func(r *Rules) { r.Excluded = "一样|a;一样|b" },
		"favoured": func(r *Rules) { r.Favoured = strings.Repeat("多", 61) },
	} {
		r := DefaultRules()
		change(&r)
		if err := fault.Of(r.Check()); err == nil || len(err.Fields) != 1 || err.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCriteriaAreReadAsPeopleTypeThem(t *testing.T) {
	got := voting.CriteriaOf("check", " 合法 ｜ Lawful；有资金|Money\n\n有用地;")
	want := []voting.Criterion{{Kind: "check", ZH: "合法", EN: "Lawful"}, {Kind: "check", ZH: "有资金", EN: "Money"}, {Kind: "check", ZH: "有用地"}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
}

func FuzzCriteria(f *testing.F) {
	f.Add(DefaultRules().Checks)
	f.Add("；|｜;\n")
	f.Fuzz(func(t *testing.T, list string) {
		for _, c := range voting.CriteriaOf("check", list) {
			if strings.ContainsAny(c.ZH, ";；\n|｜") || c.ZH != strings.TrimSpace(c.ZH) {
				t.Errorf("%q gives %+v", list, c)
			}
		}
		r := DefaultRules()
		r.Checks = list
		if r.Check() == nil && len(voting.CriteriaOf("check", list)) == 0 {
			t.Errorf("%q leaves nothing to check", list)
		}
	})
}
