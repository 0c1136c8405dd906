package identity

import (
	"context"
	"errors"
	"iter"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/audit"
)

// settling is how long an event may take from its journal into the chain.
const settling = 10 * time.Minute

// VerifyAudit serves identity.VerifyAudit.
func (a *auditor) VerifyAudit(ctx context.Context, req identity.VerifyAuditRequest) (identity.AuditVerdict, error) {
	return verifyChain(ctx, a.chainStore, a.dir, req.Heads, a.readJournal)
}

// HostVerifyAudit serves identity.HostVerifyAudit: the host reads everything.
func (a *auditor) HostVerifyAudit(ctx context.Context, req identity.VerifyAuditRequest) (identity.AuditVerdict, error) {
	return a.VerifyAudit(store.System(ctx), req)
}

// readJournal is a page of a service's journal, this service's own included.
func (a *auditor) readJournal(ctx context.Context, service string, after int64) ([]store.JournalRow, error) {
	if service == a.db.Name() {
		return a.db.Journal().ReadAfter(ctx, after, store.MaxPage)
	}
	page, err := rpc.Call(ctx, a.peer(service), app.JournalOp(service), app.JournalRequest{After: after, Limit: store.MaxPage})
	return page.Rows, err
}

type journalPage func(ctx context.Context, service string, after int64) ([]store.JournalRow, error)

// verifyChain gathers the evidence, in the order in which it must be read, and
// judges it.
func verifyChain(ctx context.Context, c chainStore, dir string, given []identity.AuditHead, read journalPage) (identity.AuditVerdict, error) {
	e := audit.Evidence{Settling: settling, Rows: c.all(ctx), Journals: map[string]iter.Seq2[event.Event, error]{}}
	for _, service := range journalling {
		e.Journals[service] = journalOf(ctx, service, read)
	}
	var err error
	if e.Heads, e.Keys, err = c.keptHeads(ctx, dir, given); err != nil {
		return identity.AuditVerdict{}, err
	}
	if e.End, err = c.end(ctx); err != nil {
		return identity.AuditVerdict{}, err
	}
	v, err := audit.Verify(e)
	if err != nil {
		return identity.AuditVerdict{}, err
	}
	return identity.AuditVerdict{Rows: v.Rows, Heads: v.Heads, Events: v.Events, Intact: v.Intact(), Findings: v.Words(rpc.LangOf(ctx))}, nil
}

// keptHeads are the heads given, stored and filed, and the keys that may have
// signed them.
func (c chainStore) keptHeads(ctx context.Context, dir string, given []identity.AuditHead) ([]audit.Kept, []string, error) {
	kept, err := filedHeads(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range given {
		kept = append(kept, audit.Kept{AuditHead: h, Where: "-head"})
	}
	err = c.heads.Each(ctx, store.Query{Index: "number"}, func(h keptHead) error {
		kept = append(kept, audit.Kept{AuditHead: h.AuditHead, Where: "store"})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	known, err := c.keys.list(ctx, useAudit)
	var keys []string
	for _, k := range known {
		keys = append(keys, audit.KeyText(k.Public))
	}
	return kept, keys, err
}

// all are the rows of the chain in order.
func (c chainStore) all(ctx context.Context) iter.Seq2[identity.AuditRow, error] {
	return func(yield func(identity.AuditRow, error) bool) {
		err := c.rows.Each(ctx, store.Query{Index: "number"}, func(r identity.AuditRow) error {
			if !yield(r, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(identity.AuditRow{}, err)
		}
	}
}

var errEnough = errors.New("identity: enough rows")

// journalOf are the events of a service's journal in order of position.
func journalOf(ctx context.Context, service string, read journalPage) iter.Seq2[event.Event, error] {
	return func(yield func(event.Event, error) bool) {
		for after := int64(0); ; {
			rows, err := read(ctx, service, after)
			if err != nil {
				yield(event.Event{}, err)
				return
			}
			for _, row := range rows {
				if after = row.Position; !yield(row.Event, nil) {
					return
				}
			}
			if len(rows) < store.MaxPage {
				return
			}
		}
	}
}
