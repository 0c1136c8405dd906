package session

import (
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
)

// User is the signed-in person with the assignments that count now.
type User struct {
	identity.Account
	Active []identity.Assignment
}

func newUser(a identity.Account, now time.Time) *User {
	u := &User{Account: a}
	for _, one := range a.Assignments {
		if !now.Before(one.From) && (one.Until.IsZero() || now.Before(one.Until)) {
			u.Active = append(u.Active, one)
		}
	}
	return u
}

// Has reports whether the person holds one of the roles now.
func (u *User) Has(roles ...authz.Role) bool {
	return slices.ContainsFunc(u.Active, func(a identity.Assignment) bool { return slices.Contains(roles, authz.Role(a.Role)) })
}

// As is the person's first assignment in one of the roles; empty if there is none.
func (u *User) As(roles ...authz.Role) identity.Assignment {
	for _, a := range u.Active {
		if slices.Contains(roles, authz.Role(a.Role)) {
			return a
		}
	}
	return identity.Assignment{}
}

// Place is a part of the portal with the roles that work there.
type Place struct {
	Path  string
	Name  string // key of its name
	Icon  string
	Roles []authz.Role
}

// The places of the portal, the one that a person of several roles starts in first.
var (
	County = Place{Path: "/county", Name: "session.place.county", Icon: "landmark",
		Roles: []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.Supervisor, authz.TownshipAdmin}}
	Desk = Place{Path: "/desk", Name: "session.place.desk", Icon: "clipboard-list",
		Roles: []authz.Role{authz.TownshipAdmin, authz.StationHead, authz.LiaisonOfficer, authz.HandlingUnit}}
	Deputy = Place{Path: "/d", Name: "session.place.deputy", Icon: "calendar-check", Roles: []authz.Role{authz.DeputyRole}}

	Operate = Place{Path: "/operate", Name: "session.place.operate", Icon: "shield-check",
		Roles: []authz.Role{authz.Auditor, authz.SecurityAdmin, authz.SystemOperator}}

	// A township administrator works at the desk first and supervises besides.
	places = []Place{Desk, County, Deputy, Operate}
)

// mePath is everybody's own place.
const mePath = "/me"

// Places are the places that the person works in.
func (u *User) Places() []Place {
	return slices.DeleteFunc(slices.Clone(places), func(p Place) bool { return !u.Has(p.Roles...) })
}

// Home is where the person goes after signing in.
func (u *User) Home() string {
	if mine := u.Places(); len(mine) > 0 {
		return mine[0].Path
	}
	return mePath
}
