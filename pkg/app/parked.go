package app

import (
	"context"
	"time"

	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Consumers are a service's, with what waits at each.
type Consumers struct {
	Items []ConsumerInfo `json:"items"`
	// Moving is how far the service is with what lies in divisions that moved.
	Moving Moving `json:"moving"`
}

// Moving is what follows when divisions were merged or moved: now, or last.
type Moving struct {
	Divisions int       `json:"divisions" doc:"that are being followed now; 0 when all is done"`
	At        string    `json:"at,omitempty" doc:"the collection that it came to"`
	Seen      int       `json:"seen"`
	Changed   int       `json:"changed"`
	Started   time.Time `json:"started,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
}

// ConsumerInfo is a consumer and how many of its events are parked; 1000 stands
// for that many or more.
type ConsumerInfo struct {
	Name   string   `json:"name"`
	Topics []string `json:"topics"`
	Parked int64    `json:"parked"`
}

// ParkedRequest chooses a consumer of the service and a page.
type ParkedRequest struct {
	Consumer string `path:"consumer" validate:"required,max=60"`
	After    string `query:"after" validate:"max=400"`
	Limit    int    `query:"limit" validate:"min=0,max=500"`
}

// ParkedID names one parked event; ids contain slashes and travel in the body.
type ParkedID struct {
	Consumer string `path:"consumer" validate:"required,max=60"`
	ID       string `json:"id" validate:"required,max=300"`
	Reason   string `json:"reason" validate:"max=500" doc:"required to give up"`
}

// ParkedShow names one parked event to look at.
type ParkedShow struct {
	Consumer string `path:"consumer" validate:"required,max=60"`
	ID       string `query:"id" validate:"required,max=300"`
}

// Replayed says how many events were applied.
type Replayed struct {
	Applied int `json:"applied"`
}

// ParkedOps are the operations on a service's parked events.
type ParkedOps struct {
	Consumers rpc.Op[rpc.None, Consumers]

	List   rpc.Op[ParkedRequest, rpc.Page[consume.Parked]]
	Show   rpc.Op[ParkedShow, consume.Parked]
	Replay rpc.Op[ParkedID, Replayed]
	GiveUp rpc.Op[ParkedID, Replayed]
}

// ParkedOf declares the operations of a service.
func ParkedOf(service string) ParkedOps {
	consumers := "/api/" + service + "/v1/consumers"
	base := consumers + "/{consumer}/parked"
	may := rpc.Needs("system.operate")
	return ParkedOps{
		// ListConsumers lists the consumers of the service, each with the number of events that it could not apply.
		Consumers: rpc.Get[rpc.None, Consumers](service+".ListConsumers", consumers, may),
		// ListParked lists events that a consumer of the service could not apply, oldest first.
		List: rpc.Get[ParkedRequest, rpc.Page[consume.Parked]](service+".ListParked", base, may),
		// ShowParked shows one of them with the reason.
		Show: rpc.Get[ParkedShow, consume.Parked](service+".ShowParked", base+"/event", may),
		// ReplayParked applies an event and what waits behind it, in order, once what was in the way is mended.
		Replay: rpc.Post[ParkedID, Replayed](service+".ReplayParked", base+"/replay", may, rpc.ReadOnly()),
		// GiveUpParked decides that an event is never applied, with a reason on record.
		GiveUp: rpc.Post[ParkedID, Replayed](service+".GiveUpParked", base+"/giving-up", may, rpc.ReadOnly()),
	}
}

// All lists the operations.
func (o ParkedOps) All() []rpc.Any { return []rpc.Any{o.Consumers, o.List, o.Show, o.Replay, o.GiveUp} }

// find returns a consumer by name; not_found names those there are.
func (s *Service) find(name string) (*consume.Consumer, error) {
	known := ""
	for _, c := range s.consumers {
		if c.Name == name {
			return c, nil
		}
		known += " " + c.Name
	}
	return nil, fault.NotFound("consumer.unknown", "没有消费者 %[1]s，可选：%[2]s", "There is no consumer %[1]s; choose one of:%[2]s", name, known)
}

func (s *Service) serveParked() {
	ops := ParkedOf(s.Name)
	rpc.Handle(s.rpc, ops.Consumers, s.listConsumers)
	rpc.Handle(s.rpc, ops.List, func(ctx context.Context, req ParkedRequest) (rpc.Page[consume.Parked], error) {
		c, err := s.find(req.Consumer)
		if err != nil {
			return rpc.Page[consume.Parked]{}, err
		}
		page, err := c.Parked(ctx, req.After, req.Limit)
		return rpc.Page[consume.Parked]{Items: page.Items, Next: page.Next}, err
	})
	rpc.Handle(s.rpc, ops.Show, func(ctx context.Context, req ParkedShow) (consume.Parked, error) {
		c, err := s.find(req.Consumer)
		if err != nil {
			return consume.Parked{}, err
		}
		return c.Show(ctx, req.ID)
	})
	// Replaying is a sequence of units of its own, each safe to repeat, so the
	// chain must not wrap it into one.
	rpc.Handle(s.rpc, ops.Replay, s.settle(func(ctx context.Context, c *consume.Consumer, req ParkedID) (int, error) {
		return c.Replay(ctx, req.ID)
	}))
	rpc.Handle(s.rpc, ops.GiveUp, s.settle(func(ctx context.Context, c *consume.Consumer, req ParkedID) (int, error) {
		return c.GiveUp(ctx, req.ID, req.Reason)
	}))
}

func (s *Service) settle(fn func(context.Context, *consume.Consumer, ParkedID) (int, error)) func(context.Context, ParkedID) (Replayed, error) {
	return func(ctx context.Context, req ParkedID) (Replayed, error) {
		c, err := s.find(req.Consumer)
		if err != nil {
			return Replayed{}, err
		}
		n, err := fn(ctx, c, req)
		return Replayed{Applied: n}, err
	}
}

func (s *Service) listConsumers(ctx context.Context, _ rpc.None) (Consumers, error) {
	out := Consumers{Items: []ConsumerInfo{}}
	for _, c := range s.consumers {
		n, err := c.CountParked(ctx)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, ConsumerInfo{Name: c.Name, Topics: c.Topics(), Parked: n})
	}
	now, err := s.placing.Progress(ctx)
	out.Moving = Moving{Divisions: len(now.Work), At: now.Collection, Seen: now.Seen, Changed: now.Changed, Started: now.Started, Ended: now.Ended}
	return out, err
}
