package province

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

// question is a kind of query that somebody asks again and again.
type question struct {
	name string
	ask  func(ctx context.Context, r *rand.Rand) (rows int, err error)
}

// answer is how long a kind of query took at a size, sorted.
type answer struct {
	Name       string
	Cases      int
	Took, Busy []time.Duration
	Rows       float64 // on average
}

// before is how often each is asked first, which does not count.
const before = 30

// ask measures all queries.
func (r *run) ask(ctx context.Context, cases int) error {
	all, err := r.questions(ctx)
	if err != nil {
		return err
	}
	for _, q := range all {
		a, err := q.asked(ctx, r.dice(uint64(cases)), r.Times)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		a.Cases = cases
		r.Answers = slices.DeleteFunc(r.Answers, func(old answer) bool { return old.Name == a.Name && old.Cases == cases })
		r.Answers = append(r.Answers, a)
		r.Say(fmt.Sprintf("%d cases, %s: p50 %s, p99 %s; of processor time %s, %s", cases, a.Name, ms(a.Took, 50), ms(a.Took, 99), ms(a.Busy, 50), ms(a.Busy, 99)))
	}
	return nil
}

func (q question) asked(ctx context.Context, r *rand.Rand, times int) (answer, error) {
	a := answer{Name: q.name}
	rows := 0
	before := min(before, times)
	for n := range before + times {
		began, busy := wall.Now(), worked()
		got, err := q.ask(ctx, r)
		if err != nil {
			return a, err
		}
		if n >= before {
			a.Took, a.Busy, rows = append(a.Took, wall.Now().Sub(began)), append(a.Busy, worked()-busy), rows+got
		}
	}
	slices.Sort(a.Took)
	slices.Sort(a.Busy)
	a.Rows = float64(rows) / float64(times)
	return a, nil
}

// ms is a percentile in milliseconds.
func ms(sorted []time.Duration, percent int) string {
	return fmt.Sprintf("%.1f ms", float64(sorted[len(sorted)*percent/100].Microseconds())/1000)
}

// questions are what people ask most. Their subjects are those of the first part,
// which are there at every size.
func (r *run) questions(ctx context.Context) ([]question, error) {
	t := r.busiest()
	county := r.county(t)
	clients := map[string]*rpc.Client{}
	for name, a := range map[string]authz.Assignment{
		"township": {Role: authz.TownshipAdmin, Area: string(t.Code)}, "county": {Role: authz.CountyAdmin, Area: county}, "province": {Role: authz.ProvinceAdmin, Area: Hunan},
	} {
		a.From = founded
		for _, service := range []string{"casework", "roster", "insight"} {
			c, err := r.as(ctx, service, authz.Subject{ID: name, Name: name, Assignments: []authz.Assignment{a}})
			if err != nil {
				return nil, err
			}
			clients[service+" "+name] = c
		}
	}
	deputy := r.personID(t, r.sitting(t, 0, 0)[0])
	own, err := r.as(ctx, "casework", authz.Subject{ID: "deputy", Person: deputy, Name: "deputy",
		Assignments: []authz.Assignment{{Role: authz.DeputyRole, Area: string(t.Code), From: founded}}})
	var out []question
	for _, who := range []string{"township", "county", "province"} {
		out = append(out, question{"open cases of a " + who + ", 20", listed(clients["casework "+who], casework.ListCases, casework.ListRequest{Queue: "open", Limit: 20})})
	}
	out = append(out,
		question{"a deputy's own cases, 20", listed(own, casework.ListCases, casework.ListRequest{Queue: "mine", Limit: 20})},
		question{"one case", r.oneCase(clients["casework province"])},
		question{"words in a county's cases", r.words(clients["casework county"])},
		question{"words in the province's cases", r.words(clients["casework province"])},
		question{"a deputy's name in a county", r.name(clients["insight county"])},
	)
	for _, who := range []string{"township", "county", "province"} {
		out = append(out, question{"board of a " + who, board(clients["insight "+who], map[string]string{"township": string(t.Code), "county": county, "province": Hunan}[who])})
	}
	month := roster.ListDaysRequest{From: until.AddDate(0, -2, 0), To: until.AddDate(0, -1, 0), Limit: 50}
	ofStation := month
	ofStation.Station = r.stationID(t, 0)
	return append(out, question{"a month of a station's roster", listed(clients["roster township"], roster.ListDays, ofStation)},
		question{"a month of a county's roster, 50", listed(clients["roster county"], roster.ListDays, month)}), err
}

// listed asks for one page of a list.
func listed[Req, Row any](c *rpc.Client, op rpc.Op[Req, rpc.Page[Row]], req Req) func(context.Context, *rand.Rand) (int, error) {
	return func(ctx context.Context, _ *rand.Rand) (int, error) {
		page, err := rpc.Call(ctx, c, op, req)
		return len(page.Items), err
	}
}

func (r *run) oneCase(c *rpc.Client) func(context.Context, *rand.Rand) (int, error) {
	return func(ctx context.Context, dice *rand.Rand) (int, error) {
		_, err := rpc.Call(ctx, c, casework.GetCase, casework.ByID{ID: r.caseID(dice.IntN(r.plan.steps[0]))})
		return 1, err
	}
}

// words looks for four characters that somebody said.
func (r *run) words(c *rpc.Client) func(context.Context, *rand.Rand) (int, error) {
	return func(ctx context.Context, dice *rand.Rand) (int, error) {
		_, _, text, _ := script.Heard(dice, time.Month(1+dice.IntN(12)), dice.IntN(40))
		said := []rune(text)[:12]
		at := dice.IntN(8)
		page, err := rpc.Call(ctx, c, casework.FindCases, casework.FindRequest{Words: string(said[at : at+4]), Limit: 20})
		return len(page.Items), err
	}
}

func (r *run) name(c *rpc.Client) func(context.Context, *rand.Rand) (int, error) {
	return func(ctx context.Context, dice *rand.Rand) (int, error) {
		page, err := rpc.Call(ctx, c, insight.Search, insight.SearchRequest{Words: script.Name(dice), Limit: 20})
		return len(page.Items), err
	}
}

func board(c *rpc.Client, area string) func(context.Context, *rand.Rand) (int, error) {
	return func(ctx context.Context, _ *rand.Rand) (int, error) {
		_, err := rpc.Call(ctx, c, insight.GetCounts, insight.CountsRequest{Area: area})
		return 1, err
	}
}
