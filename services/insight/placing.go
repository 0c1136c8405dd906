package insight

import (
	"context"
	"encoding/json"
	"time"

	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/placing"
	"lianluo/pkg/store"
)

// placed is the view in one of its two places, which follows divisions that move:
// the numbers of a fact go along with it.
func placed(p *placing.Placing, v *view, suffix string) consume.View {
	p.Specially("case"+suffix, following(v, v.cases))
	p.Specially("day"+suffix, following(v, v.days))
	p.Specially("station"+suffix, following(v, v.stations))
	p.Specially("person"+suffix, following(v, v.persons))
	p.Specially("project"+suffix, following(v, v.projects))
	return v
}

// following has facts say where they lie now, each with its numbers in one unit
// of work.
func following[F fact](v *view, c *store.Collection[F]) placing.Special {
	return func(ctx context.Context, collection, after string, shifts []placing.Shift) (store.Rewritten, error) {
		var ids []string
		page, err := v.db.Rewrite(ctx, collection, after, func(doc []byte) ([]byte, error) {
			fresh, err := placing.Apply(v.tree, shifts, doc)
			if err != nil || fresh == nil {
				return nil, err
			}
			var named struct {
				ID string `json:"id"`
			}
			err = json.Unmarshal(doc, &named)
			ids = append(ids, named.ID)
			return nil, err
		})
		for _, id := range ids {
			if err != nil {
				break
			}
			err = v.db.Transact(ctx, func(ctx context.Context) error { return follow(ctx, v, c, id, shifts) })
			page.Changed++
		}
		return page, err
	}
}

func follow[F fact](ctx context.Context, v *view, c *store.Collection[F], id string, shifts []placing.Shift) error {
	old, err := c.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	raw, err := json.Marshal(old)
	if err != nil {
		return fault.Internal(err)
	}
	fresh, err := placing.Apply(v.tree, shifts, raw)
	if err != nil || fresh == nil {
		return err
	}
	return turn(ctx, v, c, id, time.Time{}, func(F) (now F) {
		if json.Unmarshal(fresh, &now) != nil {
			return old // what was just written is read again
		}
		return now
	})
}
