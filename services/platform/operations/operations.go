// Package operations lists every operation of the system: for the API
// description, the command line and the permission table.
package operations

import (
	"slices"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/app"
	"lianluo/pkg/holidays"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/timers"
)

// Services keep data and answer operations, in the order they are built.
var Services = []string{"identity", "station", "roster", "casework", "notification", "insight", "voting"}

// withRules are the services that have a rule set.
var withRules = []string{"identity", "station", "roster", "casework", "notification", "voting"}

// All lists every operation.
func All() []rpc.Any {
	all := slices.Concat(identity.Operations, station.Operations, roster.Operations,
		casework.Operations, notification.Operations, insight.Operations, voting.Operations)
	for _, s := range withRules {
		all = append(all, rules.OpsOf(s).All()...)
	}
	for _, s := range []string{"casework", "roster"} { // they count working days
		all = append(all, holidays.OpOf(s))
	}
	for _, s := range []string{"casework", "roster", "notification"} { // they do things in time
		all = append(all, timers.OpOf(s))
	}
	all = append(all, imports.OpsOf("identity", identity.ImportPermission).All()...)
	all = append(all, imports.OpsOf("station", station.ImportPermission).All()...)
	all = append(all, imports.OpsOf("roster", roster.ImportPermission).All()...)
	for _, s := range append([]string{"gateway"}, Services...) {
		all = append(all, app.JournalOp(s))
		all = append(all, app.ParkedOf(s).All()...)
	}
	return all
}
