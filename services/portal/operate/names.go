package operate

import (
	"context"
	"slices"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// most is how many names one call gives.
const most = 200

// names are those of accounts by id, for a page that has their ids.
type names map[string]string

// namesOf asks for the names behind ids; what is no account's id has none.
func (s pages) namesOf(ctx context.Context, ids []string) (names, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	slices.Sort(ids)
	out := names{}
	for some := range slices.Chunk(slices.Compact(ids), most) {
		found, err := session.Call(ctx, s.Portal, identity.NameAccounts, identity.NameAccountsRequest{IDs: some})
		if err != nil {
			return nil, err
		}
		for _, one := range found.Items {
			out[one.ID] = one.Name
		}
	}
	return out, nil
}

// of is what a person reads instead of an id: the name, the words for what is
// nobody (the system, the public), else the end of the id.
func (n names) of(ctx context.Context, id string) string {
	if name := n[id]; name != "" {
		return name
	}
	if key := "operate.actor." + id; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return tail(id)
}

// tail is the end of an id, which tells it from others made at about the same
// time; short names stay whole.
func tail(id string) string {
	const whole, end = 20, 8
	if len(id) <= whole {
		return id
	}
	return "…" + id[len(id)-end:]
}

// acting is who did what a row tells, and for whom.
func (n names) acting(ctx context.Context, row identity.AuditRow) string {
	if row.OnBehalf == "" {
		return n.of(ctx, row.Actor)
	}
	return ui.T(ctx, "operate.audit.on-behalf", n.of(ctx, row.Actor), n.of(ctx, row.OnBehalf))
}
