package bench

import (
	"encoding/json"
	"net/http"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
)

// fill registers until so many cases were acknowledged in all or the time is over,
// and says how fast.
func (r *registrar) fill(s *stage, cases int, limit time.Duration) spell {
	s.t.Helper()
	r.renew(s)
	if cases <= len(r.acked) {
		return spell{}
	}
	return calls(s.t, s.URL, 32, cases-len(r.acked), limit, r.one)
}

// lists measures officers who ask for the open cases of their township, newest
// first: a page of so many.
func lists(s *stage, clients int, page string, limit time.Duration) (spell, int) {
	s.t.Helper()
	tokens := s.tokens()
	size := 0
	got := calls(s.t, s.URL, clients, 0, limit, func(w *wire, n int) error {
		at := n % len(s.desks)
		a, err := w.do(http.MethodGet, "/api/casework/v1/cases?queue=open&area="+s.desks[at].area+"&limit="+page,
			map[string]string{"Authorization": "Bearer " + tokens[at]}, nil)
		if n != 1 || err != nil {
			return err
		}
		var rows rpc.Page[casework.CaseRow]
		if err := json.Unmarshal(a.body, &rows); err != nil {
			return err
		}
		size = len(rows.Items)
		return nil
	})
	return got, size
}
