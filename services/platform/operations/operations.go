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
	"lianluo/pkg/app"
	"lianluo/pkg/holidays"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

// Services keep data and answer operations, in the order they are built.
var Services = []string{"identity", "station", "roster", "casework", "notification", "insight"}

// withRules are the services that have a rule set.
var withRules = []string{"identity", "station", "roster", "casework", "notification"}

// All lists every operation.
func All() []rpc.Any {
	all := slices.Concat(identity.Operations, station.Operations, roster.Operations,
		casework.Operations, notification.Operations, insight.Operations)
	for _, s := range withRules {
		all = append(all, rules.OpsOf(s).All()...)
	}
	for _, s := range []string{"casework", "roster"} { // they count working days
		all = append(all, holidays.OpOf(s))
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
