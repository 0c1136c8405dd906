package identity

import (
	"context"
	"fmt"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/audit"
)

// auditor keeps the chain over what all services journal.
type auditor struct {
	chainStore
	clock   app.Clock
	webhook string
	dir     string // for files of heads, "" for none
	peer    func(service string) *rpc.Client
	who     accountsOf
	tree    *area.Tree
}

// chainStore is where the chain lies.
type chainStore struct {
	db    *store.DB
	rows  *store.Collection[identity.AuditRow]
	ends  *store.Collection[chainEnd]
	heads *store.Collection[keptHead]
	keys  *keyring
}

// chainEnd is where the one writer stands. Every row is stored together with
// it, so that of two writers one comes to nothing: its version is the fence.
type chainEnd struct {
	ID string `json:"id"`
	audit.Link
}

const theEnd = "end"

func newChainStore(db *store.DB, keys *keyring) chainStore {
	number := func(n int64) string { return fmt.Sprintf("%016d", n) }
	return chainStore{db: db, keys: keys,
		rows: store.NewCollection(db, "chain", store.Def[identity.AuditRow]{
			ID:      func(r *identity.AuditRow) string { return number(r.Number) },
			Indexes: auditIndexes(),
		}),
		ends: store.NewCollection(db, "chain_end", store.Def[chainEnd]{ID: func(e *chainEnd) string { return e.ID }}),
		heads: store.NewCollection(db, "head", store.Def[keptHead]{
			ID: func(h *keptHead) string { return number(h.Number) },
			Indexes: []store.Index[keptHead]{
				{Name: "number", Key: func(h *keptHead) store.Key { return store.Key{h.Number} }},
				{Name: "unsent", Key: func(h *keptHead) store.Key {
					if h.Filed && h.Sent {
						return nil
					}
					return store.Key{h.Number}
				}},
			},
		}),
	}
}

func newAuditor(b *app.Builder, keys *keyring, s Settings, who accountsOf) *auditor {
	return &auditor{who: who, tree: b.Tree, chainStore: newChainStore(b.DB, keys), clock: b.Clock, webhook: s.AuditWebhook, dir: b.Data, peer: b.Peer}
}

func (a *auditor) serve(r *rpc.Server) {
	rpc.Handle(r, identity.ListAudit, a.ListAudit)
	rpc.Handle(r, identity.VerifyAudit, a.VerifyAudit)
	rpc.Handle(r, identity.GetAuditState, a.GetAuditState)
	rpc.Handle(r, identity.HostVerifyAudit, a.HostVerifyAudit)
}

// handlers chain every event of every service, identity's own included.
func (a *auditor) handlers() []event.Handler {
	var out []event.Handler
	for _, service := range journalling {
		out = append(out, event.Handler{Type: event.Any, Service: service, Apply: a.append})
	}
	return out
}

// append puts an event behind the last row.
func (a *auditor) append(ctx context.Context, e event.Event) error {
	var row identity.AuditRow
	areas, err := a.areasOf(ctx, e)
	if err != nil {
		return err
	}
	_, err = a.ends.Upsert(ctx, theEnd, func() chainEnd { return chainEnd{ID: theEnd} }, func(end *chainEnd) ([]event.Event, error) {
		row = audit.Next(end.Link, e)
		row.Areas = areas
		end.Link = audit.At(row)
		return nil, nil
	})
	if err != nil {
		return err
	}
	return a.rows.Create(ctx, row)
}

// end is where the writer stands.
func (c chainStore) end(ctx context.Context) (audit.Link, error) {
	end, err := c.ends.Get(ctx, theEnd)
	if fault.Is(err, fault.KindNotFound) {
		return audit.Link{}, nil
	}
	return end.Link, err
}
