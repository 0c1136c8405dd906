package notification

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

const (
	// mostForeseen bounds how many messages of each kind a preview looks at.
	mostForeseen = 2_000
	// weekBack is how far back a preview looks for an ordinary week.
	weekBack = 7 * 24 * time.Hour
)

// foreseen is one way to look at messages: by the rules before and after.
type foreseen struct {
	*Service
	wish  map[string]notification.Wishes // by recipient
	sent  map[string]int                 // by rules, recipient and week
	fresh bool                           // weeks begin empty, not with what went out
}

// foresee says what a change of rules would do to the messages that wait in its
// area, and what it would have done to those of the last seven days. Only messages
// that the caller reaches count.
func (s *Service) foresee(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	waiting, err := s.foreseeWaiting(ctx, c)
	if err != nil {
		return nil, err
	}
	past, err := s.foreseePast(ctx, c)
	return append(waiting, past...), err
}

// foreseeWaiting looks at what waits, when it is due. What goes out before the day
// of the change goes by the rules before.
func (s *Service) foreseeWaiting(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	f := foreseen{Service: s, wish: map[string]notification.Wishes{}, sent: map[string]int{}}
	n, now := map[string]int{}, s.clock.Now()
	q := store.Query{Index: "state", Eq: store.Key{notification.Waiting}}
	partly, err := s.eachOf(ctx, c.Area, q, func(d *Delivery) error {
		at := now
		if d.Next.After(at) {
			at = d.Next
		}
		if at.Before(c.From) {
			return nil
		}
		before, after, err := f.both(ctx, c, d, at)
		if before != after {
			n[after]++
		}
		return err
	})
	return rules.Happening(
		messages(n["quiet"], true).Say(partly, "%d 条待发消息将等到安静时段结束再发。", "%d messages that wait would be held until the quiet hours end."),
		messages(n["workday"], false).Say(partly, "%d 条待发消息将等到工作日再发。", "%d messages that wait would be held until a working day."),
		messages(n["budget"], true).Say(partly, "%d 条待发消息将超出每周条数，并入下一次汇总。", "%d messages that wait would be over the week's number, and go out in the next digest."),
		messages(n["digest"], false).Say(partly, "%d 条待发消息将并入汇总。", "%d messages that wait would go out in a digest."),
		messages(n[""], false).Say(partly, "%d 条待发消息将不再等待。", "%d messages would wait no longer."),
	), err
}

// foreseePast looks at an ordinary week: the last seven days.
func (s *Service) foreseePast(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	f := foreseen{Service: s, wish: map[string]notification.Wishes{}, sent: map[string]int{}, fresh: true}
	var all, was, will int
	q := store.Query{Index: "newest", From: s.clock.Now().Add(-weekBack)}
	partly, err := s.eachOf(ctx, c.Area, q, func(d *Delivery) error {
		before, after, err := f.both(ctx, c, d, d.Created)
		all++
		if before != "" {
			was++
		}
		if after != "" {
			will++
		}
		return err
	})
	if err != nil || all == 0 || was == will {
		return nil, err
	}
	return []rules.Effect{messages(all, false).Say(partly,
		fmt.Sprintf("过去 7 天有 %%d 条消息，看过的消息中推迟或并入汇总的，按现行规则为 %d 条，按新规则为 %d 条。", was, will),
		fmt.Sprintf("Of %%d messages of the last 7 days that were looked at, %d waited or went into a digest by the rules that hold; by the new ones %d would have.", was, will),
	)}, nil
}

// both says why a message would not go out at a time, by the rules before and
// after; "" where it would.
func (f *foreseen) both(ctx context.Context, c rules.Change[Rules], d *Delivery, at time.Time) (before, after string, err error) {
	own, known := f.wish[d.Recipient]
	if !known {
		if own, err = f.wishes(store.System(ctx), d.Recipient); err != nil {
			return "", "", err
		}
		f.wish[d.Recipient] = own
	}
	if before, err = f.by(ctx, "before", d, f.judge(d, c.Before(d.Area), own, at), at); err != nil {
		return "", "", err
	}
	after, err = f.by(ctx, "after", d, f.judge(d, c.After(d.Area), own, at), at)
	return before, after, err
}

// by is the verdict with the week's budget, which every message takes one of.
func (f *foreseen) by(ctx context.Context, which string, d *Delivery, v verdict, at time.Time) (string, error) {
	if v.why != "" || v.weekly < 0 || d.Counted && !f.fresh {
		return v.why, nil
	}
	w := week(d.Recipient, at)
	key := which + "/" + w.ID
	if _, known := f.sent[key]; !known && !f.fresh {
		stored, err := f.weeks.Get(store.System(ctx), w.ID)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return "", err
		}
		f.sent[key] = stored.Sent
	}
	if f.sent[key] >= v.weekly {
		return "budget", nil
	}
	f.sent[key]++
	return "", nil
}

// eachOf looks at the messages of an area that a query finds, the inbox apart, which
// holds nothing back; partly: there are more than it looks at.
func (s *Service) eachOf(ctx context.Context, code string, q store.Query, look func(*Delivery) error) (partly bool, err error) {
	return rules.Affected(ctx, s.deliveries, code, q, mostForeseen, func(d *Delivery) []string { return d.Tokens }, func(d *Delivery) error {
		if d.Channel == byInbox {
			return nil
		}
		return look(d)
	})
}

// messages are an effect about so many; they are named nowhere, since who hears of
// what is nobody else's business.
func messages(n int, grave bool) rules.Effect {
	return rules.Effect{Kind: "message", Count: n, Grave: grave}
}
