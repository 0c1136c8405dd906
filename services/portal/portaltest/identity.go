package portaltest

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
)

func refusal(kind fault.Kind, code, text string) *fault.Error {
	return fault.New(kind, code, texts[text], code)
}

func (p *People) fakes() []Fake {
	return []Fake{
		Op(identity.SignIn, p.signIn), Op(identity.OpenSession, p.openSession), Op(identity.SignOut, p.signOut),
		Op(identity.ProveFactor, p.proveFactor), Op(identity.EnrolTOTP, p.enrolTOTP), Op(identity.ConfirmEnrolment, p.confirmEnrolment),
		Op(identity.GetFactors, p.getFactors), Op(identity.SetUpTOTP, p.setUpTOTP), Op(identity.ConfirmTOTP, p.confirmTOTP),
		Op(identity.RemoveTOTP, p.removeTOTP), Op(identity.RenewRecoveryCodes, p.renewCodes),
		Op(identity.Me, p.me), Op(identity.UpdateMe, p.updateMe), Op(identity.ChangePassword, p.changePassword),
		Op(identity.AcceptInvitation, p.accept), Op(identity.ListSessions, p.listSessions),
		Op(identity.CreateToken, p.createToken), Op(identity.ListTokens, p.listTokens), Op(identity.RevokeToken, p.revokeToken),
		Always(identity.GetPolicy, load[identity.Policy]("policy.json")),
		Always(identity.ListAudit, load[rpc.Page[identity.AuditRow]]("audit.json")),
		Op(identity.NameAccounts, p.names),
		Always(identity.ListSignInIssuers, rpc.Page[identity.SignInIssuer]{}), Always(identity.ListLinks, rpc.Page[identity.Link]{}),
		Always(identity.ListPolicyVersions, rpc.Page[identity.PolicyVersion]{Items: []identity.PolicyVersion{
			{Version: 3, SetBy: string(authz.SecurityAdmin), SetAt: Now, Reason: "III", Added: []identity.PolicyRow{{Role: "supervisor", Action: "delivery.read", Scope: "area"}}},
			{Version: 2, SetBy: "system", SetAt: Now, Reason: "default", Removed: []identity.PolicyRow{{Role: "deputy", Action: "case.read", Scope: "self"}}},
		}, Next: "2"}),
		Always(identity.GetAuditState, identity.AuditState{Rows: 3, Hash: "9f2c64d1a4b0e771", Unsent: 1, Head: &identity.AuditHead{Number: 2, Time: Now}}),
		Always(identity.VerifyAudit, identity.AuditVerdict{Rows: 3, Heads: 2, Intact: true}),
	}
}

func (p *People) signIn(_ context.Context, req identity.SignInRequest) (identity.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.password[req.Login] != req.Password || p.accounts[req.Login].State != identity.Active {
		return identity.Session{}, refusal(fault.KindUnauthenticated, "signin", "sign-in")
	}
	if step := p.steps[req.Login]; step != "" {
		return identity.Session{Secret: "step-of-" + req.Login, Step: step, Expires: p.clock.Now().Add(15 * time.Minute)}, nil
	}
	return p.start(req.Login, req.Device), nil
}

func (p *People) openSession(_ context.Context, req identity.OpenSessionRequest) (identity.Access, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, ok := p.secrets[req.Secret]
	if !ok {
		return identity.Access{}, refusal(fault.KindUnauthenticated, "session", "sign-in")
	}
	return identity.Access{Token: p.token(req.Secret), Expires: p.clock.Now().Add(tokenLife), Account: p.accounts[id]}, nil
}

func (p *People) signOut(ctx context.Context, req identity.SignOutRequest) (rpc.None, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := authz.Actor(ctx)
	for secret, id := range p.secrets {
		if id == who.ID && p.sessions[secret].ID == cmp.Or(req.ID, who.Session) {
			delete(p.secrets, secret)
		}
	}
	return rpc.None{}, nil
}

func (p *People) me(ctx context.Context, _ rpc.None) (identity.MeResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := authz.Actor(ctx).ID
	return identity.MeResponse{Account: p.accounts[id], Actions: actionsOf(authz.Role(id))}, nil
}

func (p *People) names(_ context.Context, req identity.NameAccountsRequest) (identity.AccountNames, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := identity.AccountNames{Items: []identity.AccountName{}}
	for _, id := range req.IDs {
		if a, ok := p.accounts[id]; ok {
			out.Items = append(out.Items, identity.AccountName{ID: id, Name: a.Name, Login: a.Login})
		}
	}
	return out, nil
}

// actionsOf are the permissions that a role has in the default policy.
func actionsOf(role authz.Role) []string {
	var all []string
	for _, row := range authz.DefaultPolicy().Rows {
		if row.Role == role && !slices.Contains(all, row.Action) {
			all = append(all, row.Action)
		}
	}
	return all
}

func (p *People) updateMe(ctx context.Context, req identity.UpdateMeRequest) (identity.Account, error) {
	id := authz.Actor(ctx).ID
	p.Change(id, func(a *identity.Account) { a.Lang, a.Email = req.Lang, req.Email })
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.accounts[id], nil
}

// shortest is the shortest password without further classes of characters.
const shortest = 12

func (p *People) changePassword(ctx context.Context, req identity.ChangePasswordRequest) (rpc.None, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := authz.Actor(ctx).ID
	if p.password[id] != req.Old {
		return rpc.None{}, refusal(fault.KindInvalid, "password", "old-password").At("old", texts["old-password"], "wrong")
	}
	if len(req.New) < shortest {
		return rpc.None{}, refusal(fault.KindInvalid, "password", "weak-password").At("new", texts["weak-password"], "weak")
	}
	p.password[id] = req.New
	return rpc.None{}, nil
}

func (p *People) accept(_ context.Context, req identity.AcceptRequest) (identity.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, ok := p.invited[req.Code]
	if !ok {
		return identity.Session{}, refusal(fault.KindNotFound, "invitation", "invitation")
	}
	if len(req.Password) < shortest {
		return identity.Session{}, refusal(fault.KindInvalid, "password", "weak-password").At("password", texts["weak-password"], "weak")
	}
	delete(p.invited, req.Code)
	p.password[id] = req.Password
	return p.start(id, req.Device), nil
}

func (p *People) listSessions(ctx context.Context, _ rpc.None) (rpc.Page[identity.SessionInfo], error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var page rpc.Page[identity.SessionInfo]
	for secret, id := range p.secrets {
		if one := p.sessions[secret]; id == authz.Actor(ctx).ID {
			one.Current = one.ID == authz.Actor(ctx).Session
			page.Items = append(page.Items, one)
		}
	}
	sorting.By(page.Items, func(a, b identity.SessionInfo) int { return cmp.Compare(b.ID, a.ID) })
	return page, nil
}

func (p *People) createToken(ctx context.Context, req identity.CreateTokenRequest) (identity.CreatedToken, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	id := authz.Actor(ctx).ID
	token := identity.Token{ID: "t" + strconv.Itoa(p.next), Name: req.Name, Actions: req.Actions, Created: p.clock.Now(), Expires: req.Expires}
	p.tokens[id] = append([]identity.Token{token}, p.tokens[id]...)
	return identity.CreatedToken{Token: token, Secret: "eyJhbGciOiJFZERTQSJ9.program." + token.ID}, nil
}

func (p *People) listTokens(ctx context.Context, _ rpc.None) (rpc.Page[identity.Token], error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return rpc.Page[identity.Token]{Items: slices.Clone(p.tokens[authz.Actor(ctx).ID])}, nil
}

func (p *People) revokeToken(ctx context.Context, req identity.ByID) (identity.Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	mine := p.tokens[authz.Actor(ctx).ID]
	for i := range mine {
		if mine[i].ID == req.ID {
			mine[i].Revoked = p.clock.Now()
			return mine[i], nil
		}
	}
	return identity.Token{}, refusal(fault.KindNotFound, "token", "not-found")
}
