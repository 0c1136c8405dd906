package ballotpage

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"lianluo/services/portal/assets"
	"lianluo/services/portal/ui"
)

func TestThePageIsHandedOutToBeKept(t *testing.T) {
	mux := http.NewServeMux()
	Routes(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/lianluo-verify.html", nil))
	if got := w.Header().Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
		t.Errorf("it would be shown: %q", got)
	}
	if !bytes.Equal(w.Body.Bytes(), Page()) {
		t.Error("another page than the program's")
	}
}

// Who reads the page reads the very scripts of this repository.
func TestThePageHoldsTheScriptsUnchanged(t *testing.T) {
	page := string(Page())
	for _, name := range []string{"js/ballot/verify.js", "js/ballot/proof.js", "vendor/noble.min.js", "verify/page.js"} {
		body, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page, string(body)) {
			t.Errorf("%s is not in the page as it is", name)
		}
	}
}

// Every import of a script in the page is answered by the page.
func TestThePageNeedsNothingElse(t *testing.T) {
	page := string(Page())
	imports := regexp.MustCompile(`(?:\bfrom |\bimport\()"(\.[^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(imports) < 30 {
		t.Fatalf("only %d imports", len(imports))
	}
	for _, found := range imports {
		if !strings.Contains(page, `data-module="`+path.Base(found[1])+`"`) {
			t.Errorf("%s is imported and not in the page", found[1])
		}
	}
	if m := regexp.MustCompile(`(?:src|href|action)="[^"]+"`).FindString(page); m != "" {
		t.Errorf("the page refers to %s", m)
	}
	for _, held := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(page, held) {
			t.Errorf("the policy lacks %s", held)
		}
	}
}

func TestThePageHoldsNothingThatKeepsSecrets(t *testing.T) {
	for _, name := range []string{"vault.js", "trustee.js", "teller.js"} {
		if strings.Contains(string(Page()), `data-module="`+name+`"`) {
			t.Errorf("%s is in the verifier", name)
		}
	}
}

func TestTheLibrariesAreSmall(t *testing.T) {
	for name, most := range map[string]int{"vendor/noble.min.js": 20_000, "vendor/qr.min.js": 25_000} {
		body, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if got := zipped(t, body); got > most {
			t.Errorf("%s: %d bytes compressed, at most %d", name, got, most)
		}
	}
	if got := zipped(t, Page()); got > 90_000 {
		t.Errorf("the page: %d bytes compressed", got)
	}
}

func zipped(t *testing.T, body []byte) int {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Len()
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, lang := range []ui.Lang{ui.Chinese, ui.English} {
		var texts struct{ Codes map[string]said }
		if err := json.Unmarshal([]byte(Texts(lang)), &texts); err != nil {
			t.Fatal(err)
		}
		for code, said := range texts.Codes {
			if said.Holds == "" || said.Wrong == "" {
				t.Errorf("%s: %s has no words", lang, code)
			}
		}
	}
}

func TestTheTextsMayStandInAScriptElement(t *testing.T) {
	if strings.ContainsAny(Texts(ui.Chinese)+Texts(ui.English), "<>") {
		t.Error("a text would end the element that it stands in")
	}
}
