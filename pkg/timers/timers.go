// Package timers shows what services do next by themselves, or wait for: which
// step, when, with what, by which rule; and what is late, and why.
package timers

import (
	"context"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Request chooses place and page. Without a place it is all that the caller reaches.
type Request struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	// Late asks for what is late instead of what comes.
	Late  bool   `query:"late"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=600"`
}

// Row is one step that is to come, or is late. It names no person.
type Row struct {
	At   time.Time `json:"at" doc:"when it comes, or was due"`
	What string    `json:"what" doc:"the step: light_yellow, light_red, ask_result, file; announce, confirm, begin, end; send, digest, push"`
	// For says what the step belongs to: of a case which deadline, of a message the channel.
	For    string `json:"for,omitempty"`
	Kind   string `json:"kind" doc:"case, day, message or webhook"`
	ID     string `json:"id"`
	Label  string `json:"label" doc:"a case's number, a station's name, the event that a message tells of, a webhook's name"`
	Place  string `json:"place,omitempty" doc:"the station's name"`
	Rule   string `json:"rule,omitempty" doc:"rule version that applies"`
	Late   bool   `json:"late,omitempty"`
	Why    string `json:"why,omitempty" doc:"of what is late or held: waits_for (somebody, named by who), not_run (the program has not come to it), not_announced, not_confirmed, or a message's or webhook's last result"`
	Who    string `json:"who,omitempty" doc:"the unit or station that it waits for"`
	Object string `json:"object,omitempty" doc:"aggregate/id that a message is about"`
}

// Op is the operation of one service.
type Op = rpc.Op[Request, rpc.Page[Row]]

// OpOf declares the operation of a service.
func OpOf(service string) Op {
	// ListTimers lists what the service does next by itself within the caller's area,
	// the soonest first; receptions by their day, messages by when they were made. A
	// page may be short and have a next one. It fails with not_found for a place outside
	// the caller's area.
	return rpc.Get[Request, rpc.Page[Row]](service+".ListTimers", "/api/"+service+"/v1/timers", rpc.Needs("rules.read"))
}

// Slack is how long after its moment a step may come before it counts as late:
// rounds are half a minute apart, and another replica takes over within 35 seconds.
const Slack = 2 * time.Minute

var errElsewhere = fault.NotFound("timers.elsewhere", "没有这个区划或联络站，或不在您的管辖范围内", "There is no such division or station, or it is outside your area")

// Within is the context narrowed to the place that is asked for. stationTokens are
// the tokens of the station that is asked for, nil for none. It fails with not_found
// for what the caller does not reach.
func Within(ctx context.Context, tree *area.Tree, req Request, stationTokens []string) (context.Context, error) {
	scope, _ := store.ScopeOf(ctx)
	switch {
	case req.Station != "":
		if len(stationTokens) == 0 || !scope.Permits(stationTokens) {
			return ctx, errElsewhere
		}
		return store.WithScope(ctx, store.Scope{Tokens: []string{authz.StationToken(req.Station)}}), nil
	case req.Area != "":
		if len(tree.Line(req.Area)) == 0 || !scope.Permits(authz.AreaTokens(tree, req.Area)) {
			return ctx, errElsewhere
		}
		return store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(req.Area)}}), nil
	}
	return ctx, nil
}

// Rounds bounds how often the store is asked to fill one page.
const Rounds = 20
