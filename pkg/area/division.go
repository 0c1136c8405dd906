package area

import "time"

// Division is one state of a division between two dates.
type Division struct {
	Code   Code   `json:"code"`
	Name   string `json:"name"`
	Parent Code   `json:"parent,omitempty"`
	Level  Level  `json:"level"`
	Kind   Kind   `json:"kind"`
	// ValidFrom is the first moment of this state; zero means as far back as
	// the data goes. ValidTo is the first moment after it; zero means still so.
	ValidFrom time.Time `json:"valid_from,omitzero"`
	ValidTo   time.Time `json:"valid_to,omitzero"`
	// SupersededBy is the division that took this one over at ValidTo.
	SupersededBy Code `json:"superseded_by,omitempty"`
}

// InForce reports whether the state held at the moment.
func (d Division) InForce(at time.Time) bool {
	return !d.ValidFrom.After(at) && (d.ValidTo.IsZero() || d.ValidTo.After(at))
}
