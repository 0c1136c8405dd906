package tables

import (
	"context"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
)

// right is what the person holds at this moment: assignments that count, and all
// that these allow.
func (s pages) right(ctx context.Context) ([]string, error) {
	me, err := session.Call(ctx, s.Portal, identity.Me, rpc.None{})
	out, now := slices.Clone(me.Actions), s.Now()
	for _, a := range me.Account.Assignments {
		if !now.Before(a.From) && (a.Until.IsZero() || now.Before(a.Until)) {
			out = append(out, "assignment "+a.ID)
		}
	}
	return out, err
}

// keeps reports whether the person still holds all that the file was written with.
// Who has lost some of it makes the file anew, with what they may read now.
func (j *job) keeps(right []string) bool {
	return !slices.ContainsFunc(j.right, func(one string) bool { return !slices.Contains(right, one) })
}
