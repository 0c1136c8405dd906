package notification

import (
	"time"

	"lianluo/pkg/fault"
)

// Rules are what differs between places: when and how much people are told out
// of the house.
type Rules struct {
	QuietFrom    string `json:"quiet_from" doc:"from when on nothing rings (text messages, WeChat): 21:00"`
	QuietUntil   string `json:"quiet_until" doc:"until when nothing rings; the same as quiet_from: never quiet"`
	WorkdaysOnly bool   `json:"workdays_only" doc:"what may wait goes out on working days only"`
	PeopleWeekly int    `json:"people_weekly" doc:"messages a week to a person without an account, the rest in one; 0: no limit"`
	StaffWeekly  int    `json:"staff_weekly" doc:"messages a week to an account, the rest in one; 0: no limit"`
	PeopleDigest string `json:"people_digest" doc:"people without an account get what may wait in one message: off, daily or weekly"`
	StaffDigest  string `json:"staff_digest" doc:"accounts get what may wait in one message: off, daily or weekly"`
	DigestAt     string `json:"digest_at" doc:"when such a message goes out; weekly ones on Mondays"`
}

// DefaultRules are in force where nobody set others.
func DefaultRules() Rules {
	return Rules{QuietFrom: "21:00", QuietUntil: "08:00", PeopleWeekly: 5, PeopleDigest: digestOff, StaffDigest: digestOff, DigestAt: "09:00"}
}

// How often what may wait comes in one message.
const (
	digestOff    = "off"
	digestDaily  = "daily"
	digestWeekly = "weekly"
)

// minutes reads a time of day; false for what is none.
func minutes(clock string) (int, bool) {
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil && len(clock) == 5
}

// Check refuses values that make no sense.
func (r Rules) Check() error {
	for name, value := range map[string]string{"quiet_from": r.QuietFrom, "quiet_until": r.QuietUntil, "digest_at": r.DigestAt} {
		if _, ok := minutes(value); !ok {
			return badRule(name, "00:00–23:59")
		}
	}
	for name, value := range map[string]string{"people_digest": r.PeopleDigest, "staff_digest": r.StaffDigest} {
		if value != digestOff && value != digestDaily && value != digestWeekly {
			return badRule(name, "off, daily, weekly")
		}
	}
	for name, value := range map[string]int{"people_weekly": r.PeopleWeekly, "staff_weekly": r.StaffWeekly} {
		if value < 0 || value > 200 {
			return badRule(name, "0–200")
		}
	}
	return nil
}

func badRule(name, takes string) error {
	return fault.Invalid("rules.values", "规则 %[1]s 的值不合适，应为：%[2]s。请修改后重新保存。",
		"The value of rule %[1]s does not fit; it takes: %[2]s. Change it and save again.", name, takes).At(name, "应为 "+takes, "it takes "+takes)
}
