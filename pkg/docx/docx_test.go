package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

// letter is a template as an office would make it.
func letter() Doc {
	return Doc{Blocks: []Block{
		Para{Runs: []Run{{Text: "{{机关}}文件", Font: XiaoBiao, Size: Xiaochu, Color: "FF0000"}}, Align: Center},
		Para{Runs: []Run{{Text: "{{文号}}"}}, Align: Center, Rule: "FF0000"},
		Title("关于交办{{标题}}的函"), Text("{{内容}}"),
		Text("{{#期限}}"), Text("请在{{期限}}前办结。"), Text("{{/期限}}"),
		Table{Widths: []int{10, 50, 40}, Rows: []Row{HeadRow("序号", "内容", "单位"), RowOf("{{#清单}}{{序号}}", "{{内容}}", "{{单位}}{{/清单}}")}},
		Para{Runs: []Run{{Text: "{{日期}}"}}, Align: Right, FromRight: 4},
	}}
}

var letterFields = Fields{"机关": nil, "文号": nil, "标题": nil, "内容": nil, "期限": nil, "日期": nil,
	"清单": Fields{"序号": nil, "内容": nil, "单位": nil}}

func values() Values {
	return Values{
		Texts: map[string]string{"机关": "长田湾乡人大", "文号": "辰人联〔2026〕12号", "标题": "修路", "内容": "第一段<&>\x01\n第二段", "日期": "2026年3月2日"},
		Lists: map[string][]Values{"清单": {
			{Texts: map[string]string{"序号": "1", "内容": "路灯", "单位": "供电所"}}, {Texts: map[string]string{"序号": "2", "内容": "水渠"}},
		}},
	}
}

func fill(t *testing.T, data []byte, fields Fields, v Values) []byte {
	t.Helper()
	tpl, err := Parse(data, fields)
	if err != nil {
		t.Fatal(err)
	}
	out, err := tpl.Fill(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// plain is what a document says, a line for each paragraph, cells by "|".
func plain(t *testing.T, data []byte) string {
	t.Helper()
	d, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Para:
			out = append(out, words(b))
		case Table:
			for _, r := range b.Rows {
				var cells []string
				for _, c := range r.Cells {
					var in []string
					for _, p := range c.Paras {
						in = append(in, words(p))
					}
					cells = append(cells, strings.Join(in, "/"))
				}
				out = append(out, strings.Join(cells, "|"))
			}
		}
	}
	return strings.Join(out, "\n")
}

func words(p Para) string {
	var b strings.Builder
	for _, r := range p.Runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

func TestATemplateIsFilled(t *testing.T) {
	data := fill(t, Write(letter()), letterFields, values())
	want := "长田湾乡人大文件\n辰人联〔2026〕12号\n关于交办修路的函\n第一段<&>\n第二段\n序号|内容|单位\n1|路灯|供电所\n2|水渠|\n2026年3月2日"
	if got := plain(t, data); got != want {
		t.Errorf("got\n%s", got)
	}
	v := values()
	v.Texts["期限"] = "3月20日"
	if got := plain(t, fill(t, Write(letter()), letterFields, v)); !strings.Contains(got, "\n请在3月20日前办结。\n") {
		t.Errorf("what stands between the marks of a text stays where there is one:\n%s", got)
	}
	if !bytes.Equal(data, fill(t, Write(letter()), letterFields, values())) {
		t.Error("the same template and values give other bytes")
	}
}

func TestFormsAreReadAsTheyWereWritten(t *testing.T) {
	d, err := Read(Write(letter()))
	if err != nil {
		t.Fatal(err)
	}
	head, last := d.Blocks[0].(Para), d.Blocks[len(d.Blocks)-1].(Para)
	r := head.Runs[0]
	if head.Align != Center || r.Font != XiaoBiao || r.Size != Xiaochu || r.Color != "FF0000" || last.Align != Right || last.FromRight != 4 {
		t.Errorf("%+v %+v", head, last)
	}
	if p := d.Blocks[1].(Para); p.Rule != "FF0000" || p.Runs[0].Font != FangSong || p.Runs[0].Size != Sanhao {
		t.Errorf("%+v", p)
	}
	if p := d.Blocks[3].(Para); p.Indent != 2 || p.Align != "" {
		t.Errorf("%+v", p)
	}
	if tb := d.Blocks[7].(Table); len(tb.Widths) != 3 || !tb.Rows[0].Head || tb.Rows[1].Head {
		t.Errorf("%+v", tb)
	}
}

// document is a file with a body as Word would write it.
func document(body string, more ...part) []byte {
	parts := []part{{"[Content_Types].xml", []byte(contentTypes)}, {"word/document.xml", []byte(`<w:document ` + namespaces + `><w:body>` + body + `</w:body></w:document>`)}}
	return pack(append(parts, more...))
}

// para is a paragraph whose text is split over runs.
func para(pieces ...string) string {
	out := "<w:p>"
	for _, s := range pieces {
		out += `<w:r><w:t>` + s + `</w:t></w:r>`
	}
	return out + "</w:p>"
}

func TestMarksSplitOverRunsAreFilled(t *testing.T) {
	v := Values{Texts: map[string]string{"甲": "A", "乙": "B1\nB2"}}
	for body, want := range map[string]string{
		para("前{", "{甲", "}}后"): "前A后", para("{{", "甲", "}", "}"): "A", para("{{甲}}{{甲}}", "{{", "乙}}"): "AAB1\nB2",
		para("{{ 乙 }}"): "B1\nB2", para("x", "", "{{甲}}y"): "xAy", para("{甲}} {{"): "{甲}} {{",
		`<w:p><w:r><w:pict><w:txbxContent>` + para("框{{甲}}") + `</w:txbxContent></w:pict></w:r></w:p>`: "",
	} {
		data := fill(t, document(body), Fields{"甲": nil, "乙": nil}, v)
		if got := plain(t, data); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
		if strings.Contains(body, "框") && !bytes.Contains(entry(t, data, "word/document.xml"), []byte("框A")) {
			t.Error("the text box was not filled")
		}
	}
}

func TestListsOfParagraphsAndInCells(t *testing.T) {
	fields := Fields{"组": Fields{"名": nil, "人": Fields{"姓": nil}}, "尾": nil}
	v := Values{Texts: map[string]string{"尾": "完"}, Lists: map[string][]Values{"组": {
		{Texts: map[string]string{"名": "一"}, Lists: map[string][]Values{"人": {{Texts: map[string]string{"姓": "张"}}, {Texts: map[string]string{"姓": "李"}}}}},
		{Texts: map[string]string{"名": "二"}},
	}}}
	body := para("{{#组}}") + para("{{名}}组，{{尾}}") + para("{{#人}}") + para("{{姓}}") + para("{{/人}}") + para("{{/组}}") + para("{{尾}}")
	if got := plain(t, fill(t, document(body), fields, v)); got != "一组，完\n张\n李\n二组，完\n完" {
		t.Errorf("%q", got)
	}
	cell := `<w:tbl><w:tr><w:tc>` + para("{{#组}}") + para("{{名}}") + para("{{/组}}") + `</w:tc><w:tc>` + para("{{尾}}") + `</w:tc></w:tr></w:tbl>`
	if got := plain(t, fill(t, document(cell), fields, v)); got != "一/二|完" {
		t.Errorf("%q", got)
	}
	if got := plain(t, fill(t, document(cell), fields, Values{})); got != "|" {
		t.Errorf("an empty cell keeps a paragraph: %q", got)
	}
}

func TestWrongMarksAreNamed(t *testing.T) {
	fields := Fields{"甲": nil, "清单": Fields{"项": nil}}
	for body, code := range map[string]string{
		para("{{乙}} {{丙}}"): "docx.unknown", para("{{项}}"): "docx.unknown", para("{{清单}}"): "docx.unknown", para("{{#无}}") + para("{{/无}}"): "docx.unknown",
		para("{{#清单}}"): "docx.marks", para("{{/清单}}"): "docx.marks", para("{{#清单}}") + para("{{#甲}}") + para("{{/清单}}") + para("{{/甲}}"): "docx.marks",
		para("字{{#清单}}") + para("{{/清单}}"):                                                   "docx.marks",
		para("{{#清单}}") + para("{{#清单}}") + para("{{/清单}}") + para("{{/清单}}"):                "docx.marks",
		`<w:tbl><w:tr><w:tc>` + para("{{#清单}}") + `</w:tc></w:tr></w:tbl>` + para("{{/清单}}"): "docx.marks",
	} {
		_, err := Parse(document(body), fields)
		if !fault.HasCode(err, code) {
			t.Errorf("%s: %v, want %s", body, err, code)
		}
		if code == "docx.unknown" && strings.Contains(body, "乙") && !strings.Contains(fault.Of(err).Text.ZH, "{{丙}}、{{乙}}") {
			t.Errorf("not named: %v", fault.Of(err).Text)
		}
	}
}

func TestAListThatWouldFillAllMemoryIsStopped(t *testing.T) {
	body := para("{{#清单}}") + strings.Repeat(para("{{项}}"), 2000) + para("{{/清单}}")
	tpl, err := Parse(document(body), Fields{"清单": Fields{"项": nil}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tpl.Fill(Values{Lists: map[string][]Values{"清单": make([]Values, 100_000)}}); !errors.Is(err, error(errBomb)) {
		t.Errorf("%v", err)
	}
}

func entry(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
