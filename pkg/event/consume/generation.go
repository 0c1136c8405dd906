package consume

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// View is a read model in one of its two places.
type View interface {
	// Handlers fold events into the view's collections. They depend on nothing
	// but the event and the view, tell no events, and give the same view however
	// events of different aggregates interleave.
	Handlers() []event.Handler
	// Clear removes everything from the view's collections.
	Clear(ctx context.Context) error
}

// Holder is a View that keeps in memory what very many events change, such as
// numbers, while it is built anew and nobody reads it.
type Holder interface {
	View
	// Hold returns a context for units of work whose handlers keep such things, once
	// the unit is stored; and take, which hands over what is kept, in parts to be
	// written in a unit of work each: all, or else nothing before it is much. What is
	// not written when the process ends is lost; the next rebuild begins anew.
	Hold(ctx context.Context) (within context.Context, take func(all bool) []func(ctx context.Context) error)
}

// Generation says which place of a read model serves.
type Generation struct {
	Name     string    `json:"name"`
	Number   int64     `json:"number"` // 1, 2, 3 …: how often it was built
	Suffix   string    `json:"suffix"`
	Revision int       `json:"revision"`
	Since    time.Time `json:"since"`
	// Building is the next generation while it is made, nil otherwise.
	Building *Building `json:"building,omitempty"`
}

// Building is a rebuild under way, or one that ended with its process.
type Building struct {
	Started time.Time `json:"started"`
	Updated time.Time `json:"updated"`
	Events  int64     `json:"events"` // journal rows read so far
}

// errOutdated: a newer version of the program folds this read model now.
var errOutdated = errors.New("consume: the read model has a newer revision than this program")

// Generation tells which place serves and how far a rebuild is. Without a View
// it is the zero Generation.
func (c *Consumer) Generation(ctx context.Context) (Generation, error) {
	if c.generations == nil {
		return Generation{}, nil
	}
	g, err := c.generations.Get(store.System(ctx), c.Name)
	if fault.Is(err, fault.KindNotFound) {
		return c.firstGeneration(), nil
	}
	return g, err
}

func (c *Consumer) firstGeneration() Generation {
	return Generation{Name: c.Name, Number: 1, Suffix: c.slots[0].suffix, Revision: c.Revision, Since: c.DB.Clock().Now().UTC()}
}

// settleGeneration writes down the first generation before anything is applied.
func (c *Consumer) settleGeneration(ctx context.Context) error {
	if c.generations == nil {
		return nil
	}
	return c.changeGeneration(ctx, func(*Generation) {})
}

func (c *Consumer) changeGeneration(ctx context.Context, fn func(*Generation)) error {
	_, err := c.generations.Upsert(store.System(ctx), c.Name, c.firstGeneration, func(g *Generation) ([]event.Event, error) {
		fn(g)
		return nil, nil
	})
	return err
}

// serving is the slot that events go to. It fails with errOutdated when a newer
// version of the program has built the model its own way.
func (c *Consumer) serving(ctx context.Context) (*slot, error) {
	g, err := c.Generation(ctx)
	switch {
	case err != nil:
		return nil, err
	case g.Revision > c.Revision:
		return nil, errOutdated
	}
	return c.slot(g.Suffix), nil
}

func (c *Consumer) slot(suffix string) *slot {
	for _, s := range c.slots {
		if s.suffix == suffix {
			return s
		}
	}
	return c.slots[0]
}

// Serving returns the view to read from. Ask again for every request: a rebuild
// replaces it. It fails with unavailable when the store is away.
func Serving[V View](ctx context.Context, c *Consumer) (V, error) {
	var none V
	g, err := c.Generation(ctx)
	if err != nil {
		return none, err
	}
	v, ok := c.slot(g.Suffix).view.(V)
	if !ok {
		return none, fault.Internal(errors.New("consume " + c.Name + ": its view has another type"))
	}
	return v, nil
}
