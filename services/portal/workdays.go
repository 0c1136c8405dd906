package portal

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// workdays asks for what divisions set of their calendars: services hear of it by
// events, the portal hears none.
type workdays struct {
	client *rpc.Client
	days   *calendar.Places
	clock  app.Clock
	next   time.Time
}

// askDays is often enough for every page to count as the services do within 2 s.
const askDays = time.Second

// refresh asks when it is time to. It fails as the operation does, and asks again.
func (w *workdays) refresh(ctx context.Context) error {
	now := w.clock.Now()
	if now.Before(w.next) {
		return nil
	}
	w.next = now.Add(askDays)
	set, err := rpc.Call(ctx, w.client, identity.GetWorkdays, rpc.None{})
	if err != nil {
		return err
	}
	var all []calendar.Setting
	for _, s := range set.Settings {
		all = append(all, calendar.Setting(s))
	}
	w.days.Learn("portal", all)
	return nil
}
