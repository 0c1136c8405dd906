package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
)

// NameAccounts serves identity.NameAccounts.
func (s *service) NameAccounts(ctx context.Context, req identity.NameAccountsRequest) (identity.AccountNames, error) {
	out := identity.AccountNames{Items: []identity.AccountName{}}
	for _, id := range req.IDs {
		a, err := s.accounts.Get(ctx, id)
		if fault.Is(err, fault.KindNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, identity.AccountName{ID: a.ID, Name: a.Name, Login: a.Login})
	}
	return out, nil
}
