package roster

import (
	"fmt"
	"time"

	"lianluo/pkg/fault"
	"lianluo/services/roster/plan"
)

// Rules are what differs between places: how often and when deputies receive
// people, how long before it is announced, who sits together.
type Rules struct {
	PerMonth    int    `json:"reception_per_month" doc:"reception days of a station in a month"`
	Nth         int    `json:"reception_nth" doc:"which of the weekdays of the month, 1 to 5; 0: a fixed day of the month"`
	Weekday     int    `json:"reception_weekday" doc:"0 Sunday to 6 Saturday, with reception_nth"`
	Day         int    `json:"reception_day" doc:"day of the month where reception_nth is 0; moved on to a working day"`
	From        string `json:"reception_from" doc:"begin, local time"`
	To          string `json:"reception_to" doc:"end, local time"`
	NoticeDays  int    `json:"notice_days" doc:"days of notice before a reception"`
	Officials   int    `json:"officials" doc:"office-holders on a shift (双代表)"`
	Grassroots  int    `json:"grassroots" doc:"grass-roots deputies on a shift (双代表)"`
	MaxPerDay   int    `json:"max_per_day" doc:"shifts of a deputy on one day"`
	MaxPerMonth int    `json:"max_per_month" doc:"shifts of a deputy in a month; 0: no bound"`
	SwapHours   int    `json:"swap_until_hours" doc:"hours before the start until which deputies swap by themselves"`
	ConfirmDays int    `json:"confirm_by_days" doc:"days before the start until which deputies confirm"`
	OpenMinutes int    `json:"checkin_opens_minutes" doc:"minutes before the start from which deputies check in"`
	LateHours   int    `json:"checkin_late_hours" doc:"hours after it was pressed in which a check-in from a device without a network is taken"`
	CorrectDays int    `json:"correct_within_days" doc:"days after a reception in which staff correct who came"`
}

var defaults = Rules{
	PerMonth: 1, Day: 15, From: "09:00", To: "11:30", NoticeDays: 3, Officials: 1, Grassroots: 1,
	MaxPerDay: 1, MaxPerMonth: 4, SwapHours: 24, ConfirmDays: 1, OpenMinutes: 60, LateHours: 72, CorrectDays: 7,
}

func (r Rules) check() error {
	for _, b := range []struct {
		name               string
		value, least, most int
	}{
		{"reception_per_month", r.PerMonth, 1, 10}, {"reception_nth", r.Nth, 0, 5}, {"reception_weekday", r.Weekday, 0, 6},
		{"reception_day", r.Day, 1, 31}, {"notice_days", r.NoticeDays, 0, 30}, {"officials", r.Officials, 0, 10},
		{"grassroots", r.Grassroots, 0, 10}, {"officials", r.Officials + r.Grassroots, 1, 20}, {"max_per_day", r.MaxPerDay, 1, 3},
		{"max_per_month", r.MaxPerMonth, 0, 31}, {"swap_until_hours", r.SwapHours, 0, 240}, {"confirm_by_days", r.ConfirmDays, 0, 30},
		{"checkin_opens_minutes", r.OpenMinutes, 0, 720}, {"checkin_late_hours", r.LateHours, 0, 240}, {"correct_within_days", r.CorrectDays, 0, 60},
	} {
		if b.value < b.least || b.value > b.most {
			return fault.Invalid("rules.range", "排班规则的数值超出范围：%[1]d 应在 %[2]d 到 %[3]d 之间，请修改",
				"A value of the roster rules is out of range: %[1]d should be %[2]d to %[3]d; correct it", b.value, b.least, b.most).
				At(b.name, fmt.Sprintf("应在 %d 到 %d 之间", b.least, b.most), fmt.Sprintf("should be %d to %d", b.least, b.most))
		}
	}
	if r.ConfirmDays > r.NoticeDays {
		return errConfirmFirst
	}
	_, _, err := hours(r.From, r.To)
	return err
}

var errConfirmFirst = fault.Invalid("rules.confirm", "代表确认的期限不能早于公告的期限：公告之前代表还不知道安排。请改小确认提前天数或改大公告提前天数。",
	"Deputies cannot have to confirm before the reception is announced. Confirm later, or announce earlier.").
	At("confirm_by_days", "不能大于公告提前天数", "no more than the days of notice")

var errHours = fault.Invalid("roster.hours", "接待时间应为同一天内的起止时间，如 09:00 到 11:30，请修改",
	"A reception runs from one time to a later one of the same day, as 09:00 to 11:30; correct it")

// hours reads the times of a day.
func hours(from, to string) (start, end time.Duration, err error) {
	a, err1 := time.Parse("15:04", from)
	b, err2 := time.Parse("15:04", to)
	if err1 != nil || err2 != nil || !a.Before(b) {
		return 0, 0, errHours
	}
	midnight := a.Truncate(24 * time.Hour)
	return a.Sub(midnight), b.Sub(midnight), nil
}

// needs are the seats of a shift.
func (r Rules) needs() []plan.Need {
	return []plan.Need{{Kind: plan.Official, Count: r.Officials}, {Kind: plan.Grassroots, Count: r.Grassroots}}
}
