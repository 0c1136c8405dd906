package ballot

import (
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

func TestTurnout(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 10, 12)
	for name, c := range map[string]struct {
		t    Turnout
		code string
	}{
		"all":                {Turnout{45, 45, 45, 45, 0}, ""},
		"just the quorum":    {Turnout{30, 30, 30, 29, 1}, ""},
		"some kept theirs":   {Turnout{31, 31, 28, 28, 0}, ""},
		"one below":          {Turnout{29, 29, 29, 29, 0}, "ballot.quorum"},
		"more than deputies": {Turnout{46, 45, 45, 45, 0}, "ballot.collected"},
		"more issued":        {Turnout{31, 32, 31, 31, 0}, "ballot.collected"},
		"more collected":     {Turnout{31, 31, 32, 32, 0}, "ballot.collected"},
		"parts too few":      {Turnout{31, 31, 31, 29, 1}, "ballot.collected"},
		"negative":           {Turnout{31, 31, 31, 32, -1}, "ballot.collected"},
	} {
		err := c.t.Check(r)
		if (err == nil) != (c.code == "") || err != nil && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(fault.Of(err).Text.ZH+fault.Of(err).Text.EN, "%!") {
			t.Errorf("%s: broken sentence %v", name, fault.Of(err).Text)
		}
	}
}
