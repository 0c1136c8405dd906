package docx

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"lianluo/pkg/fault"
)

const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

func field(pieces ...string) string {
	out := `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>`
	for _, s := range pieces {
		out += `<w:r><w:instrText>` + s + `</w:instrText></w:r>`
	}
	return out + `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}

func TestHostileFilesAreRefusedWithTheReason(t *testing.T) {
	link := func(attrs string) part {
		return part{"word/_rels/document.xml.rels", []byte(rels + `<Relationship Id="r1" Type="image" ` + attrs + `/></Relationships>`)}
	}
	deep := func(n int) string { return strings.Repeat("<w:sdt>", n) + strings.Repeat("</w:sdt>", n) }
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"nothing":           {nil, "docx.format"},
		"no zip":            {[]byte("hello"), "docx.format"},
		"old doc":           {append([]byte{0xD0, 0xCF, 0x11, 0xE0}, make([]byte, 600)...), "docx.old"},
		"another zip":       {pack([]part{{"a.xml", []byte("<a/>")}}), "docx.format"},
		"large":             {make([]byte, maxFile+1), "docx.size"},
		"bomb":              {document("", part{"word/media/a.png", make([]byte, maxAll+1)}), "docx.unpacked"},
		"xml bomb":          {document(strings.Repeat(" ", maxXML)), "docx.unpacked"},
		"many parts":        {document("", make([]part, maxParts)...), "docx.unpacked"},
		"the same twice":    {document("", part{"word/Document.xml", []byte("<a/>")}), "docx.format"},
		"way out":           {document("", part{"../x.xml", []byte("<a/>")}), "docx.format"},
		"macro":             {document("", part{"word/vbaProject.bin", []byte("x")}), "docx.macro"},
		"macro type":        {pack([]part{{"[Content_Types].xml", []byte(`<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`)}, {"word/document.xml", []byte("<w/>")}}), "docx.macro"},
		"ole":               {document("", part{"word/embeddings/oleObject1.bin", []byte("x")}), "docx.embedded"},
		"activex":           {document("", part{"word/activeX/activeX1.xml", []byte("<a/>")}), "docx.embedded"},
		"some binary":       {document("", part{"word/media/a.exe", []byte("x")}), "docx.embedded"},
		"object":            {document(`<w:p><w:r><w:object/></w:r></w:p>`), "docx.embedded"},
		"remote picture":    {document("", link(`Target="http://example.org/a.png" TargetMode="External"`)), "docx.external"},
		"unmarked remote":   {document("", link(`Target="http://example.org/a.png"`)), "docx.external"},
		"a file elsewhere":  {document("", link(`Target="file:///etc/passwd" targetmode="x"`)), "docx.external"},
		"alternative chunk": {document(`<w:altChunk r:id="x"/>`), "docx.external"},
		"remote template":   {document("", part{"word/settings.xml", []byte(`<w:settings ` + namespaces + `><w:attachedTemplate r:id="r1"/></w:settings>`)}), "docx.external"},
		"dtd":               {document("", part{"word/x.xml", []byte(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`)}), "docx.dtd"},
		"odd dtd":           {document("", part{"word/x.xml", []byte(`<!doctype a><a/>`)}), "docx.dtd"},
		"entity":            {document("", part{"word/x.xml", []byte(`<a>&b;</a>`)}), "docx.format"},
		"utf-16":            {document("", part{"word/x.xml", []byte(`<?xml version="1.0" encoding="utf-16"?><a/>`)}), "docx.format"},
		"broken":            {document("<w:p>"), "docx.format"},
		"deep":              {document(deep(maxDepth)), "docx.unpacked"},
		"deeper":            {document(deep(50_000)), "docx.format"},
		"dde":               {document(field("DDE", "AUTO c:\\cmd")), "docx.field"},
		"include":           {document(field(" INCLUDEPICTURE x")), "docx.field"},
		"over paragraphs":   {document(`<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r></w:p><w:p><w:r><w:instrText>TEXT x</w:instrText></w:r></w:p>`), "docx.field"},
		"simple field":      {document(`<w:p><w:fldSimple w:instr="DDEAUTO x"/></w:p>`), "docx.field"},
	} {
		_, err := Parse(c.data, Fields{})
		if !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if _, err := Read(c.data); !fault.HasCode(err, c.code) {
			t.Errorf("reading %s: %v", name, err)
		}
	}
	if _, err := Parse(document(field(" PAGE ")+field("NUM", "PAGES \\* MERGEFORMAT")), Fields{}); err != nil {
		t.Errorf("page numbers: %v", err)
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add(para("{{甲}}"), "值")
	f.Add(para("{{#清", "单}}")+para("{{项}}")+para("{{/清单}}"), "a\nb")
	f.Add(`<w:tbl><w:tr><w:tc>`+para("{{#清单}}{{项}}{{/清单}}")+`</w:tc></w:tr></w:tbl>`, "")
	f.Add(field("PAGE"), "x")
	fields := Fields{"甲": nil, "清单": Fields{"项": nil}}
	f.Fuzz(func(t *testing.T, body, value string) {
		tpl, err := Parse(document(body), fields)
		if err != nil {
			if fault.Of(err).Kind == fault.KindInternal {
				t.Fatal(err)
			}
			return
		}
		item := Values{Texts: map[string]string{"项": value}}
		out, err := tpl.Fill(Values{Texts: map[string]string{"甲": value}, Lists: map[string][]Values{"清单": {item, item}}})
		if err != nil {
			t.Fatalf("a template that was taken cannot be filled: %v", err)
		}
		if _, err := Read(out); err != nil && utf8.ValidString(value) {
			t.Fatalf("what was made cannot be read: %v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(Write(letter()))
	f.Add(document(para("x")))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(data)
		if err == nil && !bytes.Equal(Write(d), Write(d)) {
			t.Fatal("the same document is written in two ways")
		}
	})
}
