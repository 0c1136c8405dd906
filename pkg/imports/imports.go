// Package imports takes tables over that people send as Excel files: it looks
// through every row first, takes over the good ones in the background when
// somebody gives the word, survives a crash at any point without doing anything
// twice, and undoes exactly what it did.
package imports

import (
	"context"
	"slices"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Guard says whether somebody may do something, and where.
type Guard interface {
	Authorize(ctx context.Context, s authz.Subject, action string) (store.Scope, error)
	// Still is what the subject may stand for now; unauthenticated where that ended.
	Still(s authz.Subject) (authz.Subject, error)
}

// Imports are the imports of one service.
type Imports struct {
	db      *store.DB
	tree    *area.Tree
	vault   *vault.Vault
	guard   Guard
	ops     Ops
	kinds   []Kind
	jobs    *store.Collection[job]
	batches *store.Collection[batch]
}

var errKind = fault.Invalid("import.kind", "不支持导入这类数据，请刷新页面后重试", "Such things cannot be imported; reload the page and try again")

// Declare makes the imports of a service; call before db.Open.
func Declare(db *store.DB, tree *area.Tree, v *vault.Vault, guard Guard, ops Ops, kinds ...Kind) *Imports {
	return &Imports{db: db, tree: tree, vault: v, guard: guard, ops: ops, kinds: kinds, jobs: newJobs(db), batches: newBatches(db)}
}

// Handle registers the operations on the service's server.
func (m *Imports) Handle(r *rpc.Server) {
	rpc.Handle(r, m.ops.Start, m.start)
	rpc.Handle(r, m.ops.Get, m.get)
	rpc.Handle(r, m.ops.List, m.list)
	rpc.Handle(r, m.ops.Rows, m.ListRows)
	rpc.Handle(r, m.ops.Run, m.run)
	rpc.Handle(r, m.ops.Stop, m.stop)
	rpc.Handle(r, m.ops.Undo, m.undo)
	rpc.HandleStream(r, m.ops.Template, m.template)
}

func (m *Imports) kind(name string) (*Kind, error) {
	i := slices.IndexFunc(m.kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return nil, errKind.At("kind", errKind.Text.ZH, errKind.Text.EN)
	}
	return &m.kinds[i], nil
}

func (m *Imports) now() time.Time { return m.db.Clock().Now().UTC() }

// allowed reports whether the caller may make such things in the division: who
// imports does nothing that they could not do one by one.
func (m *Imports) allowed(ctx context.Context, k *Kind, code string) error {
	return m.permits(ctx, authz.Actor(ctx), k, code)
}

func (m *Imports) permits(ctx context.Context, who authz.Subject, k *Kind, code string) error {
	scope, err := m.guard.Authorize(ctx, who, k.Needs)
	if err != nil {
		return err
	}
	if !scope.Permits(m.reach(code)) {
		return errMissing
	}
	return nil
}

func (m *Imports) start(ctx context.Context, req StartRequest) (Import, error) {
	k, err := m.kind(req.Kind)
	if err != nil {
		return Import{}, err
	}
	if err := m.allowed(ctx, k, req.Area); err != nil {
		return Import{}, err
	}
	if err := sheet.Vet(req.File.Data, limits); err != nil {
		return Import{}, err
	}
	j := job{Reach: m.reach(req.Area), Right: authz.Actor(ctx), Import: Import{ID: m.db.NewID(), Kind: k.Name, Area: req.Area, File: req.File.Name,
		State: Reading, By: event.CauseOf(ctx).Actor, At: m.now()}}
	sealed, err := m.vault.Seal(ctx, secret(j.ID), req.File.Data)
	if err != nil {
		return Import{}, err
	}
	if j.Blob, err = m.db.PutBlob(ctx, sealed); err != nil {
		return Import{}, err
	}
	return j.Import, m.jobs.Create(ctx, j)
}

func (m *Imports) get(ctx context.Context, req ByID) (Import, error) {
	j, err := m.jobs.Get(ctx, req.ID)
	return j.Import, err
}

func (m *Imports) list(ctx context.Context, req ListRequest) (rpc.Page[Import], error) {
	page, err := m.jobs.List(ctx, store.Query{Index: "at", Desc: true, Limit: req.Limit, After: req.After})
	out := rpc.Page[Import]{Items: []Import{}, Next: page.Next}
	for _, j := range page.Items {
		if req.Kind == "" || j.Kind == req.Kind {
			out.Items = append(out.Items, j.Import)
		}
	}
	return out, err
}
