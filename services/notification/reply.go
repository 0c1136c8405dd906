package notification

import (
	"context"
	"strings"
	"time"
	"unicode"

	"lianluo/pkg/store"
	"lianluo/services/notification/sms"
)

// reply takes a text message that somebody sent back: an answer to the open
// question to that number, or that no more is wanted. Anything else changes
// nothing: strangers and mistypings are harmless.
func (s *Service) reply(ctx context.Context, said sms.Said) error {
	_, err := s.replied(ctx, s.vault.Blind("phone", plain(said.From)), said.Text, bySMS)
	return err
}

// replied takes what somebody wrote back, by the keyed hash of where it came from,
// and reports whether it answered a question.
func (s *Service) replied(ctx context.Context, from, text, by string) (bool, error) {
	known, err := s.known(ctx, from)
	if err != nil || len(known) == 0 {
		return false, err
	}
	words, digits := read(text)
	if stops[words] {
		for _, r := range known {
			if err := s.refuse(ctx, r.Recipient, "progress", "question"); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	answer, ok := answers[words]
	if !ok {
		return false, nil
	}
	var open []Reached
	for _, r := range known {
		if r.open(s.clock.Now()) && (digits == "" || digits == r.Digits) {
			open = append(open, r)
		}
	}
	if len(open) != 1 { // none, or nobody can know which
		return false, nil
	}
	return true, s.answer(ctx, open[0].ID, answer, by)
}

// heardOf is how many of the last messages to a number a reply may be about.
const heardOf = 50

// known are the last messages to a number.
func (s *Service) known(ctx context.Context, phone string) ([]Reached, error) {
	page, err := s.reached.List(ctx, store.Query{Index: "phone", Eq: store.Key{phone}, Desc: true, Limit: heardOf})
	return page.Items, err
}

// answers are what people write, without spaces and punctuation.
var answers = map[string]string{
	"1": "satisfied", "满意": "satisfied", "很满意": "satisfied", "非常满意": "satisfied", "satisfied": "satisfied",
	"2": "basically_satisfied", "基本满意": "basically_satisfied", "basically": "basically_satisfied", "basicallysatisfied": "basically_satisfied",
	"3": "dissatisfied", "不满意": "dissatisfied", "很不满意": "dissatisfied", "notsatisfied": "dissatisfied", "dissatisfied": "dissatisfied",
}

// stops are what means that no more is wanted.
var stops = map[string]bool{"t": true, "td": true, "退订": true, "stop": true}

// read splits a reply into its word and the four digits that tell questions
// apart; the last only where something stands before them.
func read(text string) (word, digits string) {
	narrow := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r):
			return ' '
		}
		return unicode.ToLower(r)
	}, text)
	parts := strings.Fields(narrow)
	if n := len(parts); n > 1 && isDigits(parts[n-1]) {
		parts, digits = parts[:n-1], parts[n-1]
	}
	return strings.Join(parts, ""), digits
}

func isDigits(s string) bool {
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

// reachedAge is how long it is kept what a reply could be about.
const reachedAge = answerable + 24*time.Hour
