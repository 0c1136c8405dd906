package identity

import (
	"context"
	"errors"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Who sets the policy when nobody does: the system its first one and what follows
// from it, a new version what an edited policy cannot know of. An older program
// takes what is set by "system" for unedited, so that the two must differ.
const (
	byItself  = "system"
	byVersion = "version"
)

// errUpToDate ends a unit of work that has nothing to change.
var errUpToDate = errors.New("identity: the policy is up to date")

// bringPolicy makes the first policy, keeps one that nobody has edited up with
// this version's default, and gives an edited one the default rows of permissions
// that its maker did not know. What was set by hand stays as it is. Replicas may
// do it at once: whoever comes second finds it done.
func (s *service) bringPolicy(ctx context.Context) error {
	known, err := s.policies.Get(ctx, policyID)
	if err == nil && slices.Equal(known.Known, permissions) && (known.SetBy != byItself || slices.Equal(known.Rows, defaultRows())) {
		return nil
	}
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	_, err = s.policies.Upsert(ctx, policyID, func() policy { return policy{ID: policyID} }, func(p *policy) ([]event.Event, error) {
		return s.brought(ctx, p)
	})
	if errors.Is(err, errUpToDate) {
		return nil
	}
	return err
}

func defaultRows() []identity.PolicyRow { return rowsOf(authz.DefaultPolicy()) }

func (s *service) brought(ctx context.Context, p *policy) ([]event.Event, error) {
	knew, err := s.knewOf(ctx, p)
	if err != nil {
		return nil, err
	}
	unheard := func(action string) bool { return !slices.Contains(knew, action) }
	if p.Version > 0 && !slices.ContainsFunc(permissions, unheard) {
		// As a newer program left it, or as this one did: a replica that is still
		// to be replaced does not take back what its successors brought.
		if p.SetBy != byItself || len(knew) > len(permissions) || slices.Equal(p.Rows, defaultRows()) {
			return nil, s.remembered(p, knew)
		}
	}
	if p.Version == 0 || p.SetBy == byItself {
		return s.put(p, identity.Policy{Rows: defaultRows(), SetBy: byItself, Reason: "default"}), nil
	}
	rows := slices.Clone(p.Rows)
	for _, r := range defaultRows() {
		if more := append(slices.Clip(rows), r); unheard(r.Action) && !slices.Contains(rows, r) && allowed(more) {
			rows = more
		}
	}
	return s.put(p, identity.Policy{Rows: rows, SetBy: byVersion, Reason: "upgrade"}), nil
}

// allowed reports whether the rows keep the three powers apart, whoever was given
// one by hand.
func allowed(rows []identity.PolicyRow) bool {
	return policyOf(identity.Policy{Rows: rows}).Check(rowsActions(rows)) == nil
}

// remembered notes what the maker knew, where it was found out from the journal;
// errUpToDate where that is known.
func (s *service) remembered(p *policy, knew []string) error {
	if p.Known != nil {
		return errUpToDate
	}
	p.Known = knew
	return nil
}

// knewOf are the permissions that the makers of the policy knew. Versions of
// before that was noted tell by the names in their rows: the first one had them
// all, and prefixes tell nothing.
func (s *service) knewOf(ctx context.Context, p *policy) ([]string, error) {
	if p.Known != nil || p.Version == 0 {
		return p.Known, nil
	}
	told, err := s.db.Journal().ReadAggregate(ctx, "policy/"+policyID, 0, int(p.Version))
	if err != nil {
		return nil, err
	}
	all := rowsActions(p.Rows)
	for _, row := range told {
		version, err := identity.PolicyChanged.Decode(row.Event)
		if err != nil {
			return nil, err
		}
		all = append(all, rowsActions(version.Rows)...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func rowsActions(rows []identity.PolicyRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Action
	}
	return out
}
