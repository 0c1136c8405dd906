package casework

import (
	"encoding/json"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
)

// Rules is what differs between places and times. Days of work are working days.
type Rules struct {
	TriageWorkdays    int     `json:"triage_workdays" doc:"working days to class a case after it was received"`
	AssignWorkdays    int     `json:"assign_workdays" doc:"working days to hand it to a unit after triage or return"`
	AcceptWorkdays    int     `json:"accept_workdays" doc:"working days in which the unit accepts or returns it"`
	ReplyWorkdays     int     `json:"reply_workdays" doc:"working days from assignment to the reply"`
	ExtendWorkdays    int     `json:"extend_workdays" doc:"working days that the one extension adds"`
	ResultAskWorkdays int     `json:"result_ask_workdays" doc:"working days after the answer about the reply, when the result is asked about"`
	AnswerWorkdays    int     `json:"answer_workdays" doc:"working days in which the person may answer"`
	Tries             int     `json:"tries" doc:"tries to reach the person before no answer counts as unanswered"`
	MaxReopen         int     `json:"max_reopen" doc:"times a dissatisfied person's case is handled again before it goes up a level"`
	MaxReturns        int     `json:"max_returns" doc:"returns by units after which the next level decides"`
	AnonymousAllowed  bool    `json:"anonymous_allowed" doc:"cases without a name are taken"`
	ArchiveAfterDays  int     `json:"archive_after_days" doc:"days after closing until a case is filed by itself"`
	PersonalYears     int     `json:"personal_years" doc:"years after the end until the people's personal data are destroyed"`
	YellowPercent     int     `json:"yellow_percent" doc:"share of the time after which a deadline turns yellow"`
	FloodPerHour      int     `json:"flood_per_hour" doc:"submissions of the public page that may wait unseen at one station, of the last hour"`
	PhotoMBPerDay     int     `json:"photo_mb_per_day" doc:"megabytes of photos that one station takes from the public page in a day"`
	LateDays          int     `json:"late_days" doc:"days within which what was taken down without a network is registered with its own time"`
	SignInDays        int     `json:"sign_in_days" doc:"days of receptions that are looked at for sign-ins without work"`
	SignInTimes       int     `json:"sign_in_times" doc:"receptions in that time, with nothing else on record, that are to be explained"`
	KeepOriginal      bool    `json:"keep_original" doc:"photos are also kept as they came, for evidence"`
	Classes           Classes `json:"classes" doc:"classes of triage"`
}

// ClassRule is one class of triage.
type ClassRule struct {
	Code casework.Class `json:"code"`
	ZH   string         `json:"zh"`
	EN   string         `json:"en"`
	// Level decides about cases of the class: station, township, county, city, province.
	Level string `json:"level"`
	// Ends: "" goes to a unit; explained is answered at once; rejected is not
	// accepted. The last two need the words for the person.
	Ends string `json:"ends,omitempty"`
}

// Classes is a list that an override replaces as a whole.
type Classes []ClassRule

// UnmarshalJSON reads into a list of its own: decoding in place would change the
// list of the defaults, which the new value starts as a copy of.
func (c *Classes) UnmarshalJSON(raw []byte) error {
	var fresh []ClassRule
	if err := json.Unmarshal(raw, &fresh); err != nil {
		return err
	}
	*c = fresh
	return nil
}

// DefaultRules are in force where nobody set others (DOMAIN: sections A and 3.3).
func DefaultRules() Rules {
	return Rules{
		TriageWorkdays: 3, AssignWorkdays: 2, AcceptWorkdays: 2, ReplyWorkdays: 15, ExtendWorkdays: 15,
		ResultAskWorkdays: 10, AnswerWorkdays: 10, Tries: 2, MaxReopen: 2, MaxReturns: 2, AnonymousAllowed: true,
		ArchiveAfterDays: 30, PersonalYears: 5, YellowPercent: 75, FloodPerHour: 60, PhotoMBPerDay: 500, LateDays: 7, SignInDays: 180, SignInTimes: 3, KeepOriginal: true,
		Classes: Classes{
			{casework.ExplainedAtOnce, "当场解释", "Explained at once", "station", "explained"},
			{casework.TownshipOrdinary, "乡镇一般事项", "Township, ordinary", "township", ""},
			{casework.TownshipWide, "乡镇普遍性重大事项", "Township-wide", "township", ""},
			{casework.CountyAndAbove, "县级以上事项", "County and above", "county", ""},
			{casework.SupervisionTopic, "列为监督议题", "Supervision topic", "county", ""},
			{casework.NotAccepted, "不予受理", "Not accepted", "station", "rejected"},
		},
	}
}

// class finds a class of triage.
func (r Rules) class(code casework.Class) (ClassRule, bool) {
	for _, c := range r.Classes {
		if c.Code == code {
			return c, true
		}
	}
	return ClassRule{}, false
}

// Check refuses values that make no sense together.
func (r Rules) Check() error {
	for name, n := range map[string]int{
		"triage_workdays": r.TriageWorkdays, "assign_workdays": r.AssignWorkdays, "accept_workdays": r.AcceptWorkdays,
		"reply_workdays": r.ReplyWorkdays, "extend_workdays": r.ExtendWorkdays, "result_ask_workdays": r.ResultAskWorkdays,
		"answer_workdays": r.AnswerWorkdays, "archive_after_days": r.ArchiveAfterDays,
		"late_days": r.LateDays, "sign_in_days": r.SignInDays,
	} {
		if n < 1 || n > 400 {
			return badRule(name, "1–400")
		}
	}
	switch {
	case r.YellowPercent < 10 || r.YellowPercent > 99:
		return badRule("yellow_percent", "10–99")
	case r.PersonalYears < 1 || r.PersonalYears > 50:
		return badRule("personal_years", "1–50")
	case r.SignInTimes < 2 || r.SignInTimes > 30:
		return badRule("sign_in_times", "2–30")
	case r.Tries < 1 || r.Tries > 10:
		return badRule("tries", "1–10")
	case r.MaxReopen < 0 || r.MaxReopen > 5:
		return badRule("max_reopen", "0–5")
	case r.MaxReturns < 1 || r.MaxReturns > 5:
		return badRule("max_returns", "1–5")
	case r.FloodPerHour < 1:
		return badRule("flood_per_hour", "≥ 1")
	case r.PhotoMBPerDay < 1 || r.PhotoMBPerDay > 100000:
		return badRule("photo_mb_per_day", "1–100000")
	case r.AcceptWorkdays > r.ReplyWorkdays:
		return errAcceptLast
	}
	return r.Classes.check()
}

func (c Classes) check() error {
	seen := map[casework.Class]bool{}
	ends := map[string]bool{}
	for _, class := range c {
		known := class.Ends == "" || class.Ends == "explained" || class.Ends == "rejected"
		if class.Code == "" || class.ZH == "" || class.EN == "" || rank(class.Level) < 0 || !known || seen[class.Code] {
			return errClasses
		}
		seen[class.Code], ends[class.Ends] = true, true
	}
	if !ends[""] {
		return errClasses
	}
	return nil
}

func badRule(name, takes string) error {
	return fault.Invalid("rules.values", "规则 %[1]s 的值不合适，应为：%[2]s。请修改后重新保存。",
		"The value of rule %[1]s does not fit; it takes: %[2]s. Change it and save again.", name, takes).At(name, "应为 "+takes, "it takes "+takes)
}

// Both are counted from the assignment.
var errAcceptLast = fault.Invalid("rules.values", "接收期限不能长于答复期限：两者都从交办之日起算。请改短接收期限或改长答复期限。",
	"Accepting cannot take longer than replying: both count from the assignment. Shorten the one or lengthen the other.").
	At("accept_workdays", "不能长于答复期限", "no longer than the time for the reply")

const (
	classesZH = "每一类都要有不重复的代码、中文和英文名称、由哪一级决定，并至少有一类交承办单位办理"
	classesEN = "every class has a code of its own, a Chinese and an English name and a level that decides, and at least one class goes to a unit"
)

var errClasses = fault.Invalid("rules.values", "研判分类不完整："+classesZH+"。请修改后重新保存。",
	"The classes of triage are not complete: "+classesEN+". Change them and save again.").At("classes", classesZH, classesEN)
