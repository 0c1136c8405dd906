package ballot

import "lianluo/pkg/fault"

// Turnout is the public record of who took part; individual choices are not in it.
type Turnout struct {
	Present   int `json:"present"`   // deputies in the hall
	Issued    int `json:"issued"`    // keys and papers given out
	Collected int `json:"collected"` // casts and papers that came back
	Valid     int `json:"valid"`
	Invalid   int `json:"invalid"`
}

// Check refuses a turnout under which nothing can be decided: below the quorum
// (ballot.quorum), more present than there are deputies, more issued than present,
// more collected than issued (ballot.collected; the ballot is void, Election Law,
// art. 44), or parts that are not the whole.
func (t Turnout) Check(r Rules) error {
	switch {
	case t.Present < r.Quorum:
		return fault.FailedPrecondition("ballot.quorum",
			"到会代表 %[1]d 人，不足法定人数 %[2]d 人（全体代表 %[3]d 人的三分之二），不能票决。请等到会人数达到后再开始，或改期举行。",
			"%[1]d deputies are present; %[2]d are needed, two thirds of all %[3]d. Wait until they are there, or hold the ballot another day.",
			t.Present, r.Quorum, r.Roll)
	case t.Present > r.Roll:
		return badTurnout("到会 %[1]d 人多于全体代表 %[2]d 人", "%[1]d present are more than all %[2]d deputies", t.Present, r.Roll)
	case t.Issued > t.Present:
		return badTurnout("发出 %[1]d 票多于到会 %[2]d 人", "%[1]d issued are more than %[2]d present", t.Issued, t.Present)
	case t.Collected > t.Issued:
		return badTurnout("收回 %[1]d 票多于发出 %[2]d 票", "%[1]d collected are more than %[2]d issued", t.Collected, t.Issued)
	case t.Valid < 0 || t.Invalid < 0 || t.Valid+t.Invalid != t.Collected:
		return badTurnout("有效票与无效票合计 %[1]d 不等于收回的 %[2]d 票", "valid and invalid are %[1]d together, not the %[2]d collected", t.Valid+t.Invalid, t.Collected)
	}
	return nil
}

func badTurnout(zh, en string, args ...any) error {
	return fault.FailedPrecondition("ballot.collected", zh+"，本次票决无效。请查明原因，宣布作废后重新票决。",
		"The ballot is void: "+en+". Find out why, declare it void and vote again.", args...)
}
