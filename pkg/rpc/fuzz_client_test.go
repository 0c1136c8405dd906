package rpc

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

// FuzzProblem: whatever a server or a proxy answers instead of a response, the
// caller gets a fault with words.
func FuzzProblem(f *testing.F) {
	f.Add(404, `{"status":404,"code":"case.not_found","title":"x","detail":"y"}`)
	f.Add(502, "<html>bad gateway</html>")
	f.Add(200, `{"status":-1}`)
	f.Add(0, `{"status":"404"}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		err := problemFault(&http.Response{StatusCode: status, Status: "x", Body: io.NopCloser(strings.NewReader(body))})
		e := fault.Of(err)
		if e.Kind == "" || !strings.HasPrefix(body, "{") && (e.Text.ZH == "" || e.Text.EN == "") {
			t.Fatalf("%d %q became %+v", status, body, e)
		}
	})
}

func FuzzAcceptLanguage(f *testing.F) {
	for _, s := range []string{"zh-CN,zh;q=0.9", "en", "fr;q=1,en;q=0.1", "*;q=0", ";;q=", "\xff", strings.Repeat("en,", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := &http.Request{Header: http.Header{"Accept-Language": {header}}}
		if lang := LangOfRequest(r); lang != "zh" && lang != "en" {
			t.Fatalf("%q is read in %q", header, lang)
		}
	})
}
