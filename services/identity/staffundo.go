package identity

import (
	"context"
	"slices"
	"strings"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
)

const undoneFor = "撤销导入"

// staffMark is how an assignment stands that a row made; whether its owner signed
// in since does not matter.
func (s *service) staffMark(ctx context.Context, id string) (string, error) {
	who, grant, _ := strings.Cut(id, ".")
	a, err := s.accounts.Get(ctx, who)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(a.Assignments, func(x identity.Assignment) bool { return x.ID == grant })
	if i < 0 {
		return "", errNoGrant
	}
	return imports.MarkOf(a.Assignments[i]), nil
}

// unmakeStaff takes back the role that a row gave, and closes the account where
// nobody has opened it and it holds nothing else.
func (s *service) unmakeStaff(ctx context.Context, id string) error {
	au, err := s.importer(ctx)
	if err != nil {
		return err
	}
	who, grant, _ := strings.Cut(id, ".")
	if _, err := s.revoke(ctx, au, identity.RevokeRequest{ID: who, Assignment: grant, Reason: undoneFor}); err != nil {
		return err
	}
	a, err := s.accounts.Get(ctx, who)
	if err != nil || a.State != identity.Invited || !a.LastSignIn.IsZero() || len(a.live(s.clock.Now())) > 0 {
		return err
	}
	_, err = s.disable(ctx, au, identity.Reasoned{ID: who, Reason: undoneFor})
	return err
}

// HandOutInvitations serves identity.HandOutInvitations.
func (s *service) HandOutInvitations(ctx context.Context, req identity.HandOutRequest) (rpc.Page[identity.Invitation], error) {
	out := rpc.Page[identity.Invitation]{Items: []identity.Invitation{}}
	au, err := s.authorityOf(ctx)
	if err != nil {
		return out, err
	}
	rows, err := s.imports.ListRows(ctx, imports.RowsRequest{ID: req.ID, State: imports.RowMade, After: req.After})
	if err != nil {
		return out, err
	}
	out.Next = rows.Next
	for _, row := range rows.Items {
		who, _, ok := strings.Cut(row.ID, ".")
		if !ok {
			return out, fault.Invalid("handout.kind", "这次导入的不是用户，没有邀请可发", "This import made no accounts; there is nobody to invite")
		}
		made, invited, err := s.handOut(ctx, au, who)
		if err != nil {
			return out, err
		}
		if invited {
			out.Items = append(out.Items, made)
		}
	}
	return out, nil
}

// handOut makes an invitation for an account that nobody has opened; false for
// another, or for one that is no more the caller's to invite.
func (s *service) handOut(ctx context.Context, au authority, id string) (identity.Invitation, bool, error) {
	a, err := s.accounts.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && (a.State != identity.Invited || s.mayManage(au, &a) != nil) {
		return identity.Invitation{}, false, nil
	}
	if err != nil {
		return identity.Invitation{}, false, err
	}
	a, err = s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		if a.State != identity.Invited {
			return nil, errOpened
		}
		return a.invite(), s.mayManage(au, a)
	})
	if err != nil {
		return identity.Invitation{}, false, err
	}
	made, err := s.issue(ctx, &a)
	return made, true, err
}

var errOpened = fault.Conflict("handout.opened", "有人刚刚启用了账号，请重新生成邀请单", "Somebody has just opened their account; make the list again")
