package county_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/insight"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/portaltest"
)

func TestEveryFigureLeadsToItsRows(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board")
	portaltest.Says(t, page, "辰溪县看板", "收到 4,320 上期 4,000，多 8.0%", "交办 4,222", "在办 287", "超期 9", "办结 3,935 上期 3,935", "群众满意 3,600", "代表接待 4,262", "县级领导 93", "科级干部 223", "其他代表 3,946",
		"满意 3,100", "其他了结 98", "辰阳镇 612", "统计到 11月22日 周日 10:00", "30 件被退回，共退回 37 次", "1月1日 周四至11月22日 周日")
	for _, figure := range []string{"received", "handedOver", "closed", "satisfied", "open", "overdue", "attended", "replied", "solved", "late", "right", "receptions", "covered"} {
		holds(t, page, `href="/county/board/rows?area=431223&amp;figure=`+figure+`&amp;from=2026-01-01&amp;period=year"`)
	}
	holds(t, page, `figure=category&amp;from=2026-01-01&amp;of=0201&amp;period=year"`, `figure=received&amp;from=2026-10-01&amp;period=free&amp;to=2026-10-31"`,
		`figure=rank&amp;from=2026-01-01&amp;of=county_leader`, `figure=outcome&amp;from=2026-01-01&amp;of=unanswered`, `href="/county/board?area=431223100&amp;from=2026-01-01&amp;period=year"`)
}

func TestEveryFigureSaysHowItIsCounted(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board?year=2025")
	for _, figure := range []string{"received", "handedOver", "closed", "satisfied", "open", "overdue", "attended", "replied", "solved", "late", "right", "receptions", "covered"} {
		portaltest.Says(t, page, insight.Define(figure).How.ZH)
	}
	portaltest.Says(t, b.Get("/county/board?lang=en"), insight.Define("received").How.ZH) // the language is the person's, not the address's
}

func TestTheTimeOfEachStageIsTold(t *testing.T) {
	_, b := start(t)
	portaltest.Says(t, b.Get("/county/board"), "研判 8 小时 2 天 3,935", "从收到到办结 10 天 30 天")
}

func TestTheChartsSayWhatTheirTablesSay(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board")
	holds(t, page, `data-chart="line" data-of="trend"`, `data-chart="bar" data-of="categories"`, `data-chart="map" data-of="below"`, `data-lat="28.0000"`, `data-lng="110.2000"`, `echarts.min.`, `defer`)
	portaltest.Says(t, page, "2026-10 20 18 9", "水质 30", "道路损坏 12", "不是行政区划图")
}

func TestAPeriodIsChosen(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/board?period=free&from=2021-11-15&to=2023-11-17")
	portaltest.Expect(t, "asked", h.counts[0], insight.CountsRequest{Area: here, Period: "free", From: "2021-11-15", To: "2023-11-17"})
	portaltest.Says(t, page, "本周", "本月", "本季", "今年", "本届", "近两年", "自选起止日期")
	holds(t, page, `href="/county/board?area=431223&amp;period=two_years"`, `figure=closed&amp;from=2021-11-15&amp;period=free&amp;to=2023-11-17"`, `value="2021-11-15"`)
	b.Get("/county/board?area=43")
	portaltest.Expect(t, "own", h.counts[1].Area, here)
}

func TestSmallNumbersShowTheirUncertaintyInsteadOfARank(t *testing.T) {
	_, b := start(t)
	portaltest.Says(t, b.Get("/county/board"), "3,750 件中占 96.0%（95%–97%） 90.0%", "420 件中占 95.2%（93%–97%） 高于同规模的 3 个（80.0%）",
		"4 件中占 75.0%（30%–95%） 同规模的不足 3 个", "300 件中占 80.0%（75%–84%） 低于同规模的 3 个", "还没有 –")
	portaltest.Says(t, b.Get("/county/board?area="+township), "高于同规模的 3 个")
}

func TestTheBoardGoesDownAndUpWithinTheOwnDivision(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board?area=" + township + "&period=year&from=2025-01-01&to=2025-12-31")
	portaltest.Says(t, page, "辰阳镇看板", "返回", "辰阳镇联络站")
	holds(t, page, `href="/county/board?area=431223&amp;from=2025-01-01&amp;period=year"`, `href="/county/board/rows?figure=received&amp;from=2025-01-01&amp;period=year&amp;station=st-1"`)
}

func TestRowsAreWhatWasCounted(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/board/rows?figure=closed&period=free&from=2021-11-15&to=2023-11-17")
	portaltest.Says(t, page, "办结", insight.Define("closed").How.ZH, "431223-26-00123-K", "道路损坏", "11月20日", "17 天", "县交通运输局", "满意")
	holds(t, page, `href="/county/cases/c1"`, `after=more`)
	portaltest.Expect(t, "asked", h.rows[0].CountsRequest, insight.CountsRequest{Area: here, Period: "free", From: "2021-11-15", To: "2023-11-17"})
	portaltest.Says(t, b.Get("/county/board/rows?figure=rank&of=section_head"), "按职级：科级干部", "向春梅", "10月15日 周四")
	portaltest.Says(t, b.Get("/county/board/rows?figure=receptions"), "接待日", "已举行")
	page = b.Get("/county/board/rows?figure=uncovered")
	portaltest.Says(t, page, "未编入站点", "舒建华")
	holds(t, page, `href="/county/org/persons/p1"`)
	portaltest.Says(t, b.Get("/county/board/rows?figure=category&of=0101"), "类别：道路损坏", "这段时间还没有")
}

// The report says the same on the page, in Word and in Excel.
func TestTheReportIsTheSameInEveryForm(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board/report?period=year&from=2026-01-01")
	portaltest.Says(t, page, "辰溪县代表联络工作报表", "4,320", "答复率", "Word 文件", "Excel 文件")
	word, err := docx.Read([]byte(b.Get("/county/board/report.docx").Body))
	if err != nil {
		t.Fatal(err)
	}
	var wordRows [][]string
	for _, block := range word.Blocks {
		if table, ok := block.(docx.Table); ok {
			for _, row := range table.Rows {
				wordRows = append(wordRows, wordCells(row))
			}
		}
	}
	var excelRows [][]string
	err = sheet.Each(t.Context(), []byte(b.Get("/county/board/report.xlsx").Body), sheet.Usual, func(_ int, cells []string) error {
		if len(cells) > 1 {
			excelRows = append(excelRows, cells)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(wordRows) < 40 || len(wordRows) != len(excelRows) {
		t.Fatalf("%d rows in Word, %d in Excel", len(wordRows), len(excelRows))
	}
	text := page.Text(t)
	for i, row := range wordRows {
		for j, cell := range row {
			excel := ""
			if j < len(excelRows[i]) {
				excel = excelRows[i][j]
			}
			if plain := strings.ReplaceAll(cell, ",", ""); strings.ReplaceAll(excel, ",", "") != plain {
				t.Errorf("row %d: %q in Word, %q in Excel", i, cell, excel)
			}
			if !strings.Contains(text, strings.Join(strings.Fields(cell), " ")) {
				t.Errorf("row %d: %q is not on the page", i, cell)
			}
		}
	}
}

func wordCells(row docx.Row) (cells []string) {
	for _, c := range row.Cells {
		text := ""
		for _, p := range c.Paras {
			for _, r := range p.Runs {
				text += r.Text
			}
		}
		cells = append(cells, text)
	}
	return cells
}

func TestRulesSayWhereTheyComeFrom(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/rules")
	portaltest.Says(t, page, "按2022至2026年的法定节假日", "2027年起还没有安排")
	portaltest.Says(t, page, "研判期限（工作日） 3 同上级 系统默认", "接受匿名反映 是 否 辰溪县 3月1日", "刘建国", "研判分类 乡镇一般事项、不予受理", "提前公告（天） 3 同上级 湖南省", "上级管理员", "a rule of a later version", "调整规则")
	_, b = start(t, authz.Supervisor)
	page = b.Get("/county/rules")
	silent(t, page, "调整规则", "刘建国")
	portaltest.Expect(t, "form", b.Get("/county/rules/casework").Status, http.StatusForbidden)
	_, b = start(t, authz.TownshipAdmin)
	portaltest.Expect(t, "township", b.Get("/county/rules/casework").Status, http.StatusForbidden)
}

func TestOnlyWhatChangedIsProposed(t *testing.T) {
	h, b := start(t)
	page := portaltest.Does(t, b, "/county/rules/casework?area="+township, "/county/rules/casework?area="+township,
		url.Values{"triage_workdays": {"5"}, "from": {"2026-12-01"}, "reason": {"人手不足，代工委批准"}})
	portaltest.Says(t, page, "已提交", "12月1日 周二", "辰阳镇", "人手不足，代工委批准")
	p := h.proposed["casework"][0]
	portaltest.Expect(t, "values", string(p.Values), `{"triage_workdays":5}`)
	portaltest.Expect(t, "area", p.Area, township)
	portaltest.Does(t, b, "/county/rules/casework", "/county/rules/casework?area="+here, url.Values{"anonymous_allowed": {"false"}, "reason": {"试行实名"}})
	portaltest.Expect(t, "yes or no", string(h.proposed["casework"][1].Values), `{"anonymous_allowed":false}`)
	portaltest.Does(t, b, "/county/rules/roster", "/county/rules/roster?area="+here, url.Values{"reception_from": {"08:30"}, "reason": {"夏令"}})
	portaltest.Expect(t, "words", string(h.proposed["roster"][0].Values), `{"reception_from":"08:30"}`)
}

func TestWordsAreChosenByTheirNames(t *testing.T) {
	h, b := start(t)
	portaltest.Says(t, b.Get("/county/rules"), "最后名额票数相等时", "票数相等的再次投票")
	portaltest.Says(t, b.Get("/county/rules/voting"), "由主席团决定", "of a later version")
	portaltest.Does(t, b, "/county/rules/voting", "/county/rules/voting?area="+here, url.Values{"ballot_tie": {"presidium"}, "reason": {"票决办法第十条"}})
	portaltest.Expect(t, "the word itself", string(h.proposed["voting"][0].Values), `{"ballot_tie":"presidium"}`)
}

func TestRulesThatDoNotFitComeBack(t *testing.T) {
	_, b := start(t)
	at := "/county/rules/casework?area=" + here
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"reason": {"x"}}), "没有改动任何规则")
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"五"}, "reason": {"试行"}}), "请填写数字")
	page := refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"99"}, "reason": {"试行"}})
	portaltest.Says(t, page, "数值超出范围")
	portaltest.Expect(t, "typed", page.Form(t, at).Get("triage_workdays"), "99")
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"4"}, "from": {"soon"}, "reason": {"试行"}}), "请填写日期")
	portaltest.Expect(t, "unknown", b.Get("/county/rules/nothing").Status, http.StatusNotFound)
}
