package tables_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/portaltest"
)

// insights are the board's figures; those below wait to be let through.
func insights(through chan error) []portaltest.Fake {
	counts := insight.Counts{Figures: insight.Figures{From: "2026-01-01", To: "2026-11-22", Received: 1234}}
	counts.Period = "year"
	return []portaltest.Fake{
		portaltest.Always(insight.GetCounts, counts), portaltest.Always(insight.GetTrend, insight.Trend{By: "month"}),
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{}),
		portaltest.Op(insight.ListCounts, func(ctx context.Context, _ insight.CountsRequest) (rpc.Page[insight.AreaCounts], error) {
			select {
			case err := <-through:
				return rpc.Page[insight.AreaCounts]{}, err
			case <-ctx.Done():
				return rpc.Page[insight.AreaCounts]{}, ctx.Err()
			}
		}),
	}
}

func TestALargeReportIsMadeInTheBackground(t *testing.T) {
	through := make(chan error, 2)
	site := portaltest.Start(t, portaltest.Pages(places), insights(through)...)
	b := site.As(t, authz.ProvinceAdmin)
	for i, path := range []string{"/county/board/report.docx", "/county/board/report.xlsx"} {
		site.Clock.Advance(time.Minute) // the newest stands first
		to := b.Get(path + "?period=year&from=2026-01-01")
		portaltest.Expect(t, "where it leads", to.Location(), export(path+"?period=year&from=2026-01-01"))
		portaltest.Expect(t, "where that leads", b.Follow(to).Location(), "/exports")
		portaltest.Says(t, shows(t, b, "2 / 4"), "正在准备“时段报告")
		portaltest.Expect(t, "the same again", b.Get(to.Location()).Location(), "/exports")
		portaltest.Expect(t, "how many", strings.Count(b.Get("/exports").Body, "<progress"), 1)
		through <- nil
		apptest.Eventually(t, "both files", func() bool { return len(fileLink.FindAllString(b.Get("/exports").Body, -1)) == i+1 })
		got := b.Get(fileLink.FindStringSubmatch(b.Get("/exports").Body)[1])
		if !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %v", path, got.Header)
		}
		if strings.HasSuffix(path, "docx") {
			doc, err := docx.Read([]byte(got.Body))
			if err != nil || len(doc.Blocks) < 5 || got.Header.Get("Content-Type") != docx.MediaType {
				t.Errorf("%d blocks, %v", len(doc.Blocks), err)
			}
		} else if rows := rowsOf(t, got.Body); len(rows) < 20 || got.Header.Get("Content-Type") != sheet.MediaType {
			t.Errorf("%d rows", len(rows))
		}
	}
	if got := site.As(t, authz.CityAdmin).Get(fileLink.FindStringSubmatch(b.Get("/exports").Body)[1]); got.Status != http.StatusNotFound {
		t.Errorf("somebody else got %d", got.Status)
	}
}

func TestALargeReportIsStoppedOrFails(t *testing.T) {
	through := make(chan error, 1)
	site := portaltest.Start(t, portaltest.Pages(places), insights(through)...)
	b := site.As(t, authz.ProvinceAdmin)
	of := export("/county/board/report.docx?period=year")
	b.Get(of)
	page := shows(t, b, "2 / 4")
	stop := strings.Split(strings.Split(page.Body, `action="/exports/`)[1], `"`)[0]
	b.Submit(page, "/exports/"+stop, nil)
	shows(t, b, "已停止")
	for words, refusal := range map[string]error{
		"没有完成，请再导出一次":  fault.Internal(context.Canceled),
		"已失效：登录或权限有变化": fault.Denied("no", "您不能看", "Not yours"),
	} {
		b.Get(of)
		through <- refusal
		shows(t, b, words)
	}
	deputy := site.As(t, authz.DeputyRole) // has no board: nothing is made
	deputy.Get(of)
	portaltest.Silent(t, shows(t, deputy, "已失效"), "可以下载")
}
