package demo

import (
	"context"
	"time"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
)

// makeReceptions plans this month and the next for the whole county at once,
// so that shared deputies are shared fairly, and announces both. What is nearer
// than the rule's notice is announced late, with the reason on record.
func (l *Loader) makeReceptions(ctx context.Context) error {
	county := l.as("county", "roster")
	now := l.Now().In(calendar.Zone)
	if l.Past != nil {
		return l.checkOthersIn(ctx)
	}
	for i, month := range []string{now.Format("2006-01"), now.AddDate(0, 0, 32-now.Day()).Format("2006-01")} {
		if _, err := do(ctx, county, roster.PlanMonth, roster.PlanRequest{Area: County, Month: month}, "plan/%s", month); err != nil {
			return err
		}
		if i > 0 && now.Day() < 20 {
			continue // next month stays planned until it is near
		}
		err := each(ctx, l.stationList(), func(ctx context.Context, _ int, s station.Station) error {
			req := roster.PublishRequest{Station: s.ID, Month: month, LateReason: "系统启用首月，补录公示"}
			_, err := do(ctx, county, roster.PublishMonth, req, "publish/%s/%s", s.ID, month)
			return err
		})
		if err != nil {
			return err
		}
	}
	return l.receiveToday(ctx, now)
}

// receiveToday brings the first station's next reception forward to today, with
// the reason on record, so that a day under way can be looked at. Late in the
// evening there is no day left to do so.
func (l *Loader) receiveToday(ctx context.Context, now time.Time) error {
	today := calendar.DateOf(now)
	start, end := now.Add(2*time.Minute), today.End()
	if end.Sub(start) < 10*time.Minute {
		return nil
	}
	county, s := l.as("county", "roster"), l.Station(0)
	page, err := do(ctx, county, roster.ListDays, roster.ListDaysRequest{Station: s.ID, From: today.Start(), Limit: 1}, "days")
	if err != nil || len(page.Items) == 0 {
		return err
	}
	d := page.Items[0]
	if calendar.DateOf(d.Start) != today { // an interrupted load may have moved it before
		if d, err = do(ctx, county, roster.MoveDay, roster.MoveDayRequest{ID: d.ID, Start: start, End: end, Reason: "系统启用，提前接待"}, "today/%d", start.Unix()); err != nil {
			return err
		}
	}
	if d, err = l.seatReady(ctx, d); err != nil {
		return err
	}
	return l.checkIn(ctx, d)
}

// checkIn is what staff do when deputies come, but for the one whose account is
// ready: that one checks in on the phone.
func (l *Loader) checkIn(ctx context.Context, d roster.ReceptionDay) error {
	for _, shift := range d.Shifts {
		if shift.Person == "" || shift.Person == l.Deputy() || !shift.CheckedIn.IsZero() {
			continue
		}
		if _, err := do(ctx, l.as("county", "roster"), roster.CheckIn, roster.CheckRequest{ID: d.ID, Shift: shift.ID}, "check-in/%s", shift.ID); err != nil {
			return err
		}
	}
	return nil
}

// stationList is every township's station; the county's centre has no deputies
// of its own.
func (l *Loader) stationList() []station.Station {
	var out []station.Station
	for _, t := range l.townships {
		out = append(out, l.stations[string(t.Code)])
	}
	return out
}

func (l *Loader) makeNotices(ctx context.Context) error {
	return each(ctx, l.stationList(), func(ctx context.Context, _ int, s station.Station) error {
		_, err := do(ctx, l.as("county", "station"), station.PublishNotice, station.NoticeRequest{ID: s.ID,
			Title: "代表接待日安排", Text: "每月固定接待日由两名人大代表在联络站接待群众，欢迎反映道路、饮水、教育、医疗、环境等方面的意见。登记后可凭编号和查询码随时查看办理进度。",
		}, "notice/%s", s.ID)
		return err
	})
}
