package portaltest

import (
	"context"
	"strings"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// GoodCode is what every authenticator app shows.
const GoodCode = "123456"

const key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

var recovery = []string{"AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH"}

// Factor makes an account's sign-ins need a step, and says what factors it has.
func (p *People) Factor(id string, step identity.SignInStep, f identity.Factors) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.steps[id], p.factors[id] = step, f
}

// stepped finds whose step it is; called with the lock held.
func (p *People) stepped(secret string, kind identity.SignInStep) (string, error) {
	id, ok := strings.CutPrefix(secret, "step-of-")
	if !ok || p.steps[id] != kind {
		return "", refusal(fault.KindUnauthenticated, "signin.step", "sign-in")
	}
	return id, nil
}

func (p *People) proveFactor(_ context.Context, req identity.ProveRequest) (identity.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.stepped(req.Step, identity.StepProve)
	if err != nil {
		return identity.Session{}, err
	}
	if req.Code != GoodCode && req.Code != recovery[0] {
		return identity.Session{}, refusal(fault.KindUnauthenticated, "signin.code", "code")
	}
	return p.start(id, "code"), nil
}

func (p *People) enrolTOTP(_ context.Context, req identity.StepRequest) (identity.TOTPKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.stepped(req.Step, identity.StepEnrol)
	return proposed(id), err
}

func proposed(id string) identity.TOTPKey {
	return identity.TOTPKey{Key: key, URI: "otpauth://totp/Lianluo:" + id + "?secret=" + key}
}

func (p *People) confirmEnrolment(_ context.Context, req identity.ProveRequest) (identity.Enrolled, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.stepped(req.Step, identity.StepEnrol)
	if err == nil {
		err = p.firstCode(id, req.Code)
	}
	if err != nil {
		return identity.Enrolled{}, err
	}
	p.steps[id] = identity.StepProve
	return identity.Enrolled{Session: p.start(id, "enrol"), Codes: recovery}, nil
}

func (p *People) firstCode(id, code string) error {
	if code != GoodCode {
		return refusal(fault.KindInvalid, "factor.code", "code").At("code", texts["code"], "code")
	}
	f := p.factors[id]
	f.TOTP, f.Recovery = p.clock.Now(), len(recovery)
	p.factors[id] = f
	return nil
}

func (p *People) getFactors(ctx context.Context, _ rpc.None) (identity.Factors, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.factors[authz.Actor(ctx).ID], nil
}

// mine checks the caller's password; called with the lock held.
func (p *People) mine(ctx context.Context, password string) (string, error) {
	id := authz.Actor(ctx).ID
	if p.password[id] != password {
		return id, refusal(fault.KindInvalid, "factor.password", "old-password").At("password", texts["old-password"], "wrong")
	}
	return id, nil
}

func (p *People) setUpTOTP(ctx context.Context, req identity.PasswordRequest) (identity.TOTPKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.mine(ctx, req.Password)
	return proposed(id), err
}

func (p *People) confirmTOTP(ctx context.Context, req identity.CodeRequest) (identity.RecoveryCodes, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return identity.RecoveryCodes{Codes: recovery}, p.firstCode(authz.Actor(ctx).ID, req.Code)
}

func (p *People) removeTOTP(ctx context.Context, req identity.PasswordRequest) (identity.Factors, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.mine(ctx, req.Password)
	if err == nil {
		p.factors[id] = identity.Factors{}
	}
	return p.factors[id], err
}

func (p *People) renewCodes(ctx context.Context, req identity.PasswordRequest) (identity.RecoveryCodes, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.mine(ctx, req.Password)
	return identity.RecoveryCodes{Codes: recovery}, err
}
