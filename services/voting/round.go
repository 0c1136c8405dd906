package voting

import (
	"strconv"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Round is a stored solicitation round. It is public from its announcement on.
type Round struct {
	voting.Round
	Ancestors []string `json:"ancestors"` // scope tokens of the area
	Above     []string `json:"above"`     // codes of the area and all above it
}

func declareRounds(db *store.DB) *store.Collection[Round] {
	return store.NewCollection(db, "round", store.Def[Round]{
		ID: func(r *Round) string { return r.ID }, Missing: errNoRound,
		Tokens: func(r *Round) []string { return append([]string{publicToken}, r.Ancestors...) },
		Indexes: []store.Index[Round]{
			{Name: "in", Of: func(r *Round) []string { return r.Above }, Key: func(r *Round) store.Key { return store.Key{store.Reverse(r.Announced)} }},
			{Name: "of", Key: func(r *Round) store.Key { return store.Key{r.Area, r.Opens} }},
			{Name: "year", Unique: true, Taken: errTaken, Key: func(r *Round) store.Key { return store.Key{r.Area, strconv.Itoa(r.Year)} }},
		},
	})
}

// openAt: proposals are taken on a day.
func (r *Round) openAt(day calendar.Date) bool {
	on := day.String()
	return r.Opens <= on && on <= r.Closes
}

func (r *Round) ended(day calendar.Date) bool { return r.Closes < day.String() }

// announce begins it; it has no state before.
func (r *Round) announce(a Act) ([]event.Event, error) {
	opens, err1 := calendar.ParseDate(r.Opens)
	closes, err2 := calendar.ParseDate(r.Closes)
	switch days := int(closes - opens + 1); {
	case err1 != nil || err2 != nil || days < 1 || r.ended(calendar.DateOf(a.At)):
		return nil, errDays
	case days < a.Rules.CallDays:
		return nil, errShort(a.Rules.CallDays)
	}
	r.Announced = a.At
	return []event.Event{voting.RoundAnnounced.New(r.record(a, ""))}, nil
}

// change moves the last day and mends the words. What has ended stays as it was.
func (r *Round) change(a Act, req voting.ChangeRoundRequest) ([]event.Event, error) {
	switch {
	case r.ended(calendar.DateOf(a.At)):
		return nil, errEnded
	case req.Closes < r.Opens:
		return nil, errDays
	}
	r.Title, r.Call, r.Closes = req.Title, req.Call, req.Closes
	return []event.Event{voting.RoundAltered.New(r.record(a, req.Reason))}, nil
}

func (r *Round) record(a Act, why string) voting.RoundChanged {
	r.History = append(r.History, voting.RoundEntry{At: a.At, By: a.By, ByName: a.Name, Closes: r.Closes, Why: why})
	return voting.RoundChanged{Round: r.ID, Area: r.Area, Year: r.Year, Title: r.Title, Call: r.Call, Opens: r.Opens, Closes: r.Closes, Reason: why, At: a.At}
}

// shown is the round as anybody sees it on a day: by no name but the office's.
func (r *Round) shown(name string, now time.Time) voting.Round {
	out := r.Round
	out.AreaName, out.Open = name, r.openAt(calendar.DateOf(now))
	out.History = make([]voting.RoundEntry, len(r.History))
	for i, e := range r.History {
		out.History[i] = voting.RoundEntry{At: e.At, Closes: e.Closes, Why: e.Why}
	}
	return out
}

func errShort(days int) error {
	return fault.Invalid("round.short", "征集期至少应为 %[1]d 天，请推迟截止日期", "A call lasts %[1]d days at least; move its last day", days).
		At("closes", "征集期至少 "+strconv.Itoa(days)+" 天", "at least "+strconv.Itoa(days)+" days")
}

// tokensOf are the scope tokens of a division.
func (s *Service) tokensOf(code string) []string { return authz.AreaTokens(s.tree, code) }
