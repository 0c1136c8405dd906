package identity

import (
	"context"
	"slices"
	"strconv"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const versionsPage = 20

// ListPolicyVersions serves identity.ListPolicyVersions: from the journal, where
// every version tells one event, so that its number there is the version.
func (s *service) ListPolicyVersions(ctx context.Context, req identity.ListPolicyVersionsRequest) (rpc.Page[identity.PolicyVersion], error) {
	out := rpc.Page[identity.PolicyVersion]{Items: []identity.PolicyVersion{}}
	current, err := s.policies.Get(ctx, policyID)
	if err != nil {
		return out, err
	}
	newest := current.Version
	if req.After != "" {
		before, err := strconv.ParseInt(req.After, 10, 64)
		if err != nil || before < 1 {
			return out, fault.Invalid("policy.after", "页码无效，请从第一页重新查看", "This page does not exist; start from the first page again")
		}
		newest = min(newest, before-1)
	}
	limit := int64(versionsPage)
	if req.Limit > 0 {
		limit = int64(req.Limit)
	}
	oldest := max(1, newest-limit+1)
	// One before the oldest as well: what it changed shows against that.
	rows, err := s.db.Journal().ReadAggregate(ctx, "policy/"+policyID, max(0, oldest-2), int(newest-max(0, oldest-2)))
	if err != nil {
		return out, err
	}
	var last identity.Policy
	for _, row := range rows {
		p, err := identity.PolicyChanged.Decode(row.Event)
		if err != nil {
			return out, err
		}
		if p.Version >= oldest {
			out.Items = append(out.Items, changeOf(last, p))
		}
		last = p
	}
	slices.Reverse(out.Items)
	if oldest > 1 {
		out.Next = strconv.FormatInt(oldest, 10)
	}
	return out, nil
}

func changeOf(before, after identity.Policy) identity.PolicyVersion {
	return identity.PolicyVersion{Version: after.Version, SetBy: after.SetBy, SetAt: after.SetAt, Reason: after.Reason,
		Added: without(after.Rows, before.Rows), Removed: without(before.Rows, after.Rows)}
}

func without(rows, other []identity.PolicyRow) []identity.PolicyRow {
	out := []identity.PolicyRow{}
	for _, r := range rows {
		if !slices.Contains(other, r) {
			out = append(out, r)
		}
	}
	return out
}
