package imports

import (
	"context"
	"errors"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// perRound is how many batches one round works on: some seconds of work.
const perRound = 60

// Work is a round of the background work: a job of the service, every second.
// Each batch is one unit of work with everything that it makes and the note that
// it did so: whatever is cut off, nothing is made twice. It fails with what went
// wrong; the next round tries again.
func (m *Imports) Work(ctx context.Context) error {
	ctx = store.System(ctx)
	if err := m.forget(ctx); err != nil {
		return err
	}
	for range perRound {
		page, err := m.jobs.List(ctx, store.Query{Index: "working"})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		var trouble error
		for _, j := range page.Items { // in turn, so that a long one holds up nobody
			trouble = errors.Join(trouble, m.step(ctx, &j))
		}
		if trouble != nil || ctx.Err() != nil {
			return trouble
		}
	}
	return nil
}

// step acts in the name of whoever gave the word, within the import's division.
func (m *Imports) step(ctx context.Context, j *job) error {
	k, err := m.kind(j.Kind)
	if err != nil {
		return err
	}
	if err := m.stillMay(ctx, j, k); err != nil {
		return m.lapse(ctx, j.ID, err)
	}
	ctx = event.WithCause(ctx, event.Cause{Actor: j.By, Operation: m.ops.Run.Name})
	ctx = authz.WithSubject(ctx, authz.Subject{ID: j.By, Kind: authz.Person})
	ctx = authz.Within(ctx, m.tree, j.Area)
	if j.State == Reading {
		return m.read(ctx, j, k)
	}
	err = m.advance(ctx, j.ID, k)
	if fault.Is(err, fault.KindConflict) { // a unique key shows at the commit only
		return m.singly(ctx, j.ID, k)
	}
	return err
}

// stillMay fails where whoever gave the word could not give it now: their account
// was closed, or the role taken back. Work of an earlier version kept no word.
func (m *Imports) stillMay(ctx context.Context, j *job, k *Kind) error {
	if j.Right.ID == "" {
		return nil
	}
	who, err := m.guard.Still(j.Right)
	if err != nil {
		return err
	}
	return m.permits(ctx, who, k, j.Area)
}

// lapse stops an import for want of a right, between two batches: what was made
// stays, and is known. Anything else may pass by itself.
func (m *Imports) lapse(ctx context.Context, id string, why error) error {
	if !fault.Is(why, fault.KindUnauthenticated) && !fault.Is(why, fault.KindDenied) && !fault.Is(why, fault.KindNotFound) {
		return why
	}
	_, err := m.jobs.Update(ctx, id, func(j *job) ([]event.Event, error) {
		if j.State.working() {
			j.State, j.Finished, j.Trouble = Stopped, m.now(), &lapsed
		}
		return nil, nil
	})
	return err
}

var lapsed = fault.Text{ZH: "发起人的账号已停用，或其权限已收回或变动，导入已停止。已导入的保留不动，请由现在有权限的管理员继续或撤销。",
	EN: "The account of whoever started this was closed, or their rights were taken back or changed, so it stopped. What was imported stays; an administrator who has the right now can go on or undo it."}

// advance works on the next batch.
func (m *Imports) advance(ctx context.Context, id string, k *Kind) error {
	return m.db.Transact(ctx, func(ctx context.Context) error {
		j, err := m.jobs.Get(ctx, id)
		if err != nil || !j.State.working() {
			return err
		}
		if j.Next >= j.Size {
			return m.end(ctx, id)
		}
		b, err := m.batches.Get(ctx, batchID(id, j.at()))
		if err != nil {
			return err
		}
		if err := m.treat(ctx, k, &j, &b, len(b.Rows)); err != nil {
			return err
		}
		return m.keep(ctx, b, &j, func(j *job) {
			j.Next++
			j.Done += len(b.Rows)
		})
	})
}

// keep stores what became of the batch, with the counts that follow.
func (m *Imports) keep(ctx context.Context, b batch, from *job, more func(*job)) error {
	if _, err := m.batches.Update(ctx, b.ID, func(old *batch) ([]event.Event, error) { *old = b; return nil, nil }); err != nil {
		return err
	}
	_, err := m.jobs.Update(ctx, from.ID, func(j *job) ([]event.Event, error) {
		j.Checked, j.Bad, j.Made, j.Kept = from.Checked, from.Bad, from.Made, from.Kept
		more(j)
		return nil, nil
	})
	return err
}

// end closes the present work.
func (m *Imports) end(ctx context.Context, id string) error {
	next := map[State]State{Checking: Checked, Running: Finished, Undoing: Undone}
	_, err := m.jobs.Update(ctx, id, func(j *job) ([]event.Event, error) {
		j.State, j.Finished = next[j.State], m.now()
		return nil, nil
	})
	return err
}

// singly takes the rows of a batch over one by one, each with its note, where
// together they meet something that is there already.
func (m *Imports) singly(ctx context.Context, id string, k *Kind) error {
	for range perBatch {
		left := false
		err := m.db.Transact(ctx, func(ctx context.Context) error {
			left = false
			j, err := m.jobs.Get(ctx, id)
			if err != nil || j.State != Running {
				return err
			}
			b, err := m.batches.Get(ctx, batchID(id, j.at()))
			if err != nil {
				return err
			}
			if left = b.next(RowGood) >= 0; !left {
				return nil
			}
			if err := m.treat(ctx, k, &j, &b, 1); err != nil {
				return err
			}
			return m.keep(ctx, b, &j, func(*job) {})
		})
		if fault.Is(err, fault.KindConflict) {
			err = m.refuse(ctx, id, k, err)
		}
		if err != nil || !left {
			return err
		}
	}
	return nil
}

// refuse notes on the next row why it cannot be taken over.
func (m *Imports) refuse(ctx context.Context, id string, k *Kind, why error) error {
	return m.db.Transact(ctx, func(ctx context.Context) error {
		j, err := m.jobs.Get(ctx, id)
		if err != nil {
			return err
		}
		b, err := m.batches.Get(ctx, batchID(id, j.at()))
		if err != nil {
			return err
		}
		if i := b.next(RowGood); i >= 0 {
			b.Rows[i].State, b.Rows[i].Problems = RowBad, k.problems(why)
			j.Bad++
		}
		return m.keep(ctx, b, &j, func(*job) {})
	})
}

// forget destroys the texts of files whose time is over.
func (m *Imports) forget(ctx context.Context) error {
	now := m.now()
	return m.jobs.Each(ctx, store.Query{Index: "texts", Below: now.Add(-keepTexts)}, func(j job) error {
		return m.db.Transact(ctx, func(ctx context.Context) error {
			if err := m.vault.Destroy(ctx, secret(j.ID), now); err != nil {
				return err
			}
			_, err := m.jobs.Update(ctx, j.ID, func(j *job) ([]event.Event, error) {
				j.Forgotten, j.Blob = true, ""
				if j.State != Undoing && j.State.working() {
					j.State, j.Finished = Stopped, now
				}
				return nil, nil
			})
			return err
		})
	})
}
