package casework

import (
	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// asking is what the people are being asked about: reply, result or nothing.
func (c *Case) asking() string {
	switch {
	case c.Step == casework.Replied:
		return "reply"
	case c.Step == casework.Awaiting && c.Clock.What == toResult:
		return "result"
	}
	return ""
}

// openAsks are the questions of this round that wait for an answer.
func (c *Case) openAsks() []*casework.Ask {
	var out []*casework.Ask
	for i := range c.Asks {
		k := &c.Asks[i]
		if k.Round == c.Round && k.About == c.asking() && k.Answer == "" {
			out = append(out, k)
		}
	}
	return out
}

// ask asks every voice about the reply, later about the result, and starts the
// clock for the answers.
func (c *Case) ask(a Act, what string) []event.Event {
	clock := toRate
	if what == "result" {
		clock = toResult
	}
	c.run(a, clock, a.At, a.Rules.AnswerWorkdays)
	var events []event.Event
	for i := range c.Voices {
		if c.Voices[i].Withdrawn.IsZero() {
			events = append(events, c.askVoice(a, c.Voices[i].ID))
		}
	}
	c.Timeline = append(c.Timeline, casework.Entry{At: a.At, By: a.By, ByName: a.Name, What: event.ShortName(casework.PersonAsked.Name), Note: what, Kind: "step", Rule: a.Version, Planned: a.Planned})
	return events
}

func (c *Case) askVoice(a Act, voice string) event.Event {
	about := c.asking()
	c.Asks = append(c.Asks, casework.Ask{
		Voice: voice, Round: c.Round, About: about, AskedAt: a.At, Tries: []casework.Try{},
		Until: a.Days.AddWorkdays(a.At, a.Rules.AnswerWorkdays, calendar.Policy{}),
	})
	c.Updated = a.At
	return c.tell(a, casework.PersonAsked, func(d *casework.Changed) { d.Voice, d.About = voice, about })
}

// question finds the open question to a voice; "" stands for the only one.
func (c *Case) question(voice string) (*casework.Ask, error) {
	open := c.openAsks()
	if voice == "" && len(open) == 1 {
		return open[0], nil
	}
	for _, k := range open {
		if k.Voice == voice {
			return k, nil
		}
	}
	if voice == "" && len(open) > 1 {
		return nil, errWhichVoice
	}
	return nil, errNotAsked
}

// Try records that a voice could not be reached. After the time for the answer
// is over, the last try that was missing ends the question.
func (c *Case) Try(a Act, voice, note string) ([]event.Event, error) {
	if err := c.allow(a, casework.RecordTry.Declared()); err != nil {
		return nil, err
	}
	k, err := c.question(voice)
	if err != nil {
		return nil, err
	}
	k.Tries = append(k.Tries, casework.Try{At: a.At, By: a.By, Note: note})
	subject, what := k.Voice, k.About
	tried := c.record(a, casework.PersonTried, casework.Entry{Note: note, Kind: "note"}, func(d *casework.Changed) { d.Voice, d.About = subject, what })
	return append([]event.Event{tried}, c.expire(a)...), nil
}

// Answer takes a voice's answer: from the person on the page, or as the officer
// wrote it down. A dissatisfied one opens the case again.
func (c *Case) Answer(a Act, voice string, answer casework.Outcome, words, by string) ([]event.Event, error) {
	k, err := c.question(voice)
	if err != nil {
		return nil, err
	}
	k.Answer, k.Words, k.By, k.AnsweredAt = answer, words, by, a.At
	subject, what := k.Voice, k.About
	answered := c.record(a, casework.PersonAnswered, casework.Entry{Note: words, Why: string(answer), Kind: "reply"}, func(d *casework.Changed) {
		d.Voice, d.About, d.Answer = subject, what, answer
	})
	if answer == casework.OutcomeDissatisfied {
		return append([]event.Event{answered}, c.dissatisfied(a)...), nil
	}
	return append([]event.Event{answered}, c.settle(a)...), nil
}

// expire ends questions whose time is over: to voices that were tried often
// enough, and to those that cannot be reached and could only answer on the page.
func (c *Case) expire(a Act) []event.Event {
	for _, k := range c.openAsks() {
		v := c.voice(k.Voice)
		tried := len(k.Tries) >= a.Rules.Tries || v == nil || !v.Reachable
		if calendar.Late(k.Until, a.At) && tried {
			k.Answer, k.By, k.AnsweredAt = casework.OutcomeUnanswered, "system", a.At
		}
	}
	return c.settle(a)
}

// settle goes on once no question is open: to the wait for the result, or to
// the end.
func (c *Case) settle(a Act) []event.Event {
	what := c.asking()
	if what == "" || len(c.openAsks()) > 0 {
		return nil
	}
	outcome := c.outcome(what)
	if what == "reply" && outcome != casework.OutcomeUnanswered && outcome != casework.OutcomeNotAsked {
		c.Step = casework.Awaiting
		c.wait(a)
		return []event.Event{c.record(a, casework.CaseAwaiting, casework.Entry{})}
	}
	return []event.Event{c.closeCase(a, outcome)}
}

// outcome sums up the answers of the round: the least satisfied one; unanswered
// where nobody answered; not asked where moreover nobody could be reached.
func (c *Case) outcome(what string) casework.Outcome {
	sum := casework.OutcomeNotAsked
	for _, k := range c.Asks {
		if k.Round != c.Round || k.About != what {
			continue
		}
		if v := c.voice(k.Voice); k.Answer == casework.OutcomeUnanswered && (v == nil || !v.Reachable) {
			continue
		}
		if weight(k.Answer) > weight(sum) {
			sum = k.Answer
		}
	}
	return sum
}

func weight(o casework.Outcome) int {
	switch o {
	case casework.OutcomeUnanswered:
		return 1
	case casework.OutcomeSatisfied:
		return 2
	case casework.OutcomeBasically:
		return 3
	case casework.OutcomeDissatisfied:
		return 4
	}
	return 0
}
