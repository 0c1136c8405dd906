package papers_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/papers"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// archive is casework as far as papers go, in memory.
type archive struct {
	papers []casework.Paper
	asked  []casework.IssuePaperRequest
	sent   []casework.AddTemplateRequest
	used   []casework.UseTemplateRequest
	opened []string
	named  []casework.SetOfficeRequest
}

func letter(words string) []byte {
	return docx.Write(docx.Doc{Blocks: []docx.Block{
		docx.Para{Runs: []docx.Run{{Text: "辰溪县人大", Font: docx.XiaoBiao, Size: 52, Color: "FF0000"}}, Align: docx.Center, Rule: "FF0000"},
		docx.Title("关于交办的函"), docx.Text(words),
		docx.Table{Widths: []int{1, 3}, Rows: []docx.Row{docx.HeadRow("序号", "内容"), docx.RowOf("1", "路灯")}},
		docx.Para{Runs: []docx.Run{{Text: "2026年3月2日"}}, Align: docx.Right, FromRight: 4},
	}})
}

func (a *archive) fakes() []portaltest.Fake {
	write := func(words string, w *rpc.Writer) error { _, err := w.Write(letter(words)); return err }
	one := func(id string) casework.Paper {
		for _, p := range a.papers {
			if p.ID == id {
				return p
			}
		}
		return casework.Paper{}
	}
	return []portaltest.Fake{
		portaltest.Stream(casework.PreviewPaper, func(_ context.Context, req casework.PaperAbout, w *rpc.Writer) error {
			return write("预览"+req.Case, w)
		}),
		portaltest.Op(casework.IssuePaper, func(_ context.Context, req casework.IssuePaperRequest) (casework.Paper, error) {
			if req.Note == "错" {
				return casework.Paper{}, fault.Invalid("paper.purpose", "只有答复函可以写完整姓名", "For reply letters only").At("note", "改一下", "mend it")
			}
			a.asked = append(a.asked, req)
			p := casework.Paper{ID: "p1", Number: "辰人联交〔2026〕1号", Kind: req.Kind, Title: "路灯", Case: req.Case, Hash: strings.Repeat("ab", 32), At: portaltest.Now, Sealed: req.Purpose != ""}
			a.papers = append(a.papers, p)
			return p, nil
		}),
		portaltest.Op(casework.ListPapers, func(_ context.Context, _ casework.ListPapersRequest) (rpc.Page[casework.Paper], error) {
			return rpc.Page[casework.Paper]{Items: a.papers}, nil
		}),
		portaltest.Op(casework.GetPaper, func(_ context.Context, req casework.ByID) (casework.PaperRecord, error) {
			return casework.PaperRecord{Paper: one(req.ID)}, nil
		}),
		portaltest.Stream(casework.GetPaperFile, func(_ context.Context, _ casework.ByID, w *rpc.Writer) error {
			return write("正文第一行\n第二行<b>", w)
		}),
		portaltest.Op(casework.OpenPaper, func(_ context.Context, req casework.OpenPaperRequest) (casework.PaperFile, error) {
			a.opened = append(a.opened, req.Purpose)
			return casework.PaperFile{Name: "x.docx", Data: letter("张大山")}, nil
		}),
		portaltest.Op(casework.VoidPaper, func(_ context.Context, req casework.Reasoned) (casework.Paper, error) {
			a.papers[0].Voided = &casework.Voiding{ByName: "站长", At: portaltest.Now, Reason: req.Reason}
			return a.papers[0], nil
		}),
	}
}

func (a *archive) templates() []portaltest.Fake {
	shown := casework.PaperTemplates{Kind: "handover", Name: "交办函", Area: "431223", Using: 1, Source: "431223", Holds: 1,
		Versions: []casework.TemplateVersion{{Version: 2, Name: "新.docx", At: portaltest.Now}, {Version: 1, Name: "旧.docx", At: portaltest.Now}},
		Fields:   []casework.TemplateField{{Name: "标题", Hint: "标题"}, {Name: "反映清单", Hint: "清单", List: true}, {Name: "序号", Hint: "序号", In: "反映清单"}}}
	called := func(req casework.SetOfficeRequest) casework.PaperOfficeView {
		v := casework.PaperOfficeView{PaperOffice: casework.PaperOffice{Name: "辰溪县人大代工委", Sign: "辰人联"}, UsualName: "辰溪县人大代工委", UsualSign: "辰人联"}
		if req.Name != "" {
			v.Name, v.Sign, v.Set = req.Name, req.Sign, true
		}
		v.Numbers = []casework.OfficeNumber{{Kind: "handover", Number: v.Sign + "交〔2026〕　号"}}
		return v
	}
	return []portaltest.Fake{
		portaltest.Always(station.ListStations, rpc.Page[station.Station]{Items: []station.Station{{ID: "st1", Name: "桥头联络站"}}}),
		portaltest.Op(casework.GetPaperOffice, func(_ context.Context, req casework.OfficeOf) (casework.PaperOfficeView, error) {
			if req.Sign == "人人" {
				return casework.PaperOfficeView{}, fault.Conflict("paper.sign", "已有其他单位使用", "Another office has it")
			}
			if req.Name == "" && len(a.named) > 0 {
				return called(a.named[len(a.named)-1]), nil
			}
			return called(casework.SetOfficeRequest(req)), nil
		}),
		portaltest.Op(casework.SetPaperOffice, func(_ context.Context, req casework.SetOfficeRequest) (casework.PaperOfficeView, error) {
			if req.Sign == "人人" {
				return casework.PaperOfficeView{}, fault.Conflict("paper.sign", "已有其他单位使用", "Another office has it")
			}
			a.named = append(a.named, req)
			return called(req), nil
		}),
		portaltest.Always(casework.ListPaperTemplates, rpc.Page[casework.PaperTemplates]{Items: []casework.PaperTemplates{shown}}),
		portaltest.Op(casework.AddPaperTemplate, func(_ context.Context, req casework.AddTemplateRequest) (casework.PaperTemplates, error) {
			if string(req.File.Data) == "bad" {
				return shown, fault.Invalid("docx.unknown", "模板中有系统不认识的占位符：{{甲}}", "Not known: {{甲}}")
			}
			a.sent = append(a.sent, req)
			return shown, nil
		}),
		portaltest.Op(casework.UsePaperTemplate, func(_ context.Context, req casework.UseTemplateRequest) (casework.PaperTemplates, error) {
			a.used = append(a.used, req)
			return shown, nil
		}),
		portaltest.Stream(casework.GetPaperTemplate, func(_ context.Context, _ casework.TemplateID, w *rpc.Writer) error {
			_, err := w.Write(letter("模板"))
			return err
		}),
		portaltest.Stream(casework.TryPaperTemplate, func(_ context.Context, req casework.TryTemplateRequest, w *rpc.Writer) error {
			_, err := w.Write(letter("试" + req.Case))
			return err
		}),
		portaltest.Always(casework.ListCases, rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{{ID: "c9"}}}),
	}
}

func start(t *testing.T, a *archive, role authz.Role) *portaltest.Browser {
	t.Helper()
	shell := func(_ *http.Request, title string) ui.DeskLayout { return ui.DeskLayout{Title: title} }
	routes := func(mux *http.ServeMux, p *session.Portal) {
		papers.Templates(mux, p, session.Office{Base: "/county", Roles: []authz.Role{authz.CountyAdmin}, Shell: shell,
			Area: func(*http.Request) string { return "431223" },
			Areas: func(_ context.Context, chosen string) ui.Field {
				return ui.Field{Name: "area", Label: "area", Value: chosen}
			}})
		for _, base := range []string{"/desk", "/county"} {
			papers.Routes(mux, p, session.Office{Base: base, Roles: authz.Roles, Shell: shell}, []authz.Role{authz.StationHead, authz.CountyAdmin})
		}
	}
	return portaltest.Start(t, portaltest.Pages(routes), append(a.fakes(), a.templates()...)...).As(t, role)
}

func TestAPaperIsLookedAtIssuedPrintedAndVoided(t *testing.T) {
	a := &archive{}
	b := start(t, a, authz.StationHead)
	draft := b.Get(papers.New("/desk", casework.PaperAbout{Kind: "handover", Case: "c1"}))
	portaltest.Says(t, draft, "交办函", "预览c1", "辰溪县人大", "编号并出文书")
	portaltest.Refused(t, b.Submit(draft, "/desk/papers", url.Values{"note": {"错"}}), "改一下", "错")
	done := b.Submit(draft, "/desk/papers", url.Values{"note": {"请速办"}})
	portaltest.Expect(t, "where it leads", done.Location(), "/desk/papers/p1")
	portaltest.Expect(t, "what was asked", a.asked[0].PaperAbout, casework.PaperAbout{Kind: "handover", Case: "c1", Note: "请速办"})
	page := b.Get("/desk/papers/p1")
	portaltest.Says(t, page, "辰人联交〔2026〕1号", "第二行<b>", "路灯", "abababababababab")
	portaltest.Says(t, b.Get("/desk/papers/p1/print"), "正文第一行", "2026年3月2日")
	file := b.Get("/desk/papers/p1/file")
	portaltest.Expect(t, "type", file.Header.Get("Content-Type"), docx.MediaType)
	portaltest.Expect(t, "name", strings.Contains(file.Header.Get("Content-Disposition"), "attachment"), true)
	portaltest.Says(t, b.Get("/desk/papers"), "辰人联交〔2026〕1号", "有效")
	b.Submit(page, "/desk/papers/p1/void", url.Values{"reason": {"写错单位"}})
	portaltest.Says(t, b.Get("/desk/papers/p1"), "已作废", "写错单位")
}

func TestAPaperThatNamesThePersonOpensForAPurpose(t *testing.T) {
	a := &archive{}
	b := start(t, a, authz.StationHead)
	draft := b.Get(papers.New("/desk", casework.PaperAbout{Kind: "reply", Case: "c1"}))
	b.Submit(draft, "/desk/papers", url.Values{"purpose": {"邮寄"}})
	page := b.Get("/desk/papers/p1")
	portaltest.Says(t, page, "完整姓名")
	portaltest.Silent(t, page, "正文第一行")
	portaltest.Expect(t, "printing", b.Get("/desk/papers/p1/print").Location(), "/desk/papers/p1")
	got := b.Submit(page, "/desk/papers/p1/opening", url.Values{"purpose": {"邮寄"}})
	portaltest.Expect(t, "type", got.Header.Get("Content-Type"), docx.MediaType)
	portaltest.Expect(t, "purposes", len(a.opened), 1)
}

func TestTemplatesAreSentTriedAndUsed(t *testing.T) {
	a := &archive{}
	b := start(t, a, authz.CountyAdmin)
	portaltest.Says(t, b.Get("/county/templates"), "交办函", "第 1 版")
	portaltest.Says(t, b.Get("/county/papers"), "文书模板")
	at := "/county/templates/handover"
	page := b.Get(at)
	portaltest.Says(t, page, "{{标题}}", "{{#反映清单}}", "新.docx", "使用中")
	file := func(data string) portaltest.File {
		return portaltest.File{Field: "file", Name: "t.docx", Data: []byte(data)}
	}
	portaltest.Refused(t, b.Upload(page, at, url.Values{}, file("bad")), "{{甲}}")
	portaltest.Refused(t, b.Upload(page, at, url.Values{}), "请选择 Word 文件")
	b.Upload(page, at, url.Values{"note": {"新抬头"}}, file("good"))
	portaltest.Expect(t, "sent", a.sent[0].Note+a.sent[0].Area+a.sent[0].Kind, "新抬头431223handover")
	b.Post(at+"/use", url.Values{"csrf": {page.Form(t, at+"/use").Get("csrf")}, "area": {"431223"}, "version": {"2"}, "reason": {"更换"}})
	b.Submit(page, at+"/use", url.Values{"reason": {"更换"}})
	portaltest.Expect(t, "used", len(a.used) > 0, true)
	portaltest.Says(t, b.Get(at+"/preview?version=2"), "试c9")
	portaltest.Expect(t, "file", b.Get(at+"/file?version=1").Header.Get("Content-Type"), docx.MediaType)
	portaltest.Expect(t, "no such kind", b.Get("/county/templates/none").Status, http.StatusNotFound)
	other := start(t, a, authz.LiaisonOfficer)
	portaltest.Expect(t, "others", other.Get("/county/templates").Status, http.StatusForbidden)
}

func TestAnOfficeSaysWhatItIsCalled(t *testing.T) {
	const at = "/county/paper-office"
	a := &archive{}
	b := start(t, a, authz.CountyAdmin)
	portaltest.Says(t, b.Get("/county/templates"), "署名和机关代字")
	page := b.Get(at + "?station=st1")
	portaltest.Says(t, page, "辰人联交〔2026〕", "沿用通行名称", "桥头联络站")
	tried := b.Submit(page, at, url.Values{"name": {"桥头联络站"}, "sign": {"桥联"}, "what": {"preview"}})
	portaltest.Expect(t, "trying", tried.Status, http.StatusOK)
	portaltest.Says(t, tried, "桥联交〔2026〕", "还没有保存")
	portaltest.Expect(t, "nothing is set yet", len(a.named), 0)
	for _, what := range []string{"preview", "save"} {
		refused := b.Submit(page, at, url.Values{"name": {"桥头站人大"}, "sign": {"人人"}, "what": {what}})
		portaltest.Refused(t, refused, "已有其他单位使用")
		portaltest.Expect(t, "what was typed", refused.Form(t, at).Get("name"), "桥头站人大")
	}
	done := b.Submit(tried, at, url.Values{"what": {"save"}})
	portaltest.Expect(t, "where it leads", done.Location(), at+"?area=431223&station=st1")
	portaltest.Expect(t, "what was set", a.named[0], casework.SetOfficeRequest{Area: "431223", Station: "st1", Name: "桥头联络站", Sign: "桥联"})
	page = b.Get(done.Location())
	portaltest.Says(t, page, "本单位设定", "不设定时")
	b.Submit(page, at, url.Values{"what": {"usual"}})
	portaltest.Expect(t, "taken back", a.named[1], casework.SetOfficeRequest{Area: "431223", Station: "st1"})
	portaltest.Expect(t, "others", start(t, a, authz.TownshipAdmin).Get(at).Status, http.StatusForbidden)
	portaltest.Says(t, b.Get(at+"?station=elsewhere"), "本级单位")
}
