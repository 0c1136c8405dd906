package portal

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// How often identity is asked for what services hear of by events; the portal
// hears none.
const (
	askDivisions = 30 * time.Second
	askDays      = time.Second // every page counts as the services do within 2 s
)

func nobody(context.Context) string { return "" }

// every asks when it is time to. It fails as ask does, and asks again next time.
func every(interval time.Duration, clock app.Clock, ask func(context.Context) error) func(context.Context) error {
	var next time.Time
	return func(ctx context.Context) error {
		now := clock.Now()
		if now.Before(next) {
			return nil
		}
		next = now.Add(interval)
		return ask(ctx)
	}
}

// learnDivisions asks for the divisions that were founded, renamed, moved and merged.
func learnDivisions(client *rpc.Client, tree *area.Tree) func(context.Context) error {
	return func(ctx context.Context) error {
		var changes []area.Division
		for req := (identity.ListDivisionChangesRequest{Limit: 500}); ; {
			page, err := rpc.Call(ctx, client, identity.ListDivisionChanges, req)
			if err != nil {
				return err
			}
			for _, c := range page.Items {
				changes = append(changes, c.Division())
			}
			if req.After = page.Next; req.After == "" {
				break
			}
		}
		return tree.Learn("portal", changes)
	}
}

// learnDays asks for what divisions set of their calendars.
func learnDays(client *rpc.Client, days *calendar.Places) func(context.Context) error {
	return func(ctx context.Context) error {
		set, err := rpc.Call(ctx, client, identity.GetWorkdays, rpc.None{})
		if err != nil {
			return err
		}
		var all []calendar.Setting
		for _, s := range set.Settings {
			all = append(all, calendar.Setting(s))
		}
		days.Learn("portal", all)
		return nil
	}
}
