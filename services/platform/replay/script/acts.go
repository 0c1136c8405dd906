package script

import (
	"cmp"
	"fmt"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/sorting"
)

// What is done.
type What string

// The acts on cases.
const (
	Register  What = "register"
	Submit    What = "submit" // on the public page
	Join      What = "join"   // another person says the same
	Triage    What = "triage"
	Merge     What = "merge"
	Withdraw  What = "withdraw"
	Assign    What = "assign"
	Accept    What = "accept"
	Return    What = "return"
	Note      What = "note"
	Extend    What = "extend"
	Decide    What = "decide"
	Urge      What = "urge"
	Supervise What = "supervise"
	Reply     What = "reply"
	Answer    What = "answer"
	Rate      What = "rate" // the person answers on the page
	Try       What = "try"  // nobody answers the telephone
)

// The acts on reception days, and on the people of them. Of a month the number
// is that of the plan.
const (
	Plan    What = "plan"
	Invite  What = "invite"  // a guest is posted to the station for the day, and takes a seat
	Publish What = "publish" // a station's month
	Leave   What = "leave"
	Confirm What = "confirm"
	Ask     What = "ask"  // to take a shift over
	Swap    What = "swap" // the answer to it
	Cancel  What = "cancel"
	Come    What = "come" // check-in
	Missing What = "missing"
	Go      What = "go" // check-out
)

// Act is one dated act: what is done to which case, reception, plan or leave.
type Act struct {
	At   time.Time
	What What
	Of   int // number of the case, reception, plan or leave
	N    int // of the acts of this kind on it

	By     By
	Unit   Unit             // assign
	Class  string           // of a triage or a reply
	Answer casework.Outcome // answer, rate
	Grant  bool             // decide
	Words  string
	Reply  string // triage: what the person is told at once
	Into   int    // merge
}

// By is who acts.
type By int

// Who acts on a case: its station's officer or head, the unit that has it in
// hand, the county's office or supervisor, a deputy, the person concerned.
const (
	Liaison By = iota
	Head
	Handler
	CountyOffice
	Supervisor
	Deputy
	Constituent
)

// Key names the act for good.
func (a Act) Key() string { return fmt.Sprintf("%s/%d/%d", a.What, a.Of, a.N) }

// Subject is what the act is done to; of one subject at most one act happens at
// a moment.
func (a Act) Subject() string {
	switch a.What {
	case Plan, Publish:
		return fmt.Sprintf("plan/%d", a.Of)
	case Leave:
		return fmt.Sprintf("leave/%d", a.Of)
	case Invite, Confirm, Ask, Swap, Cancel, Come, Missing, Go:
		return fmt.Sprintf("reception/%d", a.Of)
	case Topical, Screen:
		return fmt.Sprintf("topic/%d", a.Of)
	case Call, Session, Vote:
		return fmt.Sprintf("ballot/%d", a.Of)
	}
	return fmt.Sprintf("case/%d", a.Of)
}

func inOrder(acts []Act) {
	sorting.Stably(acts, func(a, b Act) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.What, b.What), cmp.Compare(a.Of, b.Of))
	})
}
