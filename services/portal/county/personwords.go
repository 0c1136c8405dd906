package county

import (
	"context"

	"lianluo/api/roster"
	"lianluo/services/portal/ui"
)

// seats are the levels of congresses as choices.
func seats(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, level := range append([]string{"national"}, seatLevels...) {
		all = append(all, ui.Option{Value: level, Label: ui.T(ctx, "county.seat."+level)})
	}
	return all
}

func ranks(ctx context.Context) []ui.Option {
	return []ui.Option{{Label: ui.T(ctx, "county.rank.none")}, {Value: "section_head", Label: ui.T(ctx, "county.rank.section_head")}, {Value: "county_leader", Label: ui.T(ctx, "county.rank.county_leader")}}
}

func genders(ctx context.Context) []ui.Option {
	return []ui.Option{{Label: ui.T(ctx, "county.none-chosen")}, {Value: "female", Label: ui.T(ctx, "county.gender.female")}, {Value: "male", Label: ui.T(ctx, "county.gender.male")}}
}

// The legal causes of a change of a mandate (代表法 2025 art. 61 to 63).
var causes = map[roster.MandateStatus][]string{
	roster.MandateActive:     {"custody", "serving_sentence", "moved_out", "resigned", "absent_two_sessions", "recalled", "lost_nationality", "political_rights_deprived", "incapacitated", "deceased", "term_ended"},
	roster.MandateSuspended:  {"cause_gone", "moved_out", "resigned", "recalled", "political_rights_deprived", "incapacitated", "deceased", "term_ended"},
	roster.MandateTerminated: nil,
}

var suspending = map[string]bool{"custody": true, "serving_sentence": true}

// becomes is the state that a cause leads to: causes decide, not people.
func becomes(cause string) roster.MandateStatus {
	switch {
	case suspending[cause]:
		return roster.MandateSuspended
	case cause == "cause_gone":
		return roster.MandateActive
	}
	return roster.MandateTerminated
}

// causeOptions are the causes that may change a mandate as it stands, with what
// follows from each.
func causeOptions(ctx context.Context, status roster.MandateStatus) []ui.Option {
	var all []ui.Option
	for _, cause := range causes[status] {
		all = append(all, ui.Option{Value: cause, Label: ui.T(ctx, "county.cause", ui.T(ctx, "county.cause."+cause), ui.T(ctx, "county.becomes."+string(becomes(cause))))})
	}
	return all
}

func mandateBadge(ctx context.Context, m roster.Mandate) ui.Badge {
	tones := map[roster.MandateStatus]ui.Tone{roster.MandateActive: ui.Good, roster.MandateSuspended: ui.Warn, roster.MandateTerminated: ui.Stopped}
	return ui.Badge{Tone: tones[m.Status], Text: ui.T(ctx, "county.mandate."+string(m.Status))}
}
