// Package rulestest changes rules in tests as people do: one proposes, another
// approves.
package rulestest

import (
	"testing"

	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

// Set changes rules of a county from now on, and returns the version that holds.
func Set(t testing.TB, sys *apptest.System, service, county, values string) string {
	t.Helper()
	ops := rules.OpsOf(service)
	p := apptest.Call(t, admin(sys, service, county, "proposer"), ops.Propose, Change(county, values))
	return apptest.Call(t, admin(sys, service, county, "approver"), ops.Decide, rules.DecideRequest{ID: p.ID, Approve: true, Reason: "同意"}).Override
}

// Change is a request to change rules of an area.
func Change(area, values string) rules.ProposeRequest {
	return rules.ProposeRequest{Draft: rules.Draft{Area: area, Values: []byte(values)}, Reason: "测试"}
}

func admin(sys *apptest.System, service, county, id string) *rpc.Client {
	return sys.Client(service, apptest.With(id, authz.Assignment{Role: authz.CountyAdmin, Area: county}, ""))
}
