package ballots

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/services/portal/ui"
)

// stages are the steps of a ballot as everybody sees them, each with the states
// that belong to it.
var stages = []struct {
	key    string
	states []voting.BallotState
}{
	{"prepare", []voting.BallotState{voting.BallotDraft, voting.BallotRules, voting.BallotScrutineers, voting.BallotRoll}},
	{"ceremony", []voting.BallotState{voting.BallotCeremony}},
	{"check-in", []voting.BallotState{voting.BallotKeyed, voting.BallotFrozen}},
	{"vote", []voting.BallotState{voting.BallotOpen}},
	{"open", []voting.BallotState{voting.BallotClosed}},
	{"count", []voting.BallotState{voting.BallotCounted, voting.BallotSigned}},
	{"declare", []voting.BallotState{voting.BallotDeclared}},
}

// steps shows how far a ballot has come.
func steps(ctx context.Context, b voting.Ballot) ui.Steps {
	s := ui.Steps{Label: ui.T(ctx, "ballots.steps"), Stuck: b.State == voting.BallotVoid}
	for i, stage := range stages {
		s.Names = append(s.Names, ui.T(ctx, "ballots.stage."+stage.key))
		for _, state := range stage.states {
			if state == b.State {
				s.Current = i
			}
		}
	}
	if b.State == voting.BallotDeclared {
		s.Current = len(stages)
	}
	return s
}

var tones = map[voting.BallotState]ui.Tone{
	voting.BallotOpen: ui.Active, voting.BallotDeclared: ui.Good, voting.BallotVoid: ui.Bad,
}

// badge says where a ballot stands.
func badge(ctx context.Context, b voting.Ballot) ui.Badge { return StateBadge(ctx, b.State) }

// StateBadge names a ballot's state.
func StateBadge(ctx context.Context, state voting.BallotState) ui.Badge {
	tone := tones[state]
	if tone == "" {
		tone = ui.Plain
	}
	return ui.Badge{Tone: tone, Text: ui.T(ctx, "ballots.state."+string(state))}
}

// Boarded reports whether a ballot at the state has a public board.
func Boarded(state voting.BallotState) bool { return !slices.Contains(stages[0].states, state) }

// congress names the assembly and the session; a street's has neither term nor session.
func congress(ctx context.Context, b voting.Ballot) string {
	if advises(b) {
		return b.Congress.Name
	}
	return sessionOf(ctx, b.Congress)
}

func sessionOf(ctx context.Context, c voting.Congress) string {
	return ui.T(ctx, "ballots.session", c.Name, c.Term, c.Session)
}

// grouped writes a hash for people to compare: its first 40 digits in groups of four.
func grouped(hash string) string {
	var parts []string
	for i := 0; i+4 <= len(hash) && i < 40; i += 4 {
		parts = append(parts, hash[i:i+4])
	}
	return strings.Join(parts, " ")
}

// scriptWords are what the pages' scripts say.
func scriptWords(ctx context.Context) templ.Attributes {
	out := templ.Attributes{}
	for _, k := range []string{"no-key", "offline", "faulty", "missing", "found", "abstain", "key-here", "key-elsewhere", "head", "differ", "same", "compare", "camera", "first", "posted", "no-shared", "head-differs", "head-typed"} {
		out["data-say-"+k] = ui.T(ctx, "ballots.say."+k)
	}
	return out
}

// done counts the trustees of whom something is true.
func done(b voting.Ballot, is func(voting.Trustee) bool) int {
	n := 0
	for _, t := range b.Trustees {
		if is(t) {
			n++
		}
	}
	return n
}

func joined(t voting.Trustee) bool    { return t.Joined }
func dealt(t voting.Trustee) bool     { return t.Dealt }
func confirmed(t voting.Trustee) bool { return t.Confirmed }
func opened(t voting.Trustee) bool    { return t.Opened }
func signed(t voting.Trustee) bool    { return t.Signed }
func lost(t voting.Trustee) bool      { return t.Lost }

// missing says in words what the ballot waits for at its state.
func missing(ctx context.Context, b voting.Ballot) string {
	n := len(b.Trustees)
	switch b.State {
	case voting.BallotCeremony:
		switch {
		case done(b, joined) < n:
			return ui.T(ctx, "ballots.waits.join", n-done(b, joined))
		case done(b, dealt) < n:
			return ui.T(ctx, "ballots.waits.deal", n-done(b, dealt))
		}
		return ui.T(ctx, "ballots.waits.confirm", n-done(b, confirmed))
	case voting.BallotKeyed:
		if b.Turnout.Present < b.Turnout.Quorum {
			return ui.T(ctx, "ballots.waits.quorum", b.Turnout.Quorum-b.Turnout.Present)
		}
		return ui.T(ctx, "ballots.waits.freeze", b.Turnout.Present)
	case voting.BallotOpen:
		return ui.T(ctx, "ballots.waits.votes", b.Turnout.Present-b.Turnout.Cast-b.Turnout.Entered)
	case voting.BallotClosed:
		if done(b, opened) < b.Threshold {
			return ui.T(ctx, "ballots.waits.open", b.Threshold-done(b, opened))
		}
		return ui.T(ctx, "ballots.waits.result")
	case voting.BallotCounted:
		return ui.T(ctx, "ballots.waits.sign", n-done(b, signed)-done(b, lost))
	}
	return ui.T(ctx, "ballots.waits."+string(b.State))
}
