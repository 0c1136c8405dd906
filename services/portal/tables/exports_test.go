package tables_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

const persons = "/county/org/persons"

var fileLink = regexp.MustCompile(`href="(/exports/[A-Z0-9]+)"`)

// endless is a list without an end; each page after the sixth waits to be let through.
func endless(through chan error) portaltest.Fake {
	return portaltest.Op(roster.ListPersons, func(ctx context.Context, req roster.ListRequest) (rpc.Page[roster.Person], error) {
		at, _ := strconv.Atoi(req.After)
		if at >= 6 {
			select {
			case err := <-through:
				return rpc.Page[roster.Person]{}, err
			case <-ctx.Done():
				return rpc.Page[roster.Person]{}, ctx.Err()
			}
		}
		page := rpc.Page[roster.Person]{Items: make([]roster.Person, 500), Next: strconv.Itoa(at + 1)}
		for i := range page.Items {
			page.Items[i] = roster.Person{ID: "p", Name: "代表"}
		}
		return page, nil
	})
}

func stations() portaltest.Fake {
	return portaltest.Always(station.ListStations, rpc.Page[station.Station]{})
}

// shows waits until the page of one's exports says something.
func shows(t *testing.T, b *portaltest.Browser, words string) portaltest.Answer {
	t.Helper()
	var page portaltest.Answer
	apptest.Eventually(t, words, func() bool {
		page = b.Get("/exports")
		return strings.Contains(page.Text(t), words)
	})
	return page
}

func TestALongListIsExportedInTheBackground(t *testing.T) {
	var asked []roster.ListRequest
	site := portaltest.Start(t, portaltest.Pages(places), people(5100, &asked), stations())
	b := site.As(t, authz.CountyAdmin)
	portaltest.Says(t, b.Get("/exports"), "还没有在后台导出的文件")
	if got := b.Get(export(persons)); got.Location() != "/exports" {
		t.Fatalf("%d leads to %q", got.Status, got.Location())
	}
	at := fileLink.FindStringSubmatch(shows(t, b, "可以下载").Body)
	if at == nil {
		t.Fatal("there is no link to the file")
	}
	for range 2 { // it can be fetched again
		got := b.Get(at[1])
		if rows := rowsOf(t, got.Body); len(rows) != 5101 || rows[5100][0] != "代表5099" || !strings.Contains(got.Header.Get("Content-Disposition"), ".xlsx") {
			t.Fatalf("%d rows, %v", len(rows), got.Header)
		}
	}
	other := site.As(t, authz.TownshipAdmin)
	if got := other.Get(at[1]); got.Status != http.StatusNotFound {
		t.Errorf("somebody else got %d", got.Status)
	}
	portaltest.Silent(t, other.Get("/exports"), "可以下载")
	if got := site.Visitor(t).Get(at[1]); got.Status != http.StatusSeeOther {
		t.Errorf("a visitor got %d", got.Status)
	}
}

// What somebody may no longer read they no longer fetch, either.
func TestAFileIsGoneWithTheRightToIt(t *testing.T) {
	var asked []roster.ListRequest
	site := portaltest.Start(t, portaltest.Pages(places), people(5100, &asked), stations())
	b := site.As(t, authz.CountyAdmin)
	b.Get(export(persons))
	at := fileLink.FindStringSubmatch(shows(t, b, "可以下载").Body)
	site.People.Change(string(authz.CountyAdmin), func(a *identity.Account) {
		another := a.Assignments[0]
		another.ID = "more"
		a.Assignments = append(a.Assignments, another)
	})
	if got := b.Get(at[1]); got.Status != http.StatusOK {
		t.Fatalf("who may do more gets %d", got.Status)
	}
	site.People.Change(string(authz.CountyAdmin), func(a *identity.Account) { a.Assignments[0].Until = portaltest.Now })
	if got := b.Get(at[1]); got.Status != http.StatusSeeOther || got.Location() != "/exports" {
		t.Fatalf("after the role was taken back: %d %s", got.Status, got.Location())
	}
	if page := shows(t, b, "已失效：登录或权限有变化"); fileLink.MatchString(page.Body) {
		t.Error("it is still offered")
	}
	if got := b.Get(at[1]); got.Status == http.StatusOK {
		t.Error("it is still there")
	}
}

func TestAnExportIsLeftFoundAgainAndStopped(t *testing.T) {
	site := portaltest.Start(t, portaltest.Pages(places), endless(make(chan error)), stations())
	b := site.As(t, authz.CountyAdmin)
	b.Get(export(persons))
	page := shows(t, b, "已写 3,000 行")
	if got := b.Get(export(persons)); got.Location() != "/exports" {
		t.Errorf("the same list again: %d", got.Status)
	}
	if n := strings.Count(b.Get("/exports").Body, "<progress"); n != 1 {
		t.Errorf("%d exports of one list", n)
	}
	stop := regexp.MustCompile(`action="(/exports/[A-Z0-9]+/stop)"`).FindStringSubmatch(page.Body)
	if got := site.As(t, authz.TownshipAdmin).Get(strings.TrimSuffix(stop[1], "/stop")); got.Status != http.StatusNotFound {
		t.Errorf("somebody else found it: %d", got.Status)
	}
	b.Submit(page, stop[1], nil)
	shows(t, b, "已停止")
}

func TestAnExportThatFailsSaysSo(t *testing.T) {
	for words, refusal := range map[string]error{
		"没有完成，请再导出一次":  fault.Internal(context.Canceled),
		"已失效：登录或权限有变化": fault.Denied("no", "您不能看", "Not yours"),
	} {
		through := make(chan error, 1)
		site := portaltest.Start(t, portaltest.Pages(places), endless(through), stations())
		b := site.As(t, authz.CountyAdmin)
		b.Get(export(persons))
		through <- refusal
		if page := shows(t, b, words); fileLink.MatchString(page.Body) {
			t.Error("half a file can be fetched")
		}
	}
}

func TestOnePersonHasTwoExportsGoing(t *testing.T) {
	site := portaltest.Start(t, portaltest.Pages(places), endless(make(chan error)), stations())
	b := site.As(t, authz.CountyAdmin)
	for i, q := range []string{"甲", "乙", "丙"} {
		got := b.Get(export(persons + "?" + url.Values{"q": {q}}.Encode()))
		if (got.Status == http.StatusTooManyRequests) != (i == 2) {
			t.Errorf("%d: %d", i, got.Status)
		}
	}
}
