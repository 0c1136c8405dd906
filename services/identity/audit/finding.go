package audit

import (
	"fmt"

	"lianluo/pkg/fault"
)

// Kind names what is wrong.
type Kind string

// The kinds of finding.
const (
	Changed     Kind = "changed"     // a row's content is not what its hash was made of
	Dropped     Kind = "dropped"     // numbers are missing
	Reordered   Kind = "reordered"   // a row does not follow the one before it
	Repeated    Kind = "repeated"    // an event stands in the chain twice
	Cut         Kind = "cut"         // the chain ends before a head or before its own end
	Rewritten   Kind = "rewritten"   // a head tells of another row in this place
	Forged      Kind = "forged"      // a head that nobody, or somebody else, signed
	Tampered    Kind = "tampered"    // a journal tells another event than was chained
	Vanished    Kind = "vanished"    // a chained event is gone from its journal
	Unchained   Kind = "unchained"   // a journal has events that are not in the chain
	Unreachable Kind = "unreachable" // a journal could not be read
)

// Finding is one thing that is wrong, and where.
type Finding struct {
	Kind Kind
	Row  int64 // number in the chain, 0 where it is about none
	Text fault.Text
}

// mostFindings keeps an answer readable when everything is wrong.
const mostFindings = 100

// Verdict says what was checked and what was found.
type Verdict struct {
	Rows, Events int64
	Heads        int
	Findings     []Finding
	More         int // findings left out
}

// Intact reports whether nothing was found.
func (v *Verdict) Intact() bool { return len(v.Findings) == 0 }

// Words are the findings in a language, "zh" or "en".
func (v *Verdict) Words(lang string) []string {
	out := []string{}
	for _, f := range v.Findings {
		out = append(out, f.Text.In(lang))
	}
	if v.More > 0 {
		out = append(out, fault.Text{ZH: fmt.Sprintf("另有 %d 处问题未列出", v.More), EN: fmt.Sprintf("%d more findings are left out", v.More)}.In(lang))
	}
	return out
}

func (v *Verdict) find(kind Kind, row int64, zh, en string, args ...any) {
	if len(v.Findings) == mostFindings {
		v.More++
		return
	}
	text := fault.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
	v.Findings = append(v.Findings, Finding{Kind: kind, Row: row, Text: text})
}
