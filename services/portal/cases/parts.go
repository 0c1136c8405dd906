package cases

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/services/portal/ui"
)

// holder says who has the case now.
func (v view) holder(ctx context.Context) string {
	if v.UnitName != "" {
		return v.UnitName
	}
	if v.Level == "station" || v.Level == "" {
		return v.StationName
	}
	return ui.T(ctx, "cases.level."+v.Level)
}

// speaker is who said it first.
func (v view) speaker(ctx context.Context) string {
	if len(v.Voices) == 0 {
		return ""
	}
	return nameOf(ctx, v.Voices[0])
}

func nameOf(ctx context.Context, voice casework.Voice) string {
	if voice.Anonymous || voice.Name == "" {
		return ui.T(ctx, "cases.anonymous")
	}
	return voice.Name
}

func (v view) unmaskAction(voice casework.Voice) string {
	if !v.may(casework.UnmaskVoice.Name) {
		return ""
	}
	return v.path() + "/voices/" + voice.ID + "/contact"
}

func (v view) answerOf(ctx context.Context, a casework.Ask) string {
	if a.Answer != "" {
		return ui.T(ctx, "cases.outcome."+string(a.Answer))
	}
	return ui.T(ctx, "cases.waiting-until", ui.Day(ctx, a.Until), len(a.Tries))
}

func toldTone(state string) ui.Tone {
	switch state {
	case "delivered":
		return ui.Good
	case "uncertain":
		return ui.Warn
	case "failed":
		return ui.Bad
	}
	return ui.Plain
}

// facts are what is known besides the words.
func (v view) facts(ctx context.Context) ui.Facts {
	all := ui.Facts{
		{Name: ui.T(ctx, "cases.fact.station"), Value: ui.Text(v.StationName)},
		{Name: ui.T(ctx, "cases.fact.channel"), Value: ui.Text(ui.T(ctx, "cases.channel."+string(v.Channel)))},
		{Name: ui.T(ctx, "cases.fact.received"), Value: ui.Moment(v.ReceivedAt)},
	}
	add := func(key, value string) {
		if value != "" {
			all = append(all, ui.Fact{Name: ui.T(ctx, "cases.fact."+key), Value: ui.Text(value)})
		}
	}
	add("place", v.Place.Text)
	if v.Class != "" {
		add("class", wordOr(ctx, "cases.class."+string(v.Class), string(v.Class)))
	}
	add("unit", v.UnitName)
	add("letter", v.Letter)
	if v.Clock.Rule != "" {
		add("rule", ruleWords(ctx, v.Clock.Rule))
	}
	if v.Extension != nil {
		add("extension", ui.T(ctx, "cases.extension."+v.Extension.State)+" "+v.Extension.Reason)
	}
	if v.Supervision > 0 {
		add("supervision", ui.T(ctx, "cases.rung", v.Supervision))
	}
	if v.Outcome != "" {
		add("outcome", ui.T(ctx, "cases.outcome."+string(v.Outcome)))
	}
	add("public", v.PublicTitle)
	return all
}

// filed are the papers about the case that hold, as the history has them.
func (v view) filed() []casework.Entry {
	var out []casework.Entry
	for _, e := range v.Timeline {
		out = slices.DeleteFunc(out, func(f casework.Entry) bool { return f.Paper == e.Paper })
		if e.What == "PaperFiled" {
			out = append(out, e)
		}
	}
	return out
}

func contactFacts(ctx context.Context, c casework.VoiceContact) ui.Facts {
	var all ui.Facts
	for _, f := range []struct{ key, value string }{{"name", c.Name}, {"phone", c.Phone}, {"email", c.Email}, {"address", c.Address}} {
		if f.value != "" {
			all = append(all, ui.Fact{Name: ui.T(ctx, "cases.fact."+f.key), Value: ui.Code(f.value)})
		}
	}
	return all
}
