package holidays

import (
	"context"
	"encoding/json"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// ForeseeRequest is what a division would set of its calendar.
type ForeseeRequest struct {
	Area   string          `json:"area" validate:"required,area"`
	Values json.RawMessage `json:"values" validate:"required" doc:"notices, local or both, as ReadHolidays gives them"`
}

// Foreseen is what it would do to what a service keeps, counted on what is stored
// now and within the caller's reach.
type Foreseen struct {
	Effects []rules.Effect `json:"effects"`
}

// Foresight is the operation of one service.
type Foresight = rpc.Op[ForeseeRequest, Foreseen]

// OpOf declares the operation of a service.
func OpOf(service string) Foresight {
	// ForeseeCalendar says what other working days would do to what the service
	// keeps; it changes nothing. It fails with invalid for what is no calendar.
	return rpc.Post[ForeseeRequest, Foreseen](service+".ForeseeCalendar", "/api/"+service+"/v1/calendar/preview", rpc.Needs("rules.manage"), rpc.ReadOnly())
}

// Change is a change of working days that is being looked at.
type Change struct {
	Area          string
	At            time.Time
	Before, After *calendar.Places
}

var errElsewhere = fault.NotFound("holidays.elsewhere", "没有这个区划，或不在您的管辖范围内", "There is no such division, or it is outside your area")

// Handle serves the operation of a service: fn counts, within the scope of its
// context and in bounds.
func Handle(server *rpc.Server, op Foresight, days *calendar.Places, tree *area.Tree, clock calendar.Clock, fn func(context.Context, Change) ([]rules.Effect, error)) {
	rpc.Handle(server, op, func(ctx context.Context, req ForeseeRequest) (Foreseen, error) {
		if scope, _ := store.ScopeOf(ctx); len(tree.Line(req.Area)) == 0 || !scope.Permits(authz.AreaTokens(tree, req.Area)) {
			return Foreseen{}, errElsewhere
		}
		if err := sound(req.Values); err != nil {
			return Foreseen{}, err
		}
		c := Change{Area: req.Area, At: clock.Now(), Before: days}
		c.After = days.With(calendar.Setting{ID: "foreseen", Area: req.Area, From: c.At, Values: req.Values})
		effects, err := fn(ctx, c)
		return Foreseen{Effects: append([]rules.Effect{}, effects...)}, err
	})
}

// sound refuses what is no calendar.
func sound(raw json.RawMessage) error {
	var d calendar.Days
	if err := json.Unmarshal(raw, &d); err != nil {
		return fault.Invalid("holidays.values", "节假日内容无法识别，请从“导入节假日”重新读取", "These are no holidays; read them anew by ReadHolidays").Because(err)
	}
	return d.Validate()
}
