package operate

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
)

// versionsView are the versions of the policy.
type versionsView struct {
	page  rpc.Page[identity.PolicyVersion]
	names names
	more  string
}

// versions lists who changed the policy, when, why and in what.
func (s pages) versions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[identity.ListPolicyVersionsRequest](r)
	if err != nil {
		return err
	}
	var v versionsView
	if v.page, err = session.Call(ctx, s.Portal, identity.ListPolicyVersions, req); err != nil {
		return err
	}
	var ids []string
	for _, one := range v.page.Items {
		ids = append(ids, one.SetBy)
	}
	if v.names, err = s.namesOf(ctx, ids); err != nil {
		return err
	}
	v.more = session.More(r, v.page.Next)
	return session.Render(w, r, versionsPage(s.shell(r, "operate.versions"), v))
}
