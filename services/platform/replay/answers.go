package replay

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/casework"
	"lianluo/services/platform/replay/script"
)

// answer writes down what the people of a case said on the telephone: of one
// person at once, of several each for itself.
func (p *player) answer(ctx context.Context, a script.Act) error {
	c := p.script.Cases[a.Of]
	req := casework.AnswerRequest{ID: p.known(a.Of).id, Answer: a.Answer, Words: a.Words}
	if !c.Joined {
		return step(ctx, p, a, casework.RecordAnswer, req)
	}
	for deadline := time.Now().Add(patience); ; {
		found, err := do(ctx, p, liaisonOf(c.Station), casework.GetCase, casework.ByID{ID: req.ID}, "")
		if err != nil {
			return err
		}
		open := asked(found)
		for _, voice := range open {
			req.Voice = voice
			if _, err := do(ctx, p, liaisonOf(c.Station), casework.RecordAnswer, req, a.Key()+"/"+voice); err != nil {
				return err
			}
		}
		if len(open) > 0 || answered(found, a) {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("nobody is asked, the case is %s", found.Step)
		}
		p.Clock.Advance(nudge)
		time.Sleep(look)
	}
}

// asked are the voices that a question is open to.
func asked(c casework.Case) []string {
	var out []string
	for _, k := range c.Asks {
		if k.Round == c.Round && k.Answer == "" {
			out = append(out, k.Voice)
		}
	}
	return out
}

// answered reports whether an answer had been written down before an
// interruption: the first question is about the reply, the second about the result.
func answered(c casework.Case, a script.Act) bool {
	return c.Step == casework.Closed || c.Step == casework.Archived || c.Step == casework.Awaiting && a.N == 0
}
