package operate

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const issuersPath = base + "/issuers"

// issuersView is the page of systems that people sign in through: those there are
// and a form for another.
type issuersView struct {
	page     rpc.Page[identity.Issuer]
	more     string
	edits    bool // the person may change them
	areas    []ui.Option
	form     issuerForm
	problems ui.Problems
}

// issuerForm is what was typed; lists stand one a line. The secret is not shown again.
type issuerForm struct {
	url, client, area, required, factors string
	identity.IssuerSettings
}

func issuerFormOf(r *http.Request) issuerForm {
	f := issuerForm{url: session.Value(r, "url"), client: session.Value(r, "client"), area: session.Value(r, "area"),
		required: session.Value(r, "required"), factors: session.Value(r, "factors")}
	f.IssuerSettings = identity.IssuerSettings{Label: session.Value(r, "label"), LabelEn: session.Value(r, "labelEn"), Claim: session.Value(r, "claim"),
		Scopes: lines(session.Value(r, "scopes")), Required: lines(f.required), Factors: lines(f.factors)}
	return f
}

func (s pages) issuersView(r *http.Request) (v issuersView, err error) {
	ctx := r.Context()
	v.edits = session.UserOf(ctx).Has(authz.SecurityAdmin)
	v.areas = s.TwoLevelsDown(session.UserOf(ctx).As(authz.SecurityAdmin).Area)
	v.page, err = session.Call(ctx, s.Portal, identity.ListIssuers, identity.ListIssuersRequest{After: session.Value(r, "after"), Limit: 50})
	v.more = session.More(r, v.page.Next)
	return v, err
}

// issuers lists the systems that people sign in through.
func (s pages) issuers(w http.ResponseWriter, r *http.Request) error {
	v, err := s.issuersView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, issuersPage(s.shell(r, "operate.issuers"), v))
}

// registerIssuer makes one, which somebody else has to confirm.
func (s pages) registerIssuer(w http.ResponseWriter, r *http.Request) error {
	f := issuerFormOf(r)
	made, err := session.Call(r.Context(), s.Portal, identity.RegisterIssuer, identity.RegisterIssuerRequest{IssuerSettings: f.IssuerSettings,
		URL: f.url, Client: f.client, Secret: r.PostFormValue("secret"), Area: f.area})
	if err == nil {
		return s.Go(w, r, issuersPath+"/"+made.ID, ui.Done(r.Context(), "operate.issuer.made"))
	}
	v, failed := s.issuersView(r)
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.form, v.problems = f, problems
		return issuersPage(s.shell(r, "operate.issuers"), v)
	})
}

// issuerView is one of them.
type issuerView struct {
	issuer   identity.Issuer
	by       names
	area     string
	edits    bool
	confirms bool // the person is somebody else than who settled it
	form     issuerForm
	reason   string
	problems ui.Problems
}

func (v issuerView) path() string { return issuersPath + "/" + v.issuer.ID }

func (s pages) issuerView(r *http.Request) (v issuerView, err error) {
	ctx := r.Context()
	u := session.UserOf(ctx)
	if v.issuer, err = session.Call(ctx, s.Portal, identity.GetIssuer, identity.ByID{ID: r.PathValue("id")}); err != nil {
		return v, err
	}
	i := v.issuer
	v.area, v.reason = s.AreaName(i.Area), session.Value(r, "reason")
	v.edits = u.Has(authz.SecurityAdmin) && i.Ended.IsZero()
	v.confirms = v.edits && i.Confirmed.IsZero() && i.ChangedBy != u.ID
	v.form = issuerForm{IssuerSettings: i.IssuerSettings, required: strings.Join(i.Required, "\n"), factors: strings.Join(i.Factors, "\n")}
	v.by, err = s.namesOf(ctx, []string{i.ChangedBy, i.ConfirmedBy})
	return v, err
}

func (s pages) issuer(w http.ResponseWriter, r *http.Request) error {
	v, err := s.issuerView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, issuerPage(s.shell(r, "operate.issuers"), v))
}

// changeIssuer changes what is asked of the other system.
func (s pages) changeIssuer(w http.ResponseWriter, r *http.Request) error {
	f := issuerFormOf(r)
	_, err := session.Call(r.Context(), s.Portal, identity.UpdateIssuer, identity.UpdateIssuerRequest{ID: r.PathValue("id"),
		IssuerSettings: f.IssuerSettings, Secret: r.PostFormValue("secret")})
	return s.settled(w, r, err, "operate.issuer.changed")
}

// confirmIssuer lets people sign in through it.
func (s pages) confirmIssuer(w http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), s.Portal, identity.ConfirmIssuer, identity.ByID{ID: r.PathValue("id")})
	return s.settled(w, r, err, "operate.issuer.confirmed")
}

// endIssuer ends it for good.
func (s pages) endIssuer(w http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), s.Portal, identity.EndIssuer, identity.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")})
	return s.settled(w, r, err, "operate.issuer.ended")
}

// settled leads back to the issuer, or shows it again with what is wrong.
func (s pages) settled(w http.ResponseWriter, r *http.Request, err error, done string) error {
	if err == nil {
		return s.Go(w, r, issuersPath+"/"+r.PathValue("id"), ui.Done(r.Context(), done))
	}
	v, failed := s.issuerView(r)
	if failed != nil {
		return failed
	}
	if r.PostForm.Has("claim") {
		v.form = issuerFormOf(r)
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return issuerPage(s.shell(r, "operate.issuers"), v)
	})
}
