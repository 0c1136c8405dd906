package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

const (
	// findings bounds how often the store is asked to fill one page.
	findings = 4
	// enough pairs of characters leave hardly anybody to look at who is not found.
	enough = 4
)

var errShortName = fault.Invalid("account.short", "请至少输入两个相邻的字，如姓名或登录名的一部分", "Enter at least two characters next to each other, such as part of a name or login").
	At("q", "请至少输入两个相邻的字", "At least two characters")

// called is all that somebody is found by.
func (a *account) called() string { return a.Name + "\n" + a.Login }

// foundBy are what people are found by; a program's own account is not looked for.
func (a *account) foundBy() []string {
	if a.Service {
		return nil
	}
	return words.Pairs(a.called())
}

// findAccounts finds people within the scope of ctx by name or login.
func (s *service) findAccounts(ctx context.Context, req identity.ListAccountsRequest) (rpc.Page[identity.Account], error) {
	q := words.NewQuery(req.Words)
	if len(q.Pairs()) == 0 {
		return rpc.Page[identity.Account]{Items: []identity.Account{}, Next: req.After}, errShortName
	}
	return rpc.Fill(findings, req.Limit, req.After, func(limit int, after string) (store.Page[account], error) {
		return s.accounts.Search(ctx, store.Search{Index: "found", Words: q.Some(enough), Limit: limit, After: after})
	}, func(a *account) (identity.Account, bool) { return a.view(), q.Finds(a.called()) })
}
