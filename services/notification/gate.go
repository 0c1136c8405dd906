package notification

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// verdict is why a message does not go out now. The zero verdict lets it go.
type verdict struct {
	why   string // quiet, workday, budget, digest or opted_out
	until time.Time
	// weekly is how many messages may go out in a week, -1 without limit; beyond
	// it the message waits until then.
	weekly int
}

// rings are the channels that wake people; mail lies still.
var rings = map[string]bool{bySMS: true, byWeChat: true}

// gate decides whether a message goes out now, by the recipient's wishes and the
// rules of the area.
func (s *Service) gate(ctx context.Context, d *Delivery, now time.Time) (verdict, error) {
	own, err := s.wishes(ctx, d.Recipient)
	if err != nil {
		return verdict{}, err
	}
	rules, _ := s.rules.At(d.Area, now)
	return s.judge(d, rules, own, now), nil
}

// judge is gate by given wishes and rules. What a person had sent again waits for
// no digest.
func (s *Service) judge(d *Delivery, rules Rules, own notification.Wishes, now time.Time) verdict {
	w := rules.with(own, strings.HasPrefix(d.Recipient, "acct:"))
	kind := rowsByKey[d.Template].kind()
	must := required[kind]
	if !must && slices.Contains(w.Off, kind) {
		return verdict{why: "opted_out"}
	}
	if until := quiet(w, now); rings[d.Channel] && until.After(now) {
		return verdict{why: "quiet", until: until}
	}
	if must || d.Channel == byLetter { // a letter is slow enough
		return verdict{weekly: -1}
	}
	if until := s.worked(d.Area, w, rules, now); until.After(now) {
		return verdict{why: "workday", until: until}
	}
	switch {
	case d.Released || d.Again > 0:
		return verdict{weekly: -1}
	case w.Digest != digestOff:
		return verdict{why: "digest", until: digest(w.Digest, rules.DigestAt, now)}
	}
	return verdict{weekly: w.Weekly, until: digest(digestWeekly, rules.DigestAt, now)}
}

// at is a time of day on a date; the checked rules hold nothing else.
func at(day calendar.Date, clock string) time.Time {
	m, _ := minutes(clock)
	return day.Start().Add(time.Duration(m) * time.Minute)
}

// quiet is when the quiet hours end that run now; the zero time where none do. At
// the very minute of their end it is not quiet any more.
func quiet(w notification.Wishes, now time.Time) time.Time {
	today := calendar.DateOf(now)
	for _, day := range []calendar.Date{today - 1, today} {
		from, until := at(day, w.QuietFrom), at(day, w.QuietUntil)
		if until.Before(from) { // over midnight
			until = at(day+1, w.QuietUntil)
		}
		if !now.Before(from) && now.Before(until) {
			return until
		}
	}
	return time.Time{}
}

// worked is when the next working day's messages begin, where now is none.
func (s *Service) worked(code string, w notification.Wishes, rules Rules, now time.Time) time.Time {
	day, days := calendar.DateOf(now), s.days.Of(code)
	if w.Workdays != "yes" || days.IsWorkday(day) {
		return time.Time{}
	}
	for !days.IsWorkday(day) {
		day++
	}
	return at(day, rules.DigestAt)
}

// digest is when the next message with what waited goes out.
func digest(often, clock string, now time.Time) time.Time {
	day := calendar.DateOf(now)
	for !at(day, clock).After(now) || often == digestWeekly && day.Weekday() != time.Monday {
		day++
	}
	return at(day, clock)
}

// Week counts what went out to a recipient in a week.
type Week struct {
	ID   string    `json:"id"`
	Sent int       `json:"sent"`
	At   time.Time `json:"at"` // its Monday
}

func declareWeeks(db *store.DB) *store.Collection[Week] {
	return store.NewCollection(db, "week", store.Def[Week]{
		ID:      func(w *Week) string { return w.ID },
		Indexes: []store.Index[Week]{{Name: "age", Key: func(w *Week) store.Key { return store.Key{w.At} }}},
	})
}

// week names the week of a recipient; weeks begin on Monday.
func week(ref string, now time.Time) Week {
	day := calendar.DateOf(now)
	for day.Weekday() != time.Monday {
		day--
	}
	return Week{ID: ref + "/" + day.String(), At: day.Start()}
}

// count counts a message that goes out in the recipient's week; false where the
// budget is spent. Both are one step, so that no two workers take the last one.
func (s *Service) count(ctx context.Context, ref string, weekly int, now time.Time) (counted bool, err error) {
	fresh := week(ref, now)
	_, err = s.weeks.Upsert(ctx, fresh.ID, func() Week { return fresh }, func(w *Week) ([]event.Event, error) {
		if counted = weekly < 0 || w.Sent < weekly; counted {
			w.Sent++
		}
		return nil, nil
	})
	return counted, err
}

// hold keeps a message back as the verdict says, and notes once why.
func (d *Delivery) hold(v verdict, now time.Time) []event.Event {
	if n := len(d.Tries); n == 0 || d.Tries[n-1].Result != v.why {
		d.note(notification.Attempt{At: now, Result: v.why, Channel: d.Channel})
	}
	switch v.why {
	case "opted_out":
		return d.settle(notification.OptedOut, now)
	case "budget", "digest":
		d.State = notification.Collected
	}
	d.Next = v.until
	return nil
}
