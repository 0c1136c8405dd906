package portal

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
)

// divisions asks for the divisions that were founded and renamed: services hear
// of them by events, the portal hears none.
type divisions struct {
	client *rpc.Client
	tree   *area.Tree
	clock  app.Clock
	next   time.Time
}

const askEvery = 30 * time.Second

func nobody(context.Context) string { return "" }

// refresh asks when it is time to. It fails as the operation does, and asks again.
func (d *divisions) refresh(ctx context.Context) error {
	now := d.clock.Now()
	if now.Before(d.next) {
		return nil
	}
	d.next = now.Add(askEvery)
	var changes []area.Division
	for req := (identity.ListDivisionChangesRequest{Limit: 500}); ; {
		page, err := rpc.Call(ctx, d.client, identity.ListDivisionChanges, req)
		if err != nil {
			return err
		}
		for _, c := range page.Items {
			changes = append(changes, area.Division{Code: area.Code(c.Code), Name: c.Name, Parent: area.Code(c.Parent), ValidFrom: c.From})
		}
		if req.After = page.Next; req.After == "" {
			break
		}
	}
	return d.tree.Learn("portal", changes)
}
