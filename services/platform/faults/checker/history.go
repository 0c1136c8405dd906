// Package checker compares what clients were told with what a system holds after
// it came to rest. It stands apart from the services: it knows their public
// operations and journals as JSON over HTTP, and shares no code with them, so
// that a mistake of theirs is not repeated here.
package checker

// Act is one change that a client was told is done.
type Act struct {
	Client int
	Nth    int    // in the client's own order
	Key    string // idempotency key
	Object string // as journals call it: case/ID, day/ID
	About  string // the part of the object that it concerns: a shift's id
	// Events are the short names of what it leaves in the object's journal, each
	// once and in this order.
	Events []string
	Step   string // where the case stands after it
	// Answers are fingerprints of every answer that came under the key.
	Answers []string
	Tries   int // how often it was called before an answer came

	// Of a registration alone.
	Text, Number, Station, Unit string
	Reach                       string // the phone or address where the person is told
}

// registers reports whether the act made a case.
func (a Act) registers() bool { return a.Text != "" }

// Finding is something that must not be.
type Finding struct {
	Kind   Kind
	Object string
	Says   string
}

// Kind is what went wrong.
type Kind string

// The kinds of findings.
const (
	Lost      Kind = "lost"      // acknowledged, and not there
	Doubled   Kind = "doubled"   // done more than once
	Reordered Kind = "reordered" // done in another order than it was acknowledged in
	Different Kind = "different" // there, and not as it was acknowledged
	Miscount  Kind = "miscount"  // a read model says another number than a recount
	ToldTwice Kind = "told twice"
	NotTold   Kind = "not told"
	Broken    Kind = "broken" // a journal or the audit chain
)

func (f Finding) String() string { return string(f.Kind) + ": " + f.Object + ": " + f.Says }
