package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// sources are the hand-written files of the portal with these endings, by path.
func sources(t *testing.T, endings ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, ending := range endings {
			if strings.HasSuffix(path, ending) {
				body, err := os.ReadFile(path)
				found[path] = string(body)
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func hasChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var lineComment = regexp.MustCompile(`(?m)(^|\s)//.*$`)

func TestTemplatesHoldNoChinese(t *testing.T) {
	for path, body := range sources(t, ".templ", ".js") {
		for i, line := range strings.Split(lineComment.ReplaceAllString(body, ""), "\n") {
			if hasChinese(line) && !strings.Contains(line, "split(/") {
				t.Errorf("%s:%d: Chinese belongs into messages: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	}
}

func TestGoStringsHoldNoChinese(t *testing.T) {
	for path := range sources(t, ".go") {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && hasChinese(lit.Value) {
				t.Errorf("%s: Chinese belongs into messages: %s", set.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	}
}

var (
	usedKey  = regexp.MustCompile(`\b(?:T|Done)\((?:ctx|r\.Context\(\)), "([a-z0-9.-]+)"[,)]`)
	usedIcon = regexp.MustCompile(`\bIcon(?:\(|:\s*)"([a-z0-9-]+)"`)
	usedFile = regexp.MustCompile(`\bURL\("([^/"][^"]*)"\)`) // a page of the portal begins with a slash
)

func TestEveryTextIconAndFileExists(t *testing.T) {
	for path, body := range sources(t, ".templ", ".go") {
		for _, m := range usedKey.FindAllStringSubmatch(body, -1) {
			if !HasText(m[1]) {
				t.Errorf("%s: no text %q", path, m[1])
			}
		}
		for _, m := range usedIcon.FindAllStringSubmatch(body, -1) {
			if icons()[m[1]] == nil {
				t.Errorf("%s: no icon %q", path, m[1])
			}
		}
		for _, m := range usedFile.FindAllStringSubmatch(body, -1) {
			if bundle()[m[1]] == nil {
				t.Errorf("%s: no file %q", path, m[1])
			}
		}
	}
}

// A generated file that was forgotten would show the old page.
func TestEveryTemplateIsGenerated(t *testing.T) {
	for path := range sources(t, ".templ") {
		if _, err := os.Stat(strings.TrimSuffix(path, ".templ") + "_templ.go"); err != nil {
			t.Errorf("%s: run templ generate: %v", path, err)
		}
	}
}

func TestTemplatesHaveNoInlineScriptOrStyle(t *testing.T) {
	bad := regexp.MustCompile(`<style|\bstyle=|<script>|\son[a-z]+=|hx-on|javascript:`)
	for path, body := range sources(t, ".templ") {
		if m := bad.FindString(body); m != "" {
			t.Errorf("%s: the content policy forbids %q", path, m)
		}
	}
}

func TestStyleSheetsUseTokensForColours(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	allowed := map[string]bool{"00-modern-normalize.css": true, "10-tokens.css": true, "60-paper.css": true, "90-print.css": true}
	for path, body := range sources(t, ".css") {
		if allowed[filepath.Base(path)] {
			continue
		}
		for _, m := range colour.FindAllString(body, -1) {
			if m != "#ffffff" && m != "#000000" { // a QR code is black on white in every mode
				t.Errorf("%s: colour %s is not a token", path, m)
			}
		}
	}
}
