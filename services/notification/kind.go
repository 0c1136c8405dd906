package notification

import (
	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
)

// The kinds of news. That and how their matter is answered must reach the person,
// duties must reach the deputy, and what happens to an account its owner: these
// cannot be turned off.
var kinds = []notification.Kind{
	{Code: "decision", Required: true}, {Code: "progress"}, {Code: "question"}, {Code: "duty", Required: true}, {Code: "work"}, {Code: "account", Required: true},
}

// required are the kinds that have to be told.
var required = map[string]bool{"decision": true, "duty": true, "account": true}

// decisions are what a person must be told about their case.
var decisions = map[string]bool{casework.CaseRejected.Name: true, casework.ExtensionGranted.Name: true}

// duties are what changes when a deputy receives people.
var duties = map[string]bool{roster.DayPublishedNews.Name: true, roster.DayMoved.Name: true, roster.DayCancelledNews.Name: true,
	roster.SwapAsked.Name: true, roster.SwapAnswered.Name: true, roster.ShiftSubstituted.Name: true}

// kind is what kind of news a row is.
func (r row) kind() string {
	switch {
	case decisions[r.On] && r.To == toVoice, r.On == casework.PersonAsked.Name && r.Variant == "reply":
		return "decision"
	case r.On == casework.PersonAsked.Name:
		return "question"
	case r.To == toVoice, r.To == toBacker:
		return "progress"
	case duties[r.On] && r.To == toDeputy:
		return "duty"
	case r.On == identity.PasswordChanged.Name, r.On == identity.AccountLocked.Name, r.On == identity.FactorsReset.Name, r.On == identity.LinkMade.Name:
		return "account"
	}
	return "work"
}
