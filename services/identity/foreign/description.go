package foreign

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"

	"lianluo/pkg/fault"
	"lianluo/pkg/outward"
)

// Description is what an issuer says of itself, as far as a sign-in needs it.
type Description struct {
	Issuer     string   `json:"issuer"`
	Auth       string   `json:"authorization_endpoint"`
	Token      string   `json:"token_endpoint"`
	Keys       string   `json:"jwks_uri"`
	UserInfo   string   `json:"userinfo_endpoint"`
	Algorithms []string `json:"id_token_signing_alg_values_supported"`
	Methods    []string `json:"token_endpoint_auth_methods_supported"`
	Types      []string `json:"response_types_supported"`
	Named      bool     `json:"authorization_response_iss_parameter_supported"`
}

// signed are the algorithms that prove something: with a key that only the issuer
// has.
var signed = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

var (
	errURL = fault.Invalid("issuer.url", "颁发者地址须为完整的 https 网址，不含用户名、? 和 #，请修改", "The issuer's address must be a whole https address without user name, ? and #").
		At("url", "须为 https 网址", "An https address")
	errPrivate = fault.Invalid("issuer.private", "不能连接内网或本机地址，请填写公网地址", "Issuers in private networks or on this machine cannot be used; give a public address").
			At("url", "不能是内网地址", "No private address")
	errAway = fault.Invalid("issuer.away", "读取不到该地址的 /.well-known/openid-configuration，请核对地址后重试", "Nothing can be read at /.well-known/openid-configuration of this address; check it and try again").
		At("url", "请核对地址", "Check the address")
	errUnfit = fault.Invalid("issuer.unfit", "对方不支持授权码方式或可验证的签名，不能用于登录，请联系对方管理员", "This issuer lacks the authorization code flow, or signatures that can be verified; ask its administrator").
			At("url", "对方不支持", "Not supported there")
)

// Describe reads what stands at an issuer's address. It fails with invalid for an
// address that calls do not go to, for one where nothing can be read, for the
// description of another issuer and for one that cannot sign people in.
func (r *Reader) Describe(ctx context.Context, address string) (Description, error) {
	if u, err := url.Parse(address); err != nil || u.RawQuery != "" {
		return Description{}, errURL
	}
	if err := r.may(address); err != nil {
		return Description{}, err
	}
	p, err := oidc.NewProvider(r.calling(ctx), address)
	var other *oidc.IssuerMismatchError
	switch {
	case errors.As(err, &other):
		return Description{}, fault.Invalid("issuer.other", "该地址自称 %[1]s，请按此填写颁发者地址", "The issuer there calls itself %[1]s; give that address", other.Discovered).
			At("url", "与对方自称的不一致", "Not what the issuer calls itself")
	case errors.Is(err, outward.ErrPrivate):
		return Description{}, errPrivate.Because(err)
	case err != nil:
		return Description{}, errAway.Because(err)
	}
	d := Description{}
	if err := p.Claims(&d); err != nil {
		return d, errAway.Because(err)
	}
	return d, r.fit(&d)
}

// may fails with invalid for an address that calls do not go to.
func (r *Reader) may(address string) error {
	switch err := r.gate.Check(address); {
	case errors.Is(err, outward.ErrPrivate):
		return errPrivate
	case err != nil:
		return errURL
	}
	return nil
}

// fit fails with invalid for an issuer that cannot sign people in here, and keeps
// of its algorithms those that prove something.
func (r *Reader) fit(d *Description) error {
	for _, at := range []string{d.Auth, d.Token, d.Keys} {
		if err := r.may(at); err != nil {
			return errUnfit.Because(err)
		}
	}
	if d.UserInfo != "" && r.may(d.UserInfo) != nil {
		d.UserInfo = ""
	}
	d.Algorithms = slices.DeleteFunc(d.Algorithms, func(a string) bool { return !slices.Contains(signed, a) })
	if len(d.Algorithms) == 0 || len(d.Types) > 0 && !slices.Contains(d.Types, "code") {
		return errUnfit
	}
	return nil
}

// posts reports whether the secret goes into the form instead of the header.
func (d *Description) posts() bool {
	return len(d.Methods) > 0 && !slices.Contains(d.Methods, "client_secret_basic") && slices.Contains(d.Methods, "client_secret_post")
}
