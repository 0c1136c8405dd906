package why

import (
	"context"
	"strings"

	"lianluo/api/identity"
	"lianluo/services/portal/ui"
)

func role(ctx context.Context, r string) string { return ui.T(ctx, "session.role."+r) }

func roles(ctx context.Context, all []string) string {
	var words []string
	for _, r := range all {
		words = append(words, role(ctx, r))
	}
	return strings.Join(words, ui.T(ctx, "why.or"))
}

func scopes(ctx context.Context, all []string) string {
	var words []string
	for _, s := range all {
		words = append(words, ui.T(ctx, "operate.scope."+s))
	}
	return strings.Join(words, ui.T(ctx, "why.or"))
}

// sentence is the answer itself.
func (a *Answer) sentence(ctx context.Context) string {
	key := "why.no"
	if a.Allowed {
		key = "why.yes"
	}
	if a.Who == "" {
		return ui.T(ctx, key+".me", a.Action)
	}
	return ui.T(ctx, key, a.Who, a.Action)
}

// post is an assignment in words.
func (a *Answer) post(ctx context.Context, x identity.Assignment) string {
	words := ui.T(ctx, "session.role-in", a.Area(x.Area), role(ctx, x.Role))
	if name := a.Names[x.Station+x.Unit]; name != "" {
		words = ui.T(ctx, "why.post-at", words, name)
	}
	return words
}

// from is who granted an assignment.
func from(ctx context.Context, g identity.Ground) string {
	by := g.By
	switch {
	case g.Assignment.For != "" && by.Name == "":
		return ui.T(ctx, "why.from.lent")
	case g.Assignment.For != "":
		return ui.T(ctx, "why.from.lent-by", by.Name)
	case by.Host:
		return ui.T(ctx, "why.from.host")
	case by.Name != "" && len(by.Roles) > 0:
		return ui.T(ctx, "why.from.person", by.Name, roles(ctx, by.Roles))
	case by.Name != "":
		return ui.T(ctx, "why.from.name", by.Name)
	case len(by.Roles) > 0:
		return ui.T(ctx, "why.from.role", roles(ctx, by.Roles))
	}
	return ui.T(ctx, "why.from.gone")
}

// reason says what an assignment comes to.
func (a *Answer) reason(ctx context.Context, g identity.Ground) string {
	var reach []string
	for _, r := range g.Rows {
		reach = append(reach, r.Scope)
	}
	x, where := g.Assignment, scopes(ctx, reach)
	switch g.Verdict {
	case "allows":
		return ui.T(ctx, "why.verdict.allows", a.Policy, role(ctx, x.Role), where, a.Action)
	case "not_begun":
		return ui.T(ctx, "why.verdict.not_begun", ui.FullDay(ctx, x.From))
	case "ended":
		return ui.T(ctx, "why.verdict.ended", ui.FullDay(ctx, x.Until))
	case "role":
		return ui.T(ctx, "why.verdict.role", a.Policy, role(ctx, x.Role), a.Action)
	case "nowhere", "elsewhere":
		return ui.T(ctx, "why.verdict."+g.Verdict, a.Action, where)
	}
	return ui.T(ctx, "why.verdict.limited", a.Action)
}

func badge(ctx context.Context, g identity.Ground) ui.Badge {
	switch g.Verdict {
	case "allows":
		return ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "why.badge.allows")}
	case "not_begun":
		return ui.Badge{Tone: ui.Active, Text: ui.T(ctx, "why.badge.not_begun")}
	case "ended":
		return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "why.badge.ended")}
	}
	return ui.Badge{Tone: ui.Plain, Text: ui.T(ctx, "why.badge.not")}
}

// grantors says who hands a role out.
func grantors(ctx context.Context, r identity.RoleAllowed) string {
	if len(r.From) == 0 {
		return ui.T(ctx, "why.grant.host")
	}
	return ui.T(ctx, "why.grant.by", roles(ctx, r.From))
}
