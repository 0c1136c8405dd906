package cases

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/services/portal/ui"
)

var tones = map[casework.Step]ui.Tone{
	casework.Received: ui.Warn, casework.Registered: ui.Warn, casework.Triaged: ui.Warn, casework.Assigned: ui.Active,
	casework.Handling: ui.Active, casework.Returned: ui.Bad, casework.Replied: ui.Active, casework.Awaiting: ui.Plain,
	casework.Closed: ui.Good, casework.Archived: ui.Good, casework.Rejected: ui.Stopped, casework.MergedStep: ui.Stopped,
	casework.Withdrawn: ui.Stopped,
}

// StepBadge says where a case stands, in words.
func StepBadge(ctx context.Context, step casework.Step) ui.Badge {
	return ui.Badge{Tone: tones[step], Text: ui.T(ctx, "cases.step."+string(step))}
}

// Steps are the seven steps with the case in the one that casework counts, for
// every page alike. They do not tell of one that ended before its time: then there
// are none.
func Steps(ctx context.Context, step casework.Step, number int, supervised, stuck bool) ui.Steps {
	switch step {
	case casework.Rejected, casework.MergedStep, casework.Withdrawn:
		return ui.Steps{}
	case casework.Archived: // the last one is done, too
		number++
	}
	return ui.CaseSteps(ctx, max(0, number-1), supervised, stuck)
}

// StepsOf are the steps of a case as staff see it.
func StepsOf(ctx context.Context, c casework.Case) ui.Steps {
	return Steps(ctx, c.Step, c.StepNo, c.Supervision > 0, c.Clock.Light == "red")
}

// ClockOf is the running deadline; nothing when none runs.
func ClockOf(c casework.Clock, brief bool) ui.Clock {
	if c.Light == "" || c.Due.IsZero() {
		return ui.Clock{Met: true, Brief: true}
	}
	return ui.Clock{Due: c.Due, Left: c.DaysLeft, Soon: c.Light == "yellow", Brief: brief}
}

var kinds = map[string]ui.EntryKind{"step": ui.EventEntry, "reply": ui.ReplyEntry, "note": ui.NoteEntry, "told": ui.EventEntry}

// Thread is a case's history, the newest first; base is the address of the office
// whose papers it leads to, "" for none.
func Thread(ctx context.Context, base string, entries []casework.Entry) ui.Timeline {
	t := ui.Timeline{Label: ui.T(ctx, "cases.history")}
	for i := len(entries) - 1; i >= 0; i-- {
		if saidBefore(entries, i) {
			continue
		}
		shown := entryOf(ctx, entries[i])
		if paper := entries[i].Paper; paper != "" && base != "" {
			shown.Body, shown.More = "", ui.Link(base+"/papers/"+paper, entries[i].Note)
		}
		t.Entries = append(t.Entries, shown)
	}
	return t
}

// saidBefore reports whether an entry only says once more that somebody cannot be
// told: histories from before casework kept such a line once have many.
func saidBefore(entries []casework.Entry, i int) bool {
	quiet := func(e casework.Entry) bool { return e.What == "ToldRecorded" && strings.Contains(e.Note, " no_way") }
	return quiet(entries[i]) && slices.ContainsFunc(entries[:i], quiet)
}

func entryOf(ctx context.Context, e casework.Entry) ui.Entry {
	who := e.ByName
	if key := "cases.by." + e.By; who == "" && ui.HasText(key) {
		who = ui.T(ctx, key)
	}
	out := ui.Entry{Kind: kinds[e.Kind], Who: who, What: whatWords(ctx, e), At: e.At, Body: noteWords(ctx, e)}
	if _, coded := qualities[e.What]; !coded {
		out.Why = e.Why
	}
	if ruled(e) {
		out.Rule = ruleWords(ctx, e.Rule)
	}
	if !e.Taken.IsZero() {
		out.Body = strings.TrimSpace(out.Body + "\n" + ui.T(ctx, "cases.taken", ui.Date(ctx, e.Taken)))
	}
	return out
}

// qualities are what an entry's why says by a code, and not as a reason: the
// class of a reply, what the person answered, that a note was a contact.
var qualities = map[string]string{"CaseReplied": "cases.result.", "PersonAnswered": "cases.outcome.", "CaseNoted": "cases.noted."}

// whatWords say what happened and, where it is of a kind, of which.
func whatWords(ctx context.Context, e casework.Entry) string {
	what := wordOr(ctx, "cases.event."+e.What, e.What)
	if catalogue, coded := qualities[e.What]; coded && e.Why != "" {
		return ui.T(ctx, "cases.of-kind", what, wordOr(ctx, catalogue+e.Why, e.Why))
	}
	return what
}

// ruled reports whether a rule decided what happened, and not somebody within it.
func ruled(e casework.Entry) bool {
	switch e.What {
	case "CaseEscalated", "CaseReopened", "CaseLightChanged", "CaseAwaiting", "ExtensionGranted":
		return true
	case "CaseClosed":
		return e.Note == string(casework.OutcomeUnanswered)
	case "CaseArchived":
		return e.By == "system"
	}
	return false
}

// Photos are pictures of the case whose page is at path.
func Photos(ctx context.Context, path string, all []casework.Photo) ui.PhotoGrid {
	var g ui.PhotoGrid
	for _, p := range all {
		path := path + "/photos/" + p.ID
		g.Photos = append(g.Photos, ui.Photo{Thumb: path + "?small=true", Full: path, Alt: ui.T(ctx, "cases.photo", p.Name)})
	}
	return g
}

// noteWords turns what a step notes as a code into words.
func noteWords(ctx context.Context, e casework.Entry) string {
	switch e.What {
	case "CaseTriaged", "CaseRejected", "CaseExplained":
		return wordOr(ctx, "cases.class."+e.Note, e.Note)
	case "PersonAsked", "PersonAnswered":
		return wordOr(ctx, "cases.asked-"+e.Note, e.Note)
	case "CaseLightChanged":
		return wordOr(ctx, "cases.light."+e.Note, e.Note)
	case "DeadlineMoved":
		return fromTo(ctx, e.Note)
	case "CaseEscalated":
		return wordOr(ctx, "cases.level."+e.Note, e.Note)
	case "CaseClosed":
		return wordOr(ctx, "cases.outcome."+e.Note, e.Note)
	case "ToldRecorded":
		if parts := strings.Fields(e.Note); len(parts) == 3 {
			if key := "cases.told-quiet-" + parts[2]; ui.HasText(key) {
				return ui.T(ctx, key)
			}
			if key := "cases.told-" + parts[1] + "-" + parts[2]; ui.HasText(key) {
				return ui.T(ctx, key, wordOr(ctx, "cases.event."+parts[0], parts[0]))
			}
		}
	}
	return e.Note
}

// fromTo are the two moments of a deadline that moved, as days.
func fromTo(ctx context.Context, note string) string {
	before, after, _ := strings.Cut(note, " ")
	from, err1 := time.Parse(time.RFC3339, before)
	to, err2 := time.Parse(time.RFC3339, after)
	if err1 != nil || err2 != nil {
		return note
	}
	return ui.T(ctx, "cases.from-to", ui.Day(ctx, from), ui.Day(ctx, to))
}

// ruleWords names the version of a rule; most often nobody changed the defaults.
func ruleWords(ctx context.Context, version string) string {
	if version == "default" {
		return ui.T(ctx, "cases.rule-default")
	}
	return version
}

// wordOr is the text of a key, or the code itself where there is none.
func wordOr(ctx context.Context, key, code string) string {
	if ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return code
}
