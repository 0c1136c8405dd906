package ballot

import (
	"strings"
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/fault"
)

func TestStreetsRecommendAndCongressesDecide(t *testing.T) {
	tree := area.Default()
	street := firstStreet(t, tree)
	for _, m := range Methods() {
		err := m.FitsPlace(tree, street)
		if m == Recommendation {
			if err != nil {
				t.Errorf("a street may recommend: %v", err)
			}
			continue
		}
		if !fault.HasCode(err, "ballot.street") || !strings.Contains(fault.Of(err).Text.EN, "recommendation") || !strings.Contains(fault.Of(err).Text.ZH, "票选推荐") {
			t.Errorf("%s in a street: %v", m, err)
		}
	}
	for _, congress := range []area.Code{"431223", "431223100", "4312", "43"} {
		if err := ApprovalCapped.FitsPlace(tree, congress); err != nil {
			t.Errorf("%s decides: %v", congress, err)
		}
		if err := Recommendation.FitsPlace(tree, congress); !fault.HasCode(err, "ballot.congress") {
			t.Errorf("%s does not recommend: %v", congress, err)
		}
	}
	for _, nowhere := range []area.Code{"", "999999", "not a code", prefecture} {
		for _, m := range []Method{ApprovalCapped, Recommendation} {
			if err := m.FitsPlace(tree, nowhere); !fault.HasCode(err, "ballot.division") {
				t.Errorf("%s in %q: %v", m, nowhere, err)
			}
		}
	}
}

// prefecture is 阿里地区: a prefecture is an office of the province and has no congress.
const prefecture area.Code = "5425"

func firstStreet(t *testing.T, tree *area.Tree) area.Code {
	t.Helper()
	for d := range tree.Walk("4312") {
		if d.Kind == area.KindStreet {
			return d.Code
		}
	}
	t.Fatal("no street in 4312")
	return ""
}
