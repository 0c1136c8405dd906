package search_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/search"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func at(q, kind string) string {
	v := url.Values{"q": {q}}
	if kind != "" {
		v.Set("kind", kind)
	}
	return "/desk/search?" + v.Encode()
}

// cases answers with n cases, and that there are more.
func cases(n int, next string) portaltest.Fake {
	return portaltest.Op(casework.FindCases, func(_ context.Context, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
		page := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}, Next: next}
		for range n {
			page.Items = append(page.Items, casework.CaseRow{ID: "c1", Number: "431223-26-1", Title: "村口的路灯坏了", Excerpt: "…" + req.Words + "旁边<b>黑</b>", StationName: "辰阳镇联络站", Step: casework.Handling})
		}
		return page, nil
	})
}

var others = portaltest.Op(insight.Search, func(_ context.Context, req insight.SearchRequest) (insight.SearchPage, error) {
	page := insight.SearchPage{Items: []insight.Found{}}
	for _, f := range []insight.Found{
		{Kind: insight.FoundPerson, ID: "p1", Title: "路灯明", Area: "431223100"}, {Kind: insight.FoundStation, ID: "s1", Station: "s1", Title: "路灯站", Area: "431223100", Ended: true},
		{Kind: insight.FoundReception, ID: "d1", Station: "s1", Title: "辰阳镇联络站", Excerpt: "听取路灯意见", Area: "431223100", At: portaltest.Now},
		{Kind: insight.FoundNotice, ID: "n1", Station: "s1", Title: "路灯检修公告", Area: "431223100", At: portaltest.Now},
	} {
		if req.Kind == "" || req.Kind == f.Kind {
			page.Items = append(page.Items, f)
		}
	}
	if req.Kind == "" {
		page.Counts = map[insight.FoundKind]int{insight.FoundPerson: 1, insight.FoundStation: 1, insight.FoundReception: insight.MostCounted}
	}
	return page, nil
})

func sits(t *testing.T, role authz.Role, fakes ...portaltest.Fake) *portaltest.Browser {
	t.Helper()
	nobody := portaltest.Refusing(identity.ListAccounts, fault.New(fault.KindDenied, "denied", "没有权限", "Denied"))
	return portaltest.Start(t, portaltest.Pages(desk.Routes), append([]portaltest.Fake{nobody}, fakes...)...).As(t, role)
}

func TestOneListOfEverything(t *testing.T) {
	b := sits(t, authz.LiaisonOfficer, cases(20, "0.x"), others)
	a := b.Get(at("路灯", ""))
	portaltest.Expect(t, "status", a.Status, http.StatusOK)
	portaltest.Says(t, a, "群众意见 20+", "代表 1", "联络站 1", "接待日 50+", "公告 0", "已停用")
	for _, part := range []string{`村口的<mark>路灯</mark>坏了`, `听取<mark>路灯</mark>意见`, `href="/desk/cases/c1"`, `href="/desk/deputies/p1"`, `/desk/roster/` + portaltest.Now.Format("2006-01") + `/days/d1?station=s1`, `/desk/bulletin?station=s1`, "&lt;b&gt;"} {
		if !strings.Contains(a.Body, part) {
			t.Errorf("%s is missing", part)
		}
	}
	if n := strings.Count(a.Body, `href="/desk/cases/c1"`); n != 12 {
		t.Errorf("%d cases among all", n)
	}
	a = b.Get(at("路灯", "case"))
	if n := strings.Count(a.Body, `href="/desk/cases/c1"`); n != 20 || strings.Contains(a.Body, "/desk/deputies/p1") || !strings.Contains(a.Body, "after=0.x") {
		t.Errorf("%d cases on their own", n)
	}
	a = b.Get(at("路灯", "person"))
	portaltest.Says(t, a, "群众意见 20+", "代表 湖南省")
	portaltest.Silent(t, a, "坏了")
	a = b.Get(at("路灯", "case") + "&after=0.x")
	portaltest.Expect(t, "next page", a.Status, http.StatusOK)
}

// Who works where is found by those who see the list of users, as what they are.
func TestStaffAreFound(t *testing.T) {
	staff := portaltest.Op(identity.ListAccounts, func(_ context.Context, req identity.ListAccountsRequest) (rpc.Page[identity.Account], error) {
		if req.Words != "明月" {
			return rpc.Page[identity.Account]{}, fault.Invalid("account.short", "请至少输入两个相邻的字", "Type more")
		}
		page := rpc.Page[identity.Account]{Next: "x", Items: []identity.Account{
			{ID: "a1", Name: "石明月", Login: "shi", State: identity.Active, Assignments: []identity.Assignment{{Role: string(authz.StationHead), Area: "431223100"}}},
			{ID: "a2", Name: "米明月", Login: "mi", State: identity.Disabled}, {ID: "a3", Name: "代表明月", Person: "p1"}, {ID: "a4", Name: "明月系统", Service: true},
		}}
		if req.After != "" {
			page.Next = ""
		}
		return page, nil
	})
	none := portaltest.Always(insight.Search, insight.SearchPage{Items: []insight.Found{}, Counts: map[insight.FoundKind]int{}})
	b := sits(t, authz.TownshipAdmin, cases(0, ""), none, staff)
	a := b.Get(at("明月", ""))
	portaltest.Says(t, a, "工作人员 2+", "shi", "站长", "已停用")
	portaltest.Silent(t, a, "代表明月", "明月系统")
	if !strings.Contains(a.Body, `石<mark>明月</mark>`) || !strings.Contains(a.Body, `href="/county/org/users/a1"`) {
		t.Error("nobody is shown, or leads nowhere")
	}
	a = b.Get(at("明月", "staff"))
	if !strings.Contains(a.Body, "after=x") {
		t.Error("there is no more")
	}
	portaltest.Says(t, b.Get(at("明月", "staff")+"&after=x"), "shi")
	portaltest.Says(t, b.Get(at("1-2-3-4", "")), "工作人员 0")
	denied := fault.New(fault.KindDenied, "denied", "没有权限", "Denied")
	b = sits(t, authz.LiaisonOfficer, cases(0, ""), none, portaltest.Refusing(identity.ListAccounts, denied))
	portaltest.Silent(t, b.Get(at("明月", "")), "工作人员")
	portaltest.Says(t, b.Get(at("明月", "staff")), "没有查到")
}

func TestAUnitFindsItsCasesAlone(t *testing.T) {
	denied := fault.New(fault.KindDenied, "denied", "没有权限", "Denied")
	b := sits(t, authz.HandlingUnit, cases(1, ""), portaltest.Refusing(insight.Search, denied))
	a := b.Get(at("路灯", ""))
	portaltest.Says(t, a, "群众意见 1", "坏了")
	portaltest.Silent(t, a, "联络站 0")
	portaltest.Says(t, b.Get(at("路灯", "station")), "没有查到")
}

func TestWhatCannotBeSearchedForIsSaid(t *testing.T) {
	short := fault.Invalid("case.short", "请至少输入两个字", "Enter at least two characters").At("q", "请至少输入两个字", "Enter at least two characters")
	b := sits(t, authz.LiaisonOfficer, portaltest.Refusing(casework.FindCases, short), others)
	a := b.Get(at("张", ""))
	portaltest.Says(t, a, "请至少输入两个字")
	if !strings.Contains(a.Body, `value="张"`) || strings.Contains(a.Body, `id="found"`) {
		t.Error("what was typed is gone, or something is found")
	}
	portaltest.Expect(t, "nothing typed", b.Get("/desk/search").Status, http.StatusOK)
	portaltest.Expect(t, "another kind", b.Get(at("路灯", "<script>")).Status, http.StatusOK)
}

func TestNothingFoundHelps(t *testing.T) {
	none := portaltest.Always(insight.Search, insight.SearchPage{Items: []insight.Found{}, Counts: map[insight.FoundKind]int{}})
	b := sits(t, authz.LiaisonOfficer, cases(0, ""), none)
	portaltest.Says(t, b.Get(at("鲸鱼", "")), "没有查到", "换一个说法")
	b = sits(t, authz.LiaisonOfficer, cases(0, "2.x"), none)
	portaltest.Says(t, b.Get(at("鲸鱼", "case")), "较近的内容里没有", "再看一些")
}

// A number whose digits stand alone is searched for among cases only.
func TestShortWordsOfANumber(t *testing.T) {
	short := fault.Invalid("search.short", "请输入至少两个相邻的字", "Type more")
	b := sits(t, authz.LiaisonOfficer, cases(1, ""), portaltest.Refusing(insight.Search, short))
	portaltest.Says(t, b.Get(at("1-2-3-4", "")), "村口的路灯坏了")
}

// A place may be mounted anywhere.
func TestPlace(t *testing.T) {
	site := portaltest.Start(t, portaltest.Pages(func(mux *http.ServeMux, p *session.Portal) {
		search.Routes(mux, p, session.Office{Base: "/county", Roles: []authz.Role{authz.CountyAdmin},
			Shell: func(_ *http.Request, title string) ui.DeskLayout { return ui.DeskLayout{Title: title} },
		}, func(f insight.Found) string { return "/there/" + f.ID })
	}), cases(1, ""), others, portaltest.Always(identity.ListAccounts, rpc.Page[identity.Account]{}))
	a := site.As(t, authz.CountyAdmin).Get("/county/search?q=" + url.QueryEscape("路灯"))
	if !strings.Contains(a.Body, `href="/there/p1"`) || !strings.Contains(a.Body, `href="/county/cases/c1"`) {
		t.Error("links lead elsewhere")
	}
	if a := site.As(t, authz.LiaisonOfficer).Get("/county/search?q=x"); a.Status == http.StatusOK && strings.Contains(a.Body, "c1") {
		t.Error("another role is let in")
	}
}
