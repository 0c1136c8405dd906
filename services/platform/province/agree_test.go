package province

import (
	"encoding/json"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/platform/faults/checker"
)

func field(r store.Record, name string) string {
	var doc map[string]any
	_ = json.Unmarshal(r.Doc, &doc)
	text, _ := doc[name].(string)
	return text
}

// agrees: the checker that was written apart from the services finds nothing wrong
// with journals, lists and the board.
func agrees(t *testing.T, s *system) {
	t.Helper()
	state := checker.State{Journals: map[string][]checker.Row{}, Counts: map[string]checker.Counts{}}
	for _, service := range []string{"station", "roster", "casework"} {
		state.Journals[service] = journalOf(t, s, service)
	}
	state.Journals["roster"] = ofThisYear(t, state.Journals["roster"])
	admin := authz.Subject{ID: "province", Name: "province", Assignments: []authz.Assignment{{Role: authz.ProvinceAdmin, Area: Hunan, From: founded}}}
	lists, err := s.as(t.Context(), "casework", admin)
	must(t, err)
	board, err := s.as(t.Context(), "insight", admin)
	must(t, err)
	for _, place := range s.towns {
		for n := range place.stations {
			id := s.stationID(place, n)
			counts, err := rpc.Call(t.Context(), board, insight.GetCounts, insight.CountsRequest{Station: id})
			must(t, err)
			state.Counts[id] = as[checker.Counts](t, counts)
			for after := ""; ; {
				page, err := rpc.Call(t.Context(), lists, casework.ListCases, casework.ListRequest{Queue: "all", Station: id, Limit: store.MaxPage, After: after})
				must(t, err)
				state.Listed = append(state.Listed, as[[]checker.Listed](t, page.Items)...)
				if after = page.Next; after == "" {
					break
				}
			}
		}
	}
	if len(state.Listed) != len(s.filings) || len(state.Counts) < len(s.towns) {
		t.Fatalf("%d cases are listed, %d stations counted", len(state.Listed), len(state.Counts))
	}
	state.Before = state.Listed // nobody acted since
	for i, f := range checker.Check(nil, state) {
		if i < 10 {
			t.Errorf("%+v", f)
		}
	}
}

// ofThisYear leaves out the receptions of the year before, which the board does not
// count with those of this year and the checker would.
func ofThisYear(t *testing.T, rows []checker.Row) (out []checker.Row) {
	t.Helper()
	for _, row := range rows {
		var told struct{ Day struct{ Start time.Time } }
		must(t, json.Unmarshal(row.Event.Data, &told))
		if row.Event.Aggregate != "day" || calendar.DateOf(told.Day.Start).Year() == until.Year() {
			out = append(out, row)
		}
	}
	return out
}

// as is a value as the checker reads it.
func as[T any](t *testing.T, from any) (out T) {
	t.Helper()
	raw, err := json.Marshal(from)
	must(t, err)
	must(t, json.Unmarshal(raw, &out))
	return out
}

// journalOf reads a whole journal in the order of positions.
func journalOf(t *testing.T, s *system, service string) (out []checker.Row) {
	t.Helper()
	for after := int64(0); ; {
		rows, err := s.services[service].Store().Journal().ReadAfter(t.Context(), after, store.MaxPage)
		must(t, err)
		if len(rows) == 0 {
			return out
		}
		out = append(out, as[[]checker.Row](t, rows)...)
		after = rows[len(rows)-1].Position
	}
}
