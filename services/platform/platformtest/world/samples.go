package world

import (
	"maps"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

// sample makes a valid request of an operation about a place's objects.
type sample struct {
	of func(*Place) any
	// shows is what the answer of a list holds when the object is reached.
	shows func(*Place) string
	// last: it takes something away from the others and comes after them.
	last bool
}

// samples are the requests of all operations.
var samples = func() map[string]sample {
	out := map[string]sample{}
	for _, part := range []map[string]sample{stationSamples, unitSamples, personSamples, importSamples, stationImportSamples, divisionImportSamples, ruleSamples, daySamples, intakeSamples,
		stepSamples, paperSamples, notificationSamples, insightSamples, votingSamples, carrySamples, ballotSamples, appraisalSamples, accountSamples, clientSamples, issuerSamples, sessionSamples, hostSamples} {
		maps.Copy(out, part)
	}
	return out
}()

var accountSamples = map[string]sample{
	"identity.InviteAccount":       {of: func(p *Place) any { return &identity.InviteRequest{Login: Text("new"), Name: "新人", Area: p.Area} }},
	"identity.Reinvite":            {of: func(p *Place) any { return &identity.ByID{ID: p.Owner.ID} }},
	"identity.GetAccount":          {of: func(p *Place) any { return &identity.ByID{ID: p.Owner.ID} }},
	"identity.ListAccounts":        {of: func(*Place) any { return &identity.ListAccountsRequest{Limit: 500} }, shows: func(p *Place) string { return p.Owner.ID }},
	"identity.ExplainAccount":      {of: func(p *Place) any { return &identity.ExplainAccountRequest{ID: p.Owner.ID, Action: "case.read"} }},
	"identity.ListAccountHistory":  {of: func(p *Place) any { return &identity.AccountHistoryRequest{ID: p.Owner.ID} }},
	"identity.HandOutInvitations":  {of: func(p *Place) any { return &identity.HandOutRequest{ID: p.DivisionImport} }},
	"identity.UnlockAccount":       {of: func(p *Place) any { return &identity.Reasoned{ID: p.Owner.ID, Reason: reason} }},
	"identity.ListAccountSessions": {of: func(p *Place) any { return &identity.ByID{ID: p.Owner.ID} }},
	"identity.EndAccountSessions":  {of: func(p *Place) any { return &identity.Reasoned{ID: p.Owner.ID, Reason: reason} }},
	"identity.DisableAccount":      {of: func(p *Place) any { return &identity.Reasoned{ID: p.Owner.ID, Reason: reason} }},
	"identity.GrantRole": {of: func(p *Place) any {
		return &identity.GrantRequest{ID: p.Owner.ID, Grant: identity.Grant{Role: "liaison_officer", Area: p.Area, Station: p.NextStation.ID}}
	}},
	"identity.RevokeRole": {of: func(p *Place) any {
		return &identity.RevokeRequest{ID: p.Owner.ID, Assignment: p.Owner.Assignments[0].ID, Reason: reason}
	}},
	"identity.ResetFactors":        {of: func(p *Place) any { return &identity.Reasoned{ID: p.Owner.ID, Reason: reason} }},
	"identity.GetPolicy":           {of: none},
	"identity.ListDivisionChanges": {of: func(*Place) any { return &identity.ListDivisionChangesRequest{} }},
	"identity.ListPolicyVersions":  {of: func(*Place) any { return &identity.ListPolicyVersionsRequest{} }},
	"identity.NameAccounts":        {of: func(p *Place) any { return &identity.NameAccountsRequest{IDs: []string{p.Owner.ID}} }},
	"identity.GetAuditState":       {of: none},
	"identity.SetPolicy": {of: func(*Place) any { // of a version that is not in force
		return &identity.SetPolicyRequest{Base: -1, Reason: reason, Rows: []identity.PolicyRow{{Role: "security_admin", Action: "policy.manage", Scope: "all"}}}
	}},
	"identity.ListAudit":   {of: func(*Place) any { return &identity.ListAuditRequest{} }},
	"identity.VerifyAudit": {of: func(*Place) any { return &identity.VerifyAuditRequest{} }},
}

var sessionSamples = map[string]sample{
	"identity.SignIn":           {of: func(p *Place) any { return &identity.SignInRequest{Login: "maker", Password: Password} }},
	"identity.OpenSession":      {of: func(p *Place) any { return &identity.OpenSessionRequest{Secret: p.w.Account("maker").Session} }},
	"identity.ProveFactor":      {of: func(*Place) any { return &identity.ProveRequest{Step: "none", Code: "000000"} }},
	"identity.EnrolTOTP":        {of: func(*Place) any { return &identity.StepRequest{Step: "none"} }},
	"identity.ConfirmEnrolment": {of: func(*Place) any { return &identity.ProveRequest{Step: "none", Code: "000000"} }},
	"identity.GetFactors":       {of: none},
	"identity.Delegate": {of: func(*Place) any {
		return &identity.DelegateRequest{Assignment: "another", Login: "maker", Until: time.Now().AddDate(0, 0, 1), Reason: reason}
	}},
	"identity.EndDelegation":   {of: func(*Place) any { return &identity.Reasoned{ID: "another", Reason: reason} }},
	"identity.ListDelegations": {of: none},
	"identity.ListMyHistory":   {of: func(*Place) any { return &identity.HistoryPage{Limit: 1} }},
	"identity.BeginPasskey":    {of: func(*Place) any { return &identity.PasswordRequest{Password: Password} }},
	"identity.AddPasskey": {of: func(*Place) any {
		return &identity.AddPasskeyRequest{Ceremony: "none", Name: "手机", Credential: "{}"}
	}},
	"identity.RenamePasskey":      {of: func(*Place) any { return &identity.RenamePasskeyRequest{ID: "another", Name: "手机"} }},
	"identity.RemovePasskey":      {of: func(*Place) any { return &identity.RemovePasskeyRequest{ID: "another", Password: Password} }},
	"identity.BeginPasskeySignIn": {of: none},
	"identity.PasskeySignIn":      {of: func(*Place) any { return &identity.PasskeySignInRequest{Ceremony: "none", Credential: "{}"} }},
	"identity.SetUpTOTP":          {of: func(*Place) any { return &identity.PasswordRequest{Password: Password} }},
	"identity.ConfirmTOTP":        {of: func(*Place) any { return &identity.CodeRequest{Code: "000000"} }},
	"identity.RemoveTOTP":         {of: func(*Place) any { return &identity.PasswordRequest{Password: Password} }},
	"identity.RenewRecoveryCodes": {of: func(*Place) any { return &identity.PasswordRequest{Password: Password} }},
	"identity.SignOut":            {of: func(*Place) any { return &identity.SignOutRequest{ID: "another"} }},
	"identity.ListSessions":       {of: none},
	"identity.Me":                 {of: none},
	"identity.ExplainMine":        {of: func(*Place) any { return &identity.ExplainMineRequest{Action: "case.read"} }},
	"identity.UpdateMe":           {of: func(*Place) any { return &identity.UpdateMeRequest{Lang: "zh"} }},
	"identity.ChangePassword":     {of: func(*Place) any { return &identity.ChangePasswordRequest{Old: Password, New: Password} }}, // one used lately
	"identity.AcceptInvitation":   {of: func(*Place) any { return &identity.AcceptRequest{Code: "no such code", Password: Password} }},
	"identity.CreateToken": {of: func(*Place) any {
		return &identity.CreateTokenRequest{Name: "import", Actions: []string{"case.read"}, Expires: time.Now().AddDate(0, 1, 0)}
	}},
	"identity.ListTokens":  {of: none},
	"identity.RevokeToken": {of: func(*Place) any { return &identity.ByID{ID: "another"} }},
}

var hostSamples = map[string]sample{
	"identity.ResolveContact": {of: func(p *Place) any { return &identity.ByID{ID: p.Owner.ID} }},
	"identity.HostInvite":     {of: func(p *Place) any { return &identity.InviteRequest{Login: Text("host"), Name: "新人", Area: p.Area} }},
	"identity.HostReset":      {of: func(p *Place) any { return &identity.ByLogin{Login: p.Owner.Login} }},
	"identity.HostFactors": {of: func(p *Place) any {
		return &identity.HostFactorsRequest{Login: p.Owner.Login, Exempt: true, Reason: reason}
	}},
	"identity.HostGrant": {of: func(p *Place) any {
		return &identity.HostGrantRequest{Login: p.Owner.Login, Grant: identity.Grant{Role: "supervisor", Area: p.Area}}
	}},
	"identity.HostRevoke": {of: func(p *Place) any {
		return &identity.HostRevokeRequest{Login: p.Owner.Login, Assignment: "another", Reason: reason}
	}},
	"identity.HostToken": {of: func(*Place) any {
		return &identity.HostTokenRequest{Login: "maker", Name: "import", Actions: []string{"case.read"}, Expires: time.Now().AddDate(0, 1, 0)}
	}},
	"identity.HostVerifyAudit": {of: func(*Place) any { return &identity.VerifyAuditRequest{} }},
}

// common are the operations that several services have.
func common(o rpc.Operation) (sample, bool) {
	_, name, _ := strings.Cut(o.Name, ".")
	const consumer = "security" // every service has it
	samples := map[string]any{
		"ShowRules":     &rules.ShowRequest{},
		"ReadJournal":   &app.JournalRequest{Limit: 1},
		"ListConsumers": &rpc.None{},
		"ListParked":    &app.ParkedRequest{Consumer: consumer},
		"ShowParked":    &app.ParkedShow{Consumer: consumer, ID: "none"},
		"ReplayParked":  &app.ParkedID{Consumer: consumer, ID: "none"},
		"GiveUpParked":  &app.ParkedID{Consumer: consumer, ID: "none", Reason: reason},
	}
	req, ok := samples[name]
	return sample{of: func(p *Place) any {
		if r, ok := req.(*rules.ShowRequest); ok {
			r.Area = p.Area
		}
		return req
	}}, ok
}

func sampleOf(o rpc.Operation) (sample, bool) {
	if s, ok := samples[o.Name]; ok {
		return s, true
	}
	return common(o)
}

// Request is a valid request of the operation about the place's objects: a
// pointer to its request type. It is false for an operation without a sample.
func Request(o rpc.Operation, p *Place) (any, bool) {
	s, ok := sampleOf(o)
	if !ok {
		return nil, false
	}
	return s.of(p), true
}

// Shows is what the operation's answer holds when it reached the place's object;
// "" where the answer itself says so.
func Shows(o rpc.Operation, p *Place) string {
	if s, _ := sampleOf(o); s.shows != nil {
		return s.shows(p)
	}
	return ""
}

// Last reports whether the operation takes from others what they act on.
func Last(o rpc.Operation) bool { s, _ := sampleOf(o); return s.last }
