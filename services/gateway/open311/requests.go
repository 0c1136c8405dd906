package open311

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// The specification's bounds of an answer, and ours of a question.
const (
	maxSpan     = 90 * 24 * time.Hour
	maxRequests = 1000
	maxNamed    = 50
	maxServices = 20
)

func (d *door) requests(a asked) (document, error) {
	where, err := d.jurisdiction(a.FormValue("jurisdiction_id"))
	if err != nil {
		return nil, err
	}
	var found []casework.PublishedCase
	if named := list(a, "service_request_id"); len(named) > 0 { // overrides all other arguments
		found, err = d.named(a.Context(), where, named)
	} else {
		found, err = d.filtered(a, where)
	}
	if err != nil {
		return nil, err
	}
	return d.shown(a.Context(), found)
}

// named are the cases of the ids, as far as they are there.
func (d *door) named(ctx context.Context, where string, ids []string) ([]casework.PublishedCase, error) {
	if len(ids) > maxNamed {
		return nil, errMany.At("service_request_id", "最多 50 个", "at most 50")
	}
	var out []casework.PublishedCase
	for _, id := range ids {
		c, err := d.one(ctx, where, id)
		if fault.Is(err, fault.KindNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// one is a case of the jurisdiction by its id or, once published, its number.
func (d *door) one(ctx context.Context, where, id string) (casework.PublishedCase, error) {
	if len(id) > 40 || strings.ContainsRune(id, '/') {
		return casework.PublishedCase{}, errRequest
	}
	c, err := anybody(ctx, d, casework.GetPublished, casework.PublishedByID{ID: id})
	if err == nil && !d.within(where, c.Area) || fault.Is(err, fault.KindNotFound) {
		err = errRequest
	}
	return c, err
}

// filtered are published cases by the other arguments, newest first.
func (d *door) filtered(a asked, where string) ([]casework.PublishedCase, error) {
	from, below, err := d.span(a.FormValue("start_date"), a.FormValue("end_date"))
	if err != nil {
		return nil, err
	}
	codes, states := list(a, "service_code"), list(a, "status")
	if len(codes) > maxServices {
		return nil, errMany.At("service_code", "最多 20 个", "at most 20")
	}
	for _, s := range states {
		if s != "open" && s != "closed" {
			return nil, errStatus
		}
	}
	req := casework.PublishedRequest{Area: where, From: from, Below: below, Limit: store.MaxPage}
	if len(states) > 0 && !slices.ContainsFunc(states, func(s string) bool { return s != states[0] }) {
		req.State = states[0]
	}
	if len(codes) == 0 {
		codes = []string{""}
	}
	var out []casework.PublishedCase
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		req.Category = code
		if out, err = d.more(a.Context(), req, out); err != nil {
			return nil, err
		}
	}
	sorting.Stably(out, func(x, y casework.PublishedCase) int { return y.ReceivedAt.Compare(x.ReceivedAt) })
	return out[:min(len(out), maxRequests)], nil
}

// more adds the first cases of a filter.
func (d *door) more(ctx context.Context, req casework.PublishedRequest, out []casework.PublishedCase) ([]casework.PublishedCase, error) {
	for range maxRequests / store.MaxPage {
		page, err := anybody(ctx, d, casework.ListPublished, req)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if req.After = page.Next; req.After == "" {
			break
		}
	}
	return out, nil
}

// span is the time that is searched: 90 days up to now where nothing is said,
// 90 days from or up to what is said.
func (d *door) span(start, end string) (from, below time.Time, err error) {
	if from, err = moment(start, "start_date"); err == nil {
		below, err = moment(end, "end_date")
	}
	switch {
	case err != nil:
		return from, below, err
	case start == "" && end == "":
		below = d.Now().Add(time.Second)
		from = below.Add(-maxSpan)
	case start == "":
		from = below.Add(-maxSpan)
	case end == "":
		below = from.Add(maxSpan)
	case below.Before(from) || below.Sub(from) > maxSpan:
		err = errSpan
	}
	if end != "" {
		below = below.Add(time.Microsecond) // the last moment is meant, too
	}
	return from, below, err
}

func moment(value, field string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil || at.Year() < 1900 || at.Year() > 2200 {
		return at, errDate.At(field, "例如 2026-01-01T00:00:00Z", "for instance 2026-01-01T00:00:00Z")
	}
	return at, nil
}

func (d *door) request(a asked) (document, error) {
	where, err := d.jurisdiction(a.FormValue("jurisdiction_id"))
	if err != nil {
		return nil, err
	}
	c, err := d.one(a.Context(), where, a.name)
	if err != nil {
		return nil, err
	}
	return d.shown(a.Context(), []casework.PublishedCase{c})
}

// token resolves the number on a receipt, once the case is published. Our own
// answers never hold a token: a request has its id at once.
func (d *door) token(a asked) (document, error) {
	where, err := d.jurisdiction(a.FormValue("jurisdiction_id"))
	if err != nil {
		return nil, err
	}
	c, err := d.one(a.Context(), where, a.name)
	return resolved{Requests: []token{{c.ID, a.name}}}, err
}

// shown are cases in the specification's words.
func (d *door) shown(ctx context.Context, cases []casework.PublishedCase) (document, error) {
	_, by, err := d.categories(ctx)
	out, lang := requests{Requests: []request{}}, rpc.LangOf(ctx)
	for _, c := range cases {
		out.Requests = append(out.Requests, shownCase(c, nameIn(by[c.Category], lang), lang))
	}
	return out, err
}

func shownCase(c casework.PublishedCase, kind, lang string) request {
	out := request{
		ID: c.ID, Status: "closed", StatusNotes: text(notes[c.Step].In(lang)), ServiceCode: text(c.Category), ServiceName: text(kind),
		Description: text(c.Title), Agency: text(c.UnitName), Requested: when(c.ReceivedAt), Updated: when(c.Updated),
		Address: text(strings.TrimSpace(c.StationName + " " + c.AreaName)), AddressID: text(c.Station),
	}
	if c.UnitName == "" {
		out.Agency = text(c.StationName)
	}
	if c.Open {
		out.Status, out.Expected = "open", when(c.Due)
	}
	return out
}

// when is a moment in the W3C's form, in China's time.
func when(at time.Time) text {
	if at.IsZero() {
		return ""
	}
	return text(at.In(calendar.Zone).Format(time.RFC3339))
}
