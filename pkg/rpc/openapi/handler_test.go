package openapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"lianluo/pkg/rpc/openapi"
)

func get(t *testing.T, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	openapi.Handler(build(t, ops())).ServeHTTP(w, r)
	return w
}

func TestTheDocumentIsServedAsBuilt(t *testing.T) {
	w := get(t, "/openapi.json")
	if w.Code != 200 || w.Body.String() != string(build(t, ops())) || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("got %d %v", w.Code, w.Header())
	}
	if again := get(t, "/openapi.json", "If-None-Match: "+w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
		t.Fatalf("got %d", again.Code)
	}
}

func TestThePageShowsEverything(t *testing.T) {
	body := get(t, "/docs/api", "Accept-Language: en").Body.String()
	for _, want := range []string{
		"casework.MoveCase", "/api/casework/v1/cases/{id}/step", "Moves a case on.", "case.read", "signed-in",
		"Only what the caller may see is listed.", `href="#type-openapi_test.OpenRequest"`, `id="type-openapi_test.OpenRequest"`,
		"≥ 0, ≤ 500", "registered | archived", "openapi_test.Note[]", "{…: integer (int64)}", "file[]", "Idempotency-Key", "string (date)",
		"It clashes with what is stored", "multipart/form-data", "Request body", "required", "where it stands", "the case it went into",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestThePageIsWhole(t *testing.T) {
	w := get(t, "/docs/api")
	body := w.Body.String()
	if strings.Contains(body, "http://") || strings.Contains(body, "https://") {
		t.Error("the page must load nothing from elsewhere")
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("got %v", w.Header())
	}
	for _, asset := range []string{"/docs/api/docs.css", "/docs/api/docs.js"} {
		if !strings.Contains(body, asset) || get(t, asset).Code != 200 {
			t.Errorf("%s is missing", asset)
		}
	}
	if strings.Contains(body, "&lt;no value&gt;") || strings.Contains(body, "ZgotmplZ") {
		t.Error("the template lacks a value")
	}
}

func TestThePagesLanguage(t *testing.T) {
	for target, want := range map[string]string{"/docs/api": "请求内容", "/docs/api?lang=en": "Request body", "/docs/api?lang=xx": "请求内容"} {
		if body := get(t, target).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", target, want)
		}
	}
	if body := get(t, "/docs/api?lang=zh", "Accept-Language: en").Body.String(); !strings.Contains(body, "请求内容") {
		t.Error("the choice beats the header")
	}
	for lang, want := range map[string]string{"zh": `<p lang="zh-CN">供测试使用。</p>`, "en": `<p lang="en">For tests.</p>`} {
		if body := get(t, "/docs/api?lang="+lang).Body.String(); !strings.Contains(body, want) {
			t.Errorf("in %s the page does not begin with %s", lang, want)
		}
	}
}

func TestElsewhereIsAProblem(t *testing.T) {
	var p struct{ Code string }
	w := get(t, "/docs/other")
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 404 || p.Code != "rpc.not_found" {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
}

func TestABrokenDocumentPanicsAtStart(t *testing.T) {
	for _, spec := range []string{"", "[]x", `{"a":`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken", spec)
				}
			}()
			openapi.Handler([]byte(spec))
		}()
	}
}

func TestDocsForTheCommandLine(t *testing.T) {
	docs, err := openapi.Docs(build(t, ops()))
	if err != nil || len(docs) != 8 || docs["area.ShowRules"] != "ShowRules shows the rules in force." ||
		docs["area.SetRules"] != "Common declares what every service has." || docs["casework.MoveCase"] != "MoveCase moves a case on." {
		t.Fatalf("got %v, %v", docs, err)
	}
	if _, err := openapi.Docs([]byte("[")); err == nil {
		t.Fatal("broken JSON must fail")
	}
}
