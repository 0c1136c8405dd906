package identity

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
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

// journalling are the services whose events are chained.
var journalling = []string{"station", "roster", "casework", "notification", "insight", "voting", "identity", "gateway"}

// permissions are all that operations need, sorted: what a policy may speak of
// and a token may be limited to.
var permissions = func() []string {
	out := []string{identity.ImportPermission}
	for _, ops := range [][]rpc.Any{station.Operations, roster.Operations, casework.Operations, notification.Operations,
		insight.Operations, voting.Operations, identity.Operations, app.ParkedOf("identity").All(), rules.OpsOf("station").All()} {
		for _, op := range ops {
			if p := op.Declared().Permission; p != "" {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}()
