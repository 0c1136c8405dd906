package replay

import (
	"fmt"
	"time"

	"lianluo/pkg/calendar"
)

// meter says how far the replay is, month by month.
type meter struct {
	say          func(string)
	all          int
	done         int
	skipped      int // done before
	began        time.Time
	month        calendar.Date
	inMonth      int
	monthStarted time.Time
}

// did counts acts; when a month is over it says so.
func (m *meter) did(at time.Time, n int) {
	year, month, _ := calendar.DateOf(at).Civil()
	first := calendar.NewDate(year, month, 1)
	if first != m.month {
		m.tell()
		m.month, m.inMonth, m.monthStarted = first, 0, time.Now()
	}
	m.done += n
	m.inMonth += n
	if m.done+m.skipped == m.all {
		m.tell()
	}
}

func (m *meter) tell() {
	if m.month == 0 {
		return
	}
	year, month, _ := m.month.Civil()
	rate := float64(m.inMonth) / max(time.Since(m.monthStarted).Seconds(), 0.001)
	so := m.done + m.skipped
	m.say(fmt.Sprintf("%d年%2d月：本月 %d 件事，每秒 %.0f 件；已完成 %d/%d（%d%%）", year, month, m.inMonth, rate, so, m.all, so*100/m.all))
}
