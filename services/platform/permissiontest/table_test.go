// Package permissiontest compares what every operation does to every role with a
// table made by hand (testdata/permissions.tsv), through the one door and with
// real tokens. The table says, and this package does not derive from the policy:
//
//   - denied
//   - everywhere
//     a  in the area of the assignment and below
//     s  at the own station
//     u  what the own unit has in hand
//     p  oneself
//     0  permitted, and nothing is ever reached
//
// and for operations that need no permission: public (anybody), signed-in
// (whoever is, programs too), person (whoever is, programs not), internal (the
// system's own services and the owner of the machine).
package permissiontest

import (
	"os"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/operations"
)

// columns are the roles in the order of the table.
var columns = map[string]authz.Role{
	"province": authz.ProvinceAdmin, "city": authz.CityAdmin, "county": authz.CountyAdmin, "township": authz.TownshipAdmin,
	"head": authz.StationHead, "liaison": authz.LiaisonOfficer, "deputy": authz.DeputyRole, "unit": authz.HandlingUnit,
	"supervisor": authz.Supervisor, "security": authz.SecurityAdmin, "auditor": authz.Auditor, "operator": authz.SystemOperator,
}

// expectation is one row.
type expectation struct {
	op     rpc.Operation
	access string
	cells  map[authz.Role]string
}

// table reads the rows and fails for operations without one, rows without an
// operation, and rows that do not say something about every role.
func table(t *testing.T) []expectation {
	t.Helper()
	raw, err := os.ReadFile("testdata/permissions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	ops := map[string]rpc.Operation{}
	for _, o := range operations.All() {
		ops[o.Declared().Name] = o.Declared()
	}
	var header []string
	var out []expectation
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case header == nil:
			header = cells
			continue
		}
		op, ok := ops[cells[0]]
		if !ok {
			t.Errorf("there is no operation %s, or it has two rows", cells[0])
			continue
		}
		delete(ops, op.Name)
		out = append(out, rowOf(t, op, header, cells))
	}
	for name := range ops {
		t.Errorf("operation %s has no row in testdata/permissions.tsv: decide who may do it", name)
	}
	return out
}

func rowOf(t *testing.T, op rpc.Operation, header, cells []string) expectation {
	t.Helper()
	e := expectation{op: op, access: cells[1], cells: map[authz.Role]string{}}
	for i, name := range header[2:] {
		role, ok := columns[name]
		if !ok {
			t.Fatalf("no role is called %s", name)
		}
		if e.access == "needs" && len(cells) == len(header) {
			e.cells[role] = cells[2+i]
		}
	}
	if (e.access == "needs") != (len(e.cells) == len(authz.Roles)) {
		t.Fatalf("%s: the row must say something about every role, or about none", op.Name)
	}
	return e
}

// declared is how the operation's declaration must read.
func (e expectation) declared() bool {
	switch e.access {
	case "needs":
		return e.op.Permission != ""
	case "public":
		return e.op.Public
	case "internal":
		return e.op.Internal
	}
	return e.op.SignedIn
}
