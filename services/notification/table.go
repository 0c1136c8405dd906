package notification

import (
	"slices"

	"lianluo/api/notification"
	"lianluo/pkg/event"
)

// Who hears of an event.
const (
	toStation   = "station"   // head and liaison officers of the station
	toUnit      = "unit"      // the handling unit's accounts
	toOffice    = "office"    // administrators and supervisors of a division
	toDeputy    = "deputy"    // deputies concerned
	toRegistrar = "registrar" // the account that registered the case
	toSelf      = "self"      // the account that the event is about
	toVoice     = "voice"     // the people who said it
	toBacker    = "backer"    // everybody behind a project
)

// row says who hears of an event, in which words.
type row struct {
	On      string // full event type
	Variant string // "": any
	To      string
	Title   notification.Text
	Body    notification.Text
	Mail    bool // accounts hear of it by mail as well as in their inbox
	Signed  bool // only who has an account hears of it: it leads to what takes one
	// Paper is the body of a letter, where it differs: paper leads to no page.
	Paper notification.Text
}

func (r row) key() string {
	key := event.ShortName(r.On) + "." + r.To
	if r.Variant != "" {
		key += "." + r.Variant
	}
	return key
}

// table is the whole of it, and the defaults of the templates.
var table = slices.Concat(toStaff, toUnits, toDeputies, toVoices, toAccounts, toProjects, toAppraisals)

var rowsByType, rowsByKey = func() (map[string][]row, map[string]row) {
	types, keys := map[string][]row{}, map[string]row{}
	for _, r := range table {
		types[r.On] = append(types[r.On], r)
		keys[r.key()] = r
	}
	return types, keys
}()

func text(zh, en string) notification.Text { return notification.Text{ZH: zh, EN: en} }

// link is the page of the portal that a message leads to.
func (n news) link(to string) string {
	about := n.event.Aggregate + " " + to
	switch {
	case to == toSelf:
		return "/me"
	case to == toBacker && n.hidden:
		return "/projects/follow"
	case to == toBacker, about == "project "+toDeputy:
		return "/projects/" + n.event.Subject
	case about == "project "+toOffice:
		return "/county/projects/" + n.event.Subject
	case about == "project "+toUnit:
		return "/desk/projects/" + n.event.Subject
	case to == toVoice:
		return "/follow?n={number}" // each voice has its own
	case about == "appraisal "+toDeputy:
		return "/d/appraisals/" + n.event.Subject
	case about == "appraisal "+toOffice:
		return "/county/appraisals/" + n.event.Subject
	case n.month != "" && to == toDeputy:
		return "/d"
	case n.month != "" && to == toStation:
		return "/desk/roster/" + n.month
	case n.month != "":
		return "/county"
	case about == "case "+toDeputy:
		return "/d/cases/" + n.event.Subject
	case about == "case "+toOffice:
		return "/county/cases/" + n.event.Subject
	}
	return "/desk/cases/" + n.event.Subject
}
