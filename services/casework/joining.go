package casework

import (
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
)

// Join adds a voice to an open case; it is asked along with the others. taken is
// when it was heard, where that reached us later.
func (c *Case) Join(a Act, v casework.Voice, hash, from string, taken time.Time) ([]event.Event, error) {
	if !c.open() {
		return nil, errInto
	}
	c.Voices = append(c.Voices, v)
	if c.Codes == nil {
		c.Codes = map[string]string{}
	}
	c.Codes[v.ID] = hash
	joined := c.record(a, casework.VoiceAdded, casework.Entry{Taken: taken}, func(d *casework.Changed) { d.Voice, d.Other = v.ID, from })
	if c.asking() == "" || !v.Withdrawn.IsZero() {
		return []event.Event{joined}, nil
	}
	c.run(a, c.Clock.What, a.At, a.Rules.AnswerWorkdays)
	return []event.Event{joined, c.askVoice(a, v.ID)}, nil
}

// Merge ends the case in favour of another; its voices are handed over and
// follow that one from now on.
func (c *Case) Merge(a Act, into *Case, reason string) ([]event.Event, []handedOver, error) {
	if err := c.allow(a, casework.MergeCases.Declared()); err != nil {
		return nil, nil, err
	}
	var over []handedOver
	for i, v := range c.Voices {
		if i == 0 && v.Text == "" {
			v.Text = c.Text
		}
		over = append(over, handedOver{v, c.Codes[v.ID]})
	}
	c.MergedInto = into.ID
	c.end(a, casework.MergedStep, casework.OutcomeNotAsked)
	merged := c.record(a, casework.CaseMerged, casework.Entry{Why: reason, Note: into.Number}, func(d *casework.Changed) { d.Other = into.ID })
	c.Voices, c.Codes = []casework.Voice{}, map[string]string{}
	return []event.Event{merged}, over, nil
}

// handedOver is a voice with the hash of its receipt.
type handedOver struct {
	casework.Voice
	hash string
}

// TakeOver takes the voices of a case that was merged into this one.
func (c *Case) TakeOver(a Act, from *Case, over []handedOver) ([]event.Event, error) {
	var events []event.Event
	for _, v := range over {
		joined, err := c.Join(a, v.Voice, v.hash, from.ID, time.Time{})
		if err != nil {
			return nil, err
		}
		events = append(events, joined...)
	}
	c.Photos = append(c.Photos, from.Photos...) // each voice keeps its own
	c.Merged = append(slices.Clone(c.Merged), from.ID)
	return events, nil
}
