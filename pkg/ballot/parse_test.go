package ballot

import (
	"reflect"
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

const ofTheProtocol = `{"version":"default","method":"approval_capped","places":10,"limit":10,
 "choices":["approve"],"roll":450,"suspended_count":true,
 "quorum":300,"pass":226,"tie":"runoff","short":"empty",
 "equal_number":false,"paper_floor":3}`

func TestTheProtocolsExample(t *testing.T) {
	r, err := Parse(ofTheProtocol)
	if err != nil || !reflect.DeepEqual(r, adopted(ApprovalCapped, 450, 10, 12)) {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := r.Validate(12, false); err != nil {
		t.Fatal(err)
	}
	text, err := r.Text()
	if err != nil || text != strings.NewReplacer("\n ", "").Replace(ofTheProtocol) {
		t.Fatalf("written as %s, %v", text, err)
	}
}

func TestTextsThatAreNotRules(t *testing.T) {
	swap := func(old, with string) string { return strings.Replace(ofTheProtocol, old, with, 1) }
	for name, text := range map[string]string{
		"empty": "", "null": "null", "list": "[]", "bare": "{}", "cut": ofTheProtocol[:60], "after": ofTheProtocol + "{}",
		"missing": swap(`"paper_floor":3`, `"equal_number":true`), "left out": swap(`,"paper_floor":3`, ``),
		"unknown": swap(`"version"`, `"extra":1,"version"`), "double": swap(`"version"`, `"places":10,"version"`),
		"other case": swap(`"places"`, `"Places"`), "null member": swap(`"suspended_count":true`, `"suspended_count":null`),
		"number as text": swap(`"places":10`, `"places":"10"`), "fraction": swap(`"places":10`, `"places":10.5`),
		"power": swap(`"places":10`, `"places":1e1`), "beyond": swap(`"places":10`, `"places":99999999999999999999`),
		"minus": swap(`"paper_floor":3`, `"paper_floor":-3`), "minus nothing": swap(`"paper_floor":3`, `"paper_floor":-0`),
		"not exact everywhere": swap(`"paper_floor":3`, `"paper_floor":9007199254740992`), "lone surrogate": swap(`default`, `\ud800`),
		"mark before": "\ufeff" + ofTheProtocol, "leading zero": swap(`"places":10`, `"places":010`),
		"flag as number": swap(`true`, `1`), "broken UTF-8": swap(`default`, "\xff"), "long": swap(`default`, strings.Repeat("x", mostRulesBytes)),
	} {
		if r, err := Parse(text); !fault.HasCode(err, "ballot.rules.text") || !reflect.DeepEqual(r, Rules{}) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// FuzzParse: what is read is written and read again as the same, and judging it
// never panics.
func FuzzParse(f *testing.F) {
	f.Add(ofTheProtocol)
	f.Add(`{"version":"","method":"package","places":-1,"limit":9223372036854775807,"choices":[],"roll":9223372036854775807,"suspended_count":false,"quorum":0,"pass":0,"tie":"","short":"","equal_number":false,"paper_floor":0}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse(text)
		if err != nil {
			return
		}
		again, err := r.Text()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Parse(again); err != nil && len(again) <= mostRulesBytes || err == nil && !reflect.DeepEqual(back, r) {
			t.Fatalf("%q became %q: %v", text, again, err)
		}
		if r.Validate(12, false) == nil && (r.Places > 12 || r.Pass*2 <= r.Roll) {
			t.Fatalf("unsound rules passed: %+v", r)
		}
	})
}
