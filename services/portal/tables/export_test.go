package tables_test

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/county"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/operate"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/tables"
)

// places are the lists and their files.
func places(mux *http.ServeMux, p *session.Portal) {
	desk.Routes(mux, p)
	county.Routes(mux, p)
	operate.Routes(mux, p)
	tables.Routes(mux, p)
}

func rowsOf(t *testing.T, file string) [][]string {
	t.Helper()
	var out [][]string
	err := sheet.Each(t.Context(), []byte(file), sheet.Usual, func(_ int, cells []string) error {
		out = append(out, slices.Clone(cells))
		return nil
	})
	if err != nil {
		t.Fatalf("%v in %.300s", err, file)
	}
	return out
}

func export(of string) string { return "/export?" + url.Values{"of": {of}}.Encode() }

// people is a list of n persons in pages.
func people(n int, asked *[]roster.ListRequest) portaltest.Fake {
	return portaltest.Op(roster.ListPersons, func(_ context.Context, req roster.ListRequest) (rpc.Page[roster.Person], error) {
		*asked = append(*asked, req)
		from, _ := strconv.Atoi(req.After)
		page := rpc.Page[roster.Person]{Items: []roster.Person{}}
		for i := from; i < min(from+req.Limit, n); i++ {
			page.Items = append(page.Items, roster.Person{ID: fmt.Sprint("p", i), Name: fmt.Sprint("代表", i), Post: "=1+1", Phone: "138****5678", Served: i})
		}
		if from+req.Limit < n {
			page.Next = strconv.Itoa(from + req.Limit)
		}
		return page, nil
	})
}

func TestAListIsExportedAsItIsShown(t *testing.T) {
	var asked []roster.ListRequest
	site := portaltest.Start(t, portaltest.Pages(places), people(230, &asked), portaltest.Always(station.ListStations, rpc.Page[station.Station]{}))
	b := site.As(t, authz.CountyAdmin)
	const list = "/county/org/persons?area=431223100&q=%E4%BB%A3"
	if page := b.Get(list); !strings.Contains(page.Body, strings.ReplaceAll(export(list), "&", "&amp;")) {
		t.Errorf("the list has no link to its file: %s", page.Text(t))
	}
	asked = nil
	got := b.Get(export(list + "&after=100"))
	rows := rowsOf(t, got.Body)
	if len(rows) != 231 || len(asked) != 3 {
		t.Fatalf("%d rows in %d pages", len(rows), len(asked))
	}
	for _, req := range asked {
		if req.Area != "431223100" || req.Words != "代" {
			t.Errorf("the filters got lost: %+v", req)
		}
	}
	if rows[0][0] != "姓名" || rows[230][0] != "代表229" || rows[230][1] != "=1+1" || rows[230][5] != "229" {
		t.Errorf("%q … %q", rows[0], rows[230])
	}
	_, disposition, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || !strings.HasSuffix(disposition["filename"], "-2026-11-22.xlsx") {
		t.Error(disposition, err)
	}
	if bytes.Contains([]byte(got.Body), []byte("13812345678")) {
		t.Error("what is masked on the page is not in the file")
	}
}

func TestTimesAreWrittenOut(t *testing.T) {
	site := portaltest.Start(t, portaltest.Pages(places), portaltest.Always(casework.Categories, rpc.Page[casework.Category]{}),
		portaltest.Always(casework.ListCases, rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{{ID: "c1", Title: "@桥头塌了", Number: "431223-26-00001-0",
			Step: casework.Handling, StationName: "辰阳镇联络站", UnitName: "县交通局", ReceivedAt: portaltest.Now.Add(-2 * time.Hour)}}}))
	rows := rowsOf(t, site.As(t, authz.LiaisonOfficer).Get(export("/desk/cases?queue=all")).Body)
	if len(rows) != 2 || rows[1][0] != "@桥头塌了" || rows[1][4] != "辰阳镇联络站 · 县交通局" || !strings.Contains(rows[1][5], "11月22日") {
		t.Errorf("%q", rows)
	}
}

func TestOnlyListsOfOnesOwnAreExported(t *testing.T) {
	var asked []roster.ListRequest
	site := portaltest.Start(t, portaltest.Pages(places), people(1, &asked))
	for _, of := range []string{"", "/", "/county/rules", "/export?of=/county/org/persons", "//evil.example/county/org/persons", "https://evil.example/desk/cases", "/county/org/persons/p1", "\\county", "%zz"} {
		if got := site.As(t, authz.CountyAdmin).Get(export(of)); got.Status != http.StatusNotFound {
			t.Errorf("%q: %d", of, got.Status)
		}
	}
	if got := site.As(t, authz.DeputyRole).Get(export("/county/org/persons")); got.Status != http.StatusForbidden || len(asked) != 0 {
		t.Errorf("a deputy got %d", got.Status)
	}
	if got := site.Visitor(t).Get(export("/county/org/persons")); got.Status != http.StatusSeeOther {
		t.Errorf("a visitor got %d", got.Status)
	}
}

func TestAListThatFailsGivesNoHalfFile(t *testing.T) {
	site := portaltest.Start(t, portaltest.Pages(places), portaltest.Always(station.ListStations, rpc.Page[station.Station]{}),
		portaltest.Op(roster.ListPersons, func(_ context.Context, req roster.ListRequest) (rpc.Page[roster.Person], error) {
			if req.After != "" {
				return rpc.Page[roster.Person]{}, fault.Denied("page.cursor", "翻页位置无效", "No such position")
			}
			return rpc.Page[roster.Person]{Items: []roster.Person{{ID: "p", Name: "代表"}}, Next: "x"}, nil
		}))
	got := site.As(t, authz.CountyAdmin).Get(export("/county/org/persons"))
	if got.Status != http.StatusForbidden || got.Header.Get("Content-Disposition") != "" {
		t.Errorf("%d %v", got.Status, got.Header)
	}
}

// TestTheAuditGoesOutWhole: what a file says is not cut short, and nobody but
// auditors has it.
func TestTheAuditGoesOutWhole(t *testing.T) {
	whole := strings.Repeat("9f2c64d1", 8)
	site := portaltest.Start(t, portaltest.Pages(places), portaltest.Always(identity.ListAudit, rpc.Page[identity.AuditRow]{Items: []identity.AuditRow{{Number: 1, Actor: "liaison_officer", Hash: whole}}}))
	b := site.As(t, authz.Auditor)
	rows := rowsOf(t, b.Get(export("/operate/audit?actor=liaison_officer")).Body)
	if hash := rows[1][len(rows[1])-1]; hash != whole {
		t.Errorf("the row's hash in the file: %q", hash)
	}
	if a := site.As(t, authz.CountyAdmin).Get(export("/operate/audit")); a.Status != http.StatusForbidden {
		t.Errorf("a county has the audit: %d", a.Status)
	}
}
