// Package authz decides what a subject may do and on which data: Casbin answers
// (role, action) with scope kinds from a small policy kept as data, and the
// subject's own dated assignments turn these into a store.Scope. It is the only
// importer of casbin.
package authz

import (
	"context"
	"slices"
	"time"
)

// Role names a set of permissions in the policy.
type Role string

// The roles (issue of roles: identity). Administration, security and audit
// powers are apart: no role has two of them.
const (
	ProvinceAdmin  Role = "province_admin"
	CityAdmin      Role = "city_admin"
	CountyAdmin    Role = "county_admin"
	TownshipAdmin  Role = "township_admin"
	StationHead    Role = "station_head"
	LiaisonOfficer Role = "liaison_officer"
	DeputyRole     Role = "deputy"
	HandlingUnit   Role = "handling_unit"
	Supervisor     Role = "supervisor"
	SecurityAdmin  Role = "security_admin"
	Auditor        Role = "auditor"
	SystemOperator Role = "system_operator"
)

// Roles lists every role in the order of screens and tables.
var Roles = []Role{ProvinceAdmin, CityAdmin, CountyAdmin, TownshipAdmin, StationHead, LiaisonOfficer,
	DeputyRole, HandlingUnit, Supervisor, SecurityAdmin, Auditor, SystemOperator}

// Assignment gives a role in an area for a time; Unit narrows it to a handling
// unit (role handling_unit) and Station to a station (station_head, liaison_officer).
type Assignment struct {
	ID      string    `json:"id"`
	Role    Role      `json:"role"`
	Area    string    `json:"area"`
	Unit    string    `json:"unit,omitempty"`
	Station string    `json:"station,omitempty"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero"` // zero: open
	// GrantedBy is the granting account's id, "host" for the command line.
	GrantedBy string `json:"grantedBy"`
	// For is the account on whose behalf a delegated assignment acts, ForName its
	// owner's name; both are empty for one's own.
	For     string `json:"for,omitempty"`
	ForName string `json:"forName,omitempty"`
	// Actions are all that a delegated assignment may do; none: whatever its role may.
	Actions []string `json:"actions,omitempty"`
}

// Allows reports whether the assignment is not limited to other actions.
func (a Assignment) Allows(action string) bool {
	return len(a.Actions) == 0 || slices.Contains(a.Actions, action)
}

// ActiveAt reports whether the assignment counts at t.
func (a Assignment) ActiveAt(t time.Time) bool {
	return !t.Before(a.From) && (a.Until.IsZero() || t.Before(a.Until))
}

// SubjectKind tells people from programs and services.
type SubjectKind string

// The kinds of subject.
const (
	Person  SubjectKind = "person"
	Program SubjectKind = "program"
	Service SubjectKind = "service"
	Public  SubjectKind = "public"
)

// Subject is who calls, as the verified token says.
type Subject struct {
	ID       string      `json:"id"` // account id, or service name, or "public"
	Kind     SubjectKind `json:"kind"`
	Person   string      `json:"person,omitempty"` // roster person id of a deputy or staff member
	Name     string      `json:"name,omitempty"`   // display name of staff and deputies
	Session  string      `json:"session,omitempty"`
	Token    string      `json:"token,omitempty"` // token id, for revocation
	IssuedAt time.Time   `json:"issuedAt"`
	// Epoch is the account's at the time of issue. It rises with every revocation,
	// which voids all tokens of lower epochs: no clock has a part in it.
	Epoch       int64        `json:"epoch,omitempty"`
	Assignments []Assignment `json:"assignments,omitempty"`
	// Actions are all that a program's token may do; other kinds of subject are
	// not limited by them.
	Actions []string `json:"actions,omitempty"`
	// Client is the other system that acts (OAuth): its token carries what it may
	// do. Grant is what it was granted; the end of either voids the token.
	Client string `json:"client,omitempty"`
	Grant  string `json:"grant,omitempty"`
}

// Own is the action of a client that may use what every signed-in person has of
// their own: the inbox, the photos of a case to be registered, the account.
const Own = "own"

// MayActForItself reports whether operations about oneself are open to the
// subject: to all but clients that were not granted that.
func (s Subject) MayActForItself() bool { return s.Client == "" || slices.Contains(s.Actions, Own) }

// HasRole reports whether the subject holds the role at t.
func (s Subject) HasRole(r Role, t time.Time) bool {
	for _, a := range s.Assignments {
		if a.Role == r && a.ActiveAt(t) {
			return true
		}
	}
	return false
}

type subjectKey struct{}

// WithSubject returns a context in which s is the caller.
func WithSubject(ctx context.Context, s Subject) context.Context {
	return context.WithValue(ctx, subjectKey{}, s)
}

// Actor is the caller; the public's subject where nobody is signed in.
func Actor(ctx context.Context) Subject {
	if s, ok := ctx.Value(subjectKey{}).(Subject); ok {
		return s
	}
	return Subject{ID: "public", Kind: Public}
}
