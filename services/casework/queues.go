package casework

import (
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
)

// queues name the index that each queue reads, and its order.
var queues = map[string]store.Query{
	"":           {Index: "all", Desc: true},
	"all":        {Index: "all", Desc: true},
	"open":       {Index: "open", Desc: true},
	"due":        {Index: "due"},
	"step":       {Index: "step", Desc: true},
	"unit":       {Index: "unit"},
	"supervised": {Index: "supervised"},
	"extension":  {Index: "extension"},
	"mine":       {Index: "mine", Desc: true},
	"closed":     {Index: "closed", Desc: true},
	"otherwise":  {Index: "otherwise", Desc: true},
}

// queryOf chooses the index that serves the queue with its filters: a filter
// that none serves is refused, since looking through all cases for it would cost
// the more the more there are.
func queryOf(req casework.ListRequest, caller authz.Subject) (store.Query, error) {
	q, err := filtered(req, caller)
	if err != nil || req.Year == 0 {
		return q, err
	}
	if slices.Contains([]string{"due", "unit", "supervised", "extension"}, q.Index) || q.Index == "step" && q.Eq == nil {
		return q, errFilter
	}
	q.From, q.Below = newYear(req.Year), newYear(req.Year+1)
	return q, nil
}

func newYear(year int) time.Time { return time.Date(year, time.January, 1, 0, 0, 0, 0, calendar.Zone) }

func filtered(req casework.ListRequest, caller authz.Subject) (store.Query, error) {
	q := queues[req.Queue]
	q.Limit, q.After = req.Limit, req.After
	switch {
	case req.Outcome != "" && req.Level != "":
		return q, errFilter
	case req.Outcome != "":
		return ended(q, req.Outcome)
	case req.Level != "":
		return decided(q, req)
	case req.Step != "" && (q.Index == "step" || q.Index == "all"):
		q.Index, q.Eq = "step", store.Key{req.Step}
	case req.Category != "" && q.Index == "all":
		q.Index, q.Eq = "category", store.Key{req.Category}
	case q.Index == "mine":
		q.Of = self(caller)
	}
	return q, nil
}

// ended lists closed cases by how they ended.
func ended(q store.Query, outcome string) (store.Query, error) {
	switch {
	case q.Index != "all" && q.Index != "closed":
		return q, errFilter
	case outcome == casework.Content:
		q.Index = "content"
	default:
		q.Index, q.Eq = "outcome", store.Key{outcome}
	}
	return q, nil
}

// decided lists the cases of a step that a level decides.
func decided(q store.Query, req casework.ListRequest) (store.Query, error) {
	if q.Index != "all" && q.Index != "step" || req.Step == "" {
		return q, errFilter
	}
	q.Index, q.Eq = "level", store.Key{req.Level, req.Step}
	return q, nil
}

func self(subject authz.Subject) string {
	if subject.Person != "" {
		return authz.PersonToken(subject.Person)
	}
	return "acct:" + subject.ID
}
