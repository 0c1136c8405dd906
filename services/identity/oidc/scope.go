package oidc

import (
	"slices"

	"lianluo/pkg/authz"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
)

// aboutPerson are the scopes that let a client learn who somebody is, or go on
// without them; all others are actions at the API.
var aboutPerson = []string{spec.ScopeOpenID, spec.ScopeProfile, spec.ScopeEmail, spec.ScopeOfflineAccess}

// scopes are all that a client may be registered for.
func (p *Provider) scopes() []string {
	return slices.Concat(aboutPerson, []string{authz.Own}, p.host.Permissions())
}

// actionsOf are the scopes that are actions.
func actionsOf(scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(aboutPerson, s) })
}

// both are the scopes of a that are in b, too.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}

// within reports whether b has everything in a.
func within(a, b []string) bool { return len(both(a, b)) == len(a) }
