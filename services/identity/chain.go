package identity

import (
	"context"
	"fmt"

	"lianluo/api/identity"
	"lianluo/pkg/app"
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
			ID: func(r *identity.AuditRow) string { return number(r.Number) },
			Indexes: []store.Index[identity.AuditRow]{
				{Name: "number", Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Number} }},
				{Name: "actor", Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Actor, r.Number} }},
				{Name: "kind", Key: func(r *identity.AuditRow) store.Key {
					if kind := kindOf(r.Type); kind != "" {
						return store.Key{kind, r.Number}
					}
					return nil
				}},
				{Name: "object", Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Aggregate + "/" + r.Subject, r.Number} }},
			},
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

func newAuditor(b *app.Builder, keys *keyring, s Settings) *auditor {
	return &auditor{chainStore: newChainStore(b.DB, keys), clock: b.Clock, webhook: s.AuditWebhook, dir: b.Data, peer: b.Peer}
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
	_, err := a.ends.Upsert(ctx, theEnd, func() chainEnd { return chainEnd{ID: theEnd} }, func(end *chainEnd) ([]event.Event, error) {
		row = audit.Next(end.Link, e)
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

var errAuditFilter = fault.Invalid("audit.filter", "请按操作人、对象或类别查询，每次选一种", "Search by actor, by object or by kind, by one of them at a time")

// ListAudit serves identity.ListAudit.
func (a *auditor) ListAudit(ctx context.Context, req identity.ListAuditRequest) (rpc.Page[identity.AuditRow], error) {
	q := store.Query{Index: "number", Desc: true, Limit: req.Limit, After: req.After}
	for index, value := range map[string]string{"actor": req.Actor, "object": req.Object, "kind": req.Kind} {
		switch {
		case value == "":
			continue
		case q.Eq != nil:
			return rpc.Page[identity.AuditRow]{}, errAuditFilter
		}
		q.Index, q.Eq = index, store.Key{value}
	}
	page, err := a.rows.List(ctx, q)
	return rpc.Page[identity.AuditRow]{Items: page.Items, Next: page.Next}, err
}
