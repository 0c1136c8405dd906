package identity

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/identity/foreign"
)

// issuer is another system that people sign in through, as it is kept.
type issuer struct {
	identity.Issuer
	Reach       []string            `json:"reach"` // scope tokens of its area and what lies above
	Description foreign.Description `json:"description"`
	Sealed      []byte              `json:"sealed,omitempty"`  // the secret
	Leaving     string              `json:"leaving,omitempty"` // who ended it, while sessions through it may go on
}

func newIssuers(db *store.DB) *store.Collection[issuer] {
	return store.NewCollection(db, "issuer", store.Def[issuer]{
		ID:     func(i *issuer) string { return i.ID },
		Tokens: func(i *issuer) []string { return i.Reach },
		Indexes: []store.Index[issuer]{
			{Name: "created", Scoped: true, Key: func(i *issuer) store.Key { return store.Key{i.Created} }},
			{Name: "open", Key: func(i *issuer) store.Key {
				if !i.open() {
					return nil
				}
				return store.Key{i.Area, i.Created}
			}},
			{Name: "leaving", Key: func(i *issuer) store.Key {
				if i.Leaving == "" {
					return nil
				}
				return store.Key{i.Ended}
			}},
		},
		Missing: errNoIssuer,
	})
}

var errNoIssuer = fault.NotFound("issuer.not_found", "没有这个登录方式，可能已停用，请返回登录页重新选择", "There is no such way to sign in; it may have ended. Go back and choose another")

// open reports whether people sign in through the issuer.
func (i *issuer) open() bool { return !i.Confirmed.IsZero() && i.Ended.IsZero() }

// live fails with failed_precondition for an issuer that has ended.
func (i *issuer) live() error {
	if !i.Ended.IsZero() {
		return fault.FailedPrecondition("issuer.ended", "该登录方式已停用，不能再修改；如需继续使用请重新登记", "This issuer has ended; register it anew if it is needed")
	}
	return nil
}

func (i *issuer) changed(reason string) identity.IssuerChanged {
	return identity.IssuerChanged{Issuer: i.ID, IssuerSettings: i.IssuerSettings, URL: i.URL, Client: i.Client, Area: i.Area, Reason: reason}
}

// settle takes new settings. What they mean for who signs in is to be confirmed by
// somebody else than who settled it; what stands on the button is not.
func (i *issuer) settle(to identity.IssuerSettings, by string, secret bool) {
	was := i.IssuerSettings
	i.IssuerSettings = to
	same := was.Claim == to.Claim && slices.Equal(was.Scopes, to.Scopes) && slices.Equal(was.Required, to.Required) && slices.Equal(was.Factors, to.Factors)
	if !same || secret {
		i.ChangedBy, i.Confirmed, i.ConfirmedBy = by, time.Time{}, ""
	}
}

// confirm opens the issuer. It fails with denied for whoever settled it and with
// failed_precondition for one that is open.
func (i *issuer) confirm(by string, now time.Time) ([]event.Event, error) {
	switch {
	case i.live() != nil:
		return nil, i.live()
	case i.open():
		return nil, fault.FailedPrecondition("issuer.confirmed", "该登录方式已经启用，无需重复确认", "This issuer is confirmed already")
	case i.ChangedBy == by:
		return nil, fault.Denied("issuer.self", "不能确认自己登记或修改的登录方式，请由另一位安全管理员确认", "You cannot confirm what you settled yourself; ask another security administrator")
	}
	i.Confirmed, i.ConfirmedBy = now, by
	return []event.Event{identity.IssuerConfirmed.New(i.changed(""))}, nil
}

// party is this system as the issuer knows it, secret included.
func (s *service) party(ctx context.Context, i *issuer) (foreign.Party, error) {
	p := foreign.Party{Description: i.Description, Client: i.Client, Callback: i.Callback, Scopes: i.Scopes, Wanted: []string{i.Claim}}
	for _, condition := range i.Required {
		name, _, _ := strings.Cut(condition, "=")
		p.Wanted = append(p.Wanted, name)
	}
	if len(i.Sealed) == 0 {
		return p, nil
	}
	return p, s.vault.Open(store.System(ctx), issuerKey(i.ID), i.Sealed, &p.Secret) // the issuer was reached
}

// issuerKey is under whose key of the vault a secret is sealed.
func issuerKey(id string) string { return "issuer/" + id }

// checkSettings fails with invalid for claims and scopes that cannot be.
func checkSettings(x *identity.IssuerSettings) error {
	x.Scopes = slices.DeleteFunc(append([]string{}, x.Scopes...), func(one string) bool { return one == "openid" })
	x.Required, x.Factors = append([]string{}, x.Required...), append([]string{}, x.Factors...)
	if slices.ContainsFunc(x.Scopes, func(one string) bool { return strings.ContainsFunc(one, odd) }) {
		return fault.Invalid("issuer.scopes", "授权范围只能用可见的英文字符，不含空格、引号和反斜线", "Scopes are visible ASCII characters without spaces, quotes and backslashes").
			At("scopes", "请修改", "Mend this")
	}
	for _, one := range x.Required {
		if name, value, ok := strings.Cut(one, "="); !ok || name == "" || value == "" {
			return fault.Invalid("issuer.required", "条件 %[1]s 不完整，请按 名称=值 填写，如 email_verified=true", "The condition %[1]s is incomplete: write claim=value, as in email_verified=true", one).
				At("required", "请按 名称=值 填写", "Write claim=value")
		}
	}
	return nil
}

// odd are characters that no scope has (RFC 6749, 3.3).
func odd(r rune) bool { return r <= ' ' || r == '"' || r == '\\' || r > '~' }
