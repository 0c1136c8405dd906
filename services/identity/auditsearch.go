package identity

import (
	"context"
	"encoding/json"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// The outcomes of what a row tells.
const (
	outcomeDone     = "done"
	outcomeRefused  = "refused"
	outcomeUnmasked = "unmasked"
)

// outcomeOf is how what an event tells ended for whoever did it.
func outcomeOf(eventType string) string {
	switch event.ShortName(eventType) {
	case "Refused", "SignInFailed", "AccountLocked":
		return outcomeRefused
	case "Unmasked":
		return outcomeUnmasked
	}
	return outcomeDone
}

// auditIndexes are what the chain is searched by. Each orders by time, so that a
// time may bound it; what all rows have in common has none.
func auditIndexes() []store.Index[identity.AuditRow] {
	by := func(name string, value func(*identity.AuditRow) string) store.Index[identity.AuditRow] {
		return store.Index[identity.AuditRow]{Name: name, Rev: 1, Key: func(r *identity.AuditRow) store.Key {
			if v := value(r); v != "" {
				return store.Key{v, r.Time, r.Number}
			}
			return nil
		}}
	}
	return []store.Index[identity.AuditRow]{
		{Name: "number", Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Number} }},
		{Name: "time", Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Time, r.Number} }},
		{Name: "area", Of: indexedAreas, Key: func(r *identity.AuditRow) store.Key { return store.Key{r.Time, r.Number} }},
		by("actor", func(r *identity.AuditRow) string { return r.Actor }),
		by("object", func(r *identity.AuditRow) string { return r.Aggregate + "/" + r.Subject }),
		by("operation", func(r *identity.AuditRow) string { return r.Operation }),
		by("kind", func(r *identity.AuditRow) string { return kindOf(r.Type) }),
		by("outcome", func(r *identity.AuditRow) string {
			if o := outcomeOf(r.Type); o != outcomeDone {
				return o
			}
			return ""
		}),
	}
}

// indexedAreas are a row's county and township: above them nearly every row is
// in, so that their time finds it as fast.
func indexedAreas(r *identity.AuditRow) []string {
	return slices.DeleteFunc(slices.Clone(r.Areas), func(code string) bool { return !indexedArea(code) })
}

func indexedArea(code string) bool { return len(code) == 6 || len(code) == 9 }

// accountsOf finds accounts for the chain.
type accountsOf struct{ all *store.Collection[account] }

// areasOf is where an event was: the division that it names, else that of the
// account that acted, with what lies above.
func (a *auditor) areasOf(ctx context.Context, e event.Event) ([]string, error) {
	var named struct {
		Area string `json:"area"`
	}
	_ = json.Unmarshal(e.Data, &named) // an area of another shape is none
	if named.Area == "" {
		who, err := a.who.all.Get(store.System(ctx), e.Actor)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return nil, err
		}
		named.Area = who.Area
	}
	var out []string
	for _, code := range a.tree.Ancestors(area.Code(named.Area)) {
		out = append(out, string(code))
	}
	return out, nil
}

const (
	auditPage  = 50
	auditBatch = 250
	auditLook  = 5000 // rows that one call looks through
)

// ListAudit serves identity.ListAudit.
func (a *auditor) ListAudit(ctx context.Context, req identity.ListAuditRequest) (rpc.Page[identity.AuditRow], error) {
	out := rpc.Page[identity.AuditRow]{Items: []identity.AuditRow{}}
	if !req.From.IsZero() && !req.To.IsZero() && !req.From.Before(req.To) {
		return out, fault.Invalid("audit.dates", "结束时间必须晚于开始时间", "The end must come after the beginning").At("to", "请重新选择", "Choose another")
	}
	if err := a.byLogin(ctx, &req); err != nil {
		return out, err
	}
	if req.Limit == 0 {
		req.Limit = auditPage
	}
	q := auditQuery(req)
	q.After = req.After
	for seen := 0; seen < auditLook; seen += q.Limit {
		q.Limit = auditBatch
		if plain(req) {
			q.Limit = req.Limit
		}
		page, err := a.rows.List(ctx, q)
		if err != nil {
			return out, err
		}
		for i := range page.Items {
			if !matches(req, page.Items[i]) {
				continue
			}
			out.Items = append(out.Items, page.Items[i])
			if len(out.Items) == req.Limit {
				out.Next, err = a.nextAfter(ctx, q, i, page)
				return out, err
			}
		}
		if out.Next = page.Next; page.Next == "" {
			return out, nil
		}
		q.After = page.Next
	}
	return out, nil
}

// nextAfter is where the page goes on that ends with the row at i of a batch.
func (a *auditor) nextAfter(ctx context.Context, q store.Query, i int, page store.Page[identity.AuditRow]) (string, error) {
	if i == len(page.Items)-1 {
		return page.Next, nil
	}
	q.Limit = i + 1
	upTo, err := a.rows.List(ctx, q)
	return upTo.Next, err
}

// noAccount are actors that are nobody's account, whatever logins there are.
var noAccount = []string{"system", "public", "host"}

// byLogin puts the account's id in the place of a login.
func (a *auditor) byLogin(ctx context.Context, req *identity.ListAuditRequest) error {
	if req.Actor == "" || slices.Contains(noAccount, req.Actor) || slices.Contains(journalling, req.Actor) {
		return nil
	}
	who, known, err := a.who.all.First(store.System(ctx), store.Query{Index: "key", Eq: store.Key{loginKey(req.Actor)}}) // auditors name accounts
	if known {
		req.Actor = who.ID
	}
	return err
}

// plain reports whether every row that the query finds is wanted.
func plain(req identity.ListAuditRequest) bool {
	req.Limit, req.After = 0, ""
	return req == identity.ListAuditRequest{}
}

// auditQuery looks where the fewest rows are likely: an object has few, somebody
// or an operation more, a division or a kind most.
func auditQuery(req identity.ListAuditRequest) store.Query {
	q := store.Query{Index: "number", Desc: true}
	if plain(req) {
		return q
	}
	if !req.From.IsZero() {
		q.From = req.From
	}
	if !req.To.IsZero() {
		q.Below = req.To
	}
	outcome := req.Outcome
	if outcome == outcomeDone {
		outcome = ""
	}
	for _, by := range [][2]string{{"object", req.Object}, {"outcome", outcome}, {"actor", req.Actor}, {"operation", req.Operation}, {"kind", req.Kind}} {
		if by[1] != "" {
			q.Index, q.Eq = by[0], store.Key{by[1]}
			return q
		}
	}
	q.Index = "time"
	if indexedArea(req.Area) {
		q.Index, q.Of = "area", req.Area
	}
	return q
}

// matches reports whether a row is what was asked for.
func matches(req identity.ListAuditRequest, r identity.AuditRow) bool {
	for _, want := range [][2]string{{req.Actor, r.Actor}, {req.Object, r.Aggregate + "/" + r.Subject}, {req.Operation, r.Operation},
		{req.Kind, kindOf(r.Type)}, {req.Outcome, outcomeOf(r.Type)}} {
		if want[0] != "" && want[0] != want[1] {
			return false
		}
	}
	return (req.Area == "" || slices.Contains(r.Areas, req.Area)) &&
		(req.From.IsZero() || !r.Time.Before(req.From)) && (req.To.IsZero() || r.Time.Before(req.To))
}
