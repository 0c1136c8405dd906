package projects

import (
	"context"
	"strconv"
	"strings"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// MayRecord reports whether the person takes down proposals, or makes projects of what
// people said.
func MayRecord(ctx context.Context) bool {
	return session.UserOf(ctx).Has(authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin, authz.StationHead, authz.LiaisonOfficer)
}

// StateName names a state.
func StateName(ctx context.Context, state voting.State) string {
	return ui.Worded(ctx, string(state), "projects.state.")
}

// StateBadge is where a project stands.
func StateBadge(ctx context.Context, state voting.State) ui.Badge {
	tone := ui.Active
	switch {
	case state == voting.Proposed || state == voting.Pooled:
		tone = ui.Plain
	case ended(state):
		tone = ui.Stopped
	case state == voting.Adopted || state == voting.Completed || state == voting.Announced || state == voting.Archived:
		tone = ui.Good
	case state == voting.Unfinished || state == voting.Rectifying:
		tone = ui.Bad
	}
	return ui.Badge{Tone: tone, Text: StateName(ctx, state)}
}

// Money is an amount in yuan, in ten thousands where it is large.
func Money(ctx context.Context, yuan int64) string {
	if yuan == 0 {
		return ui.T(ctx, "projects.unknown")
	}
	if yuan >= 10_000 && ui.PrefsOf(ctx).Lang != "en" {
		return ui.T(ctx, "projects.wan", strconv.FormatFloat(float64(yuan)/10_000, 'f', -1, 64))
	}
	return ui.T(ctx, "projects.yuan", ui.Number(int(yuan)))
}

// Chain is what happened to a project, with the reasons, from the first sentence on.
func Chain(ctx context.Context, all []voting.ProposalNotice) []ui.Entry {
	out := []ui.Entry{}
	for _, e := range all {
		out = append(out, ui.Entry{Kind: ui.EventEntry, What: ui.Worded(ctx, e.What, "projects.event.", "operate.event."), At: e.At, Why: e.Why})
	}
	return out
}

// History is Chain with who did it.
func History(ctx context.Context, all []voting.Entry) []ui.Entry {
	out := []ui.Entry{}
	for _, e := range all {
		out = append(out, ui.Entry{Kind: ui.EventEntry, Who: e.ByName, What: ui.Worded(ctx, e.What, "projects.event.", "operate.event."), At: e.At, Why: e.Why, Rule: ui.Worded(ctx, e.Rule, "cases.rule-")})
	}
	return out
}

// WordsField takes what a project is found by.
func WordsField(ctx context.Context, typed string) ui.Field {
	label := ui.T(ctx, Labels+".q")
	return ui.Field{Name: "q", Label: label, HideLabel: true, Placeholder: label, Value: typed, MaxLength: 60, Attrs: map[string]any{"enterkeyhint": "search"}}
}

// Names are people in a row.
func Names(ctx context.Context, all []string) string {
	return strings.Join(all, ui.T(ctx, "chain.and"))
}

// Facts are what a dossier says in few words.
func Facts(ctx context.Context, d voting.Dossier, at voting.Place, year int) ui.Facts {
	var out ui.Facts
	add := func(key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Name: ui.T(ctx, Labels+"."+key), Value: ui.Text(value)})
		}
	}
	if year != 0 {
		add("year", strconv.Itoa(year))
	}
	if d.Cost > 0 {
		add("estimate", Money(ctx, d.Cost))
	}
	add("funding", d.Funding)
	add("land", d.Land)
	add("finish", d.Finish)
	add("unit", d.UnitName)
	add("place.text", at.Text)
	return out
}

// SourceLine says in words where a project came from.
func SourceLine(ctx context.Context, channel voting.Channel, stationName, person string, cases int) string {
	switch {
	case channel == voting.FromCases && stationName == "": // of several stations
		return ui.T(ctx, "projects.cases", cases)
	case channel == voting.FromCases:
		return ui.T(ctx, "projects.from.cases", stationName, cases)
	case person != "":
		return ui.T(ctx, "projects.from.deputy", person)
	case stationName != "":
		return ui.T(ctx, "projects.from.desk", stationName)
	}
	return ui.T(ctx, "projects.from.page")
}

// MapLink opens the point of a place on a map; "" without one.
func MapLink(at voting.Place) string {
	if at.Lat == 0 {
		return ""
	}
	return "geo:" + strconv.FormatFloat(at.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(at.Lng, 'f', 6, 64)
}

// categories names the categories of cases in the person's language.
func (s pages) categories(ctx context.Context) (func(string) string, error) {
	page, err := session.Call(ctx, s.Portal, casework.Categories, rpc.None{})
	names := map[string]string{}
	for _, c := range page.Items {
		names[c.Code] = CategoryName(ctx, c)
	}
	return func(code string) string {
		if names[code] == "" {
			return ui.T(ctx, "projects.other")
		}
		return names[code]
	}, err
}

// CategoryName is a category in the person's language.
func CategoryName(ctx context.Context, c casework.Category) string {
	if ui.PrefsOf(ctx).Lang == ui.English {
		return c.NameEN
	}
	return c.Name
}

// OpenBadge says whether a call takes proposals.
func OpenBadge(ctx context.Context, r voting.Round) ui.Badge {
	if r.Open {
		return ui.Badge{Tone: ui.Active, Text: ui.T(ctx, "projects.open-call")}
	}
	return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "projects.closed-call")}
}
