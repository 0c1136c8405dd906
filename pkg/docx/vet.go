package docx

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

const (
	maxFile  = 4 << 20  // as it was sent
	maxXML   = 4 << 20  // of one part that is read
	maxAll   = 24 << 20 // of all parts unpacked
	maxParts = 300
	maxDepth = 120 // of elements within each other
)

// open unpacks a file that may be hostile: bounded by what really comes out of
// it, whatever its headers say.
func open(data []byte) ([]part, error) {
	if len(data) > maxFile {
		return nil, errLarge
	}
	if bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, errOld
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errFormat.Because(err)
	}
	if len(z.File) > maxParts {
		return nil, errBomb
	}
	var out []part
	left, seen := int64(maxAll), map[string]bool{}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		key := strings.ToLower(f.Name)
		if path.Clean(key) != key || strings.HasPrefix(key, "/") || strings.HasPrefix(key, "..") || strings.Contains(key, `\`) || seen[key] {
			return nil, errFormat
		}
		seen[key] = true
		raw, err := unpack(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(raw))
		out = append(out, part{f.Name, raw})
	}
	if !seen["word/document.xml"] || !seen["[content_types].xml"] {
		return nil, errFormat
	}
	return out, nil
}

func unpack(f *zip.File, left int64) ([]byte, error) {
	if isXML(f.Name) {
		left = min(left, maxXML)
	}
	r, err := f.Open()
	if err != nil {
		return nil, errFormat.Because(err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, left+1))
	if err != nil {
		return nil, errFormat.Because(err)
	}
	if int64(len(raw)) > left {
		return nil, errBomb
	}
	return raw, nil
}

func isXML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".xml" || ext == ".rels"
}

// passive are the parts that may be no XML: pictures and fonts that lie within.
var passive = []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".odttf"}

// vet refuses everything that acts or reaches outside, and parses the parts.
func vet(parts []part) (map[string]*etree.Document, error) {
	docs := map[string]*etree.Document{}
	for _, p := range parts {
		name := strings.ToLower(p.name)
		switch {
		case strings.Contains(name, "vba") || strings.Contains(name, "macro"):
			return nil, errMacro
		case strings.Contains(name, "embeddings/") || strings.Contains(name, "activex"), !isXML(name) && !slices.Contains(passive, path.Ext(name)):
			return nil, errEmbed
		case !isXML(name):
			continue
		}
		doc, err := parse(p.data)
		if err == nil {
			err = harmless(&doc.Element, 0)
		}
		if err == nil {
			err = showing(&doc.Element)
		}
		if err != nil {
			return nil, err
		}
		docs[p.name] = doc
	}
	return docs, nil
}

// parse reads a part; there are no entities but XML's own, no other encodings.
func parse(data []byte) (*etree.Document, error) {
	if depth := bytes.Count(data, []byte("<")); depth > maxXML/8 {
		return nil, errBomb
	}
	if bytes.Contains(data, []byte("<!DOCTYPE")) || bytes.Contains(data, []byte("<!ENTITY")) {
		return nil, errDTD
	}
	doc := etree.NewDocument()
	doc.ReadSettings.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errFormat }
	if err := doc.ReadFromBytes(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))); err != nil {
		return nil, errFormat.Because(err)
	}
	return doc, nil
}

// fields are the field codes that only show what the document itself says.
var fields = []string{"PAGE", "NUMPAGES", "SECTIONPAGES"}

// acting are elements that bring in or run something.
var acting = map[string]error{"altChunk": errOutside, "object": errEmbed, "OLEObject": errEmbed, "control": errEmbed, "attachedTemplate": errOutside,
	"subDoc": errOutside, "frameset": errOutside, "mailMerge": errOutside}

func harmless(e *etree.Element, depth int) error {
	if depth > maxDepth {
		return errBomb
	}
	if err := acting[e.Tag]; err != nil {
		return err
	}
	for _, a := range e.Attr {
		value := strings.ToLower(a.Value)
		if a.Key == "TargetMode" && value == "external" || a.Key == "Target" && strings.Contains(value, ":") {
			return errOutside
		}
		if a.Key == "ContentType" && strings.Contains(value, "macroenabled") {
			return errMacro
		}
		if e.Tag == "fldSimple" && a.Key == "instr" && !showsOnly(a.Value) {
			return errField(clip(a.Value))
		}
	}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Directive:
			return errDTD
		case *etree.Element:
			if err := harmless(t, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// showing refuses field codes that do more than show; Word splits them over runs.
func showing(root *etree.Element) error {
	var codes strings.Builder
	each(root, func(e *etree.Element) {
		switch e.Tag {
		case "instrText", "delInstrText":
			codes.WriteString(e.Text())
		case "fldChar", "p":
			codes.WriteString("\n")
		}
	})
	for code := range strings.Lines(codes.String()) {
		if strings.TrimSpace(code) != "" && !showsOnly(code) {
			return errField(clip(code))
		}
	}
	return nil
}

func showsOnly(code string) bool {
	words := strings.Fields(code)
	return len(words) > 0 && slices.Contains(fields, strings.ToUpper(words[0]))
}

func clip(text string) string {
	if r := []rune(strings.TrimSpace(text)); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return strings.TrimSpace(text)
}

// each calls fn for the element and all below it.
func each(e *etree.Element, fn func(*etree.Element)) {
	fn(e)
	for _, c := range e.ChildElements() {
		each(c, fn)
	}
}
