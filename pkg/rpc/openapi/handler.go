package openapi

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"lianluo/pkg/rpc"
)

//go:embed page.html docs.css docs.js
var files embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"dict": func(pairs ...any) map[string]any { return obj(pairs...).values },
	"rows": func(r *row) []row { return []row{*r} },
}).ParseFS(files, "page.html"))

// words are the page's own; the comments on operations are English.
var words = map[string]map[string]string{
	"zh": {"other": "English", "otherLang": "en", "filter": "按名称、路径或说明筛选", "operations": "操作", "types": "数据类型", "params": "参数",
		"body": "请求内容", "answers": "回答", "permission": "权限", "name": "名称", "where": "位置", "type": "类型", "limits": "限制", "doc": "说明",
		"must": "必填", "nothing": "没有符合的操作", "raw": "OpenAPI 文档"},
	"en": {"other": "中文", "otherLang": "zh", "filter": "Filter by name, path or description", "operations": "Operations", "types": "Types", "params": "Parameters",
		"body": "Request body", "answers": "Answers", "permission": "Permission", "name": "Name", "where": "Where", "type": "Type", "limits": "Limits", "doc": "Meaning",
		"must": "required", "nothing": "No operation matches", "raw": "OpenAPI document"},
}

// Handler serves the document at /openapi.json and a page made from it at
// /docs/api, with nothing loaded from elsewhere. It panics when spec is not a
// document that Build wrote, which the first start of a build shows.
func Handler(spec []byte) http.Handler {
	if !json.Valid(spec) || !bytes.HasPrefix(spec, []byte("{")) {
		panic("openapi: the document is not JSON")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /openapi.json", static("application/json", spec))
	mux.Handle("GET /docs/api/docs.css", static("text/css; charset=utf-8", asset("docs.css")))
	mux.Handle("GET /docs/api/docs.js", static("text/javascript; charset=utf-8", asset("docs.js")))
	pages := map[string]func() http.Handler{}
	for lang := range words { // most processes never show the page
		pages[lang] = sync.OnceValue(func() http.Handler { return static("text/html; charset=utf-8", render(spec, lang)) })
	}
	mux.HandleFunc("GET /docs/api", func(w http.ResponseWriter, r *http.Request) {
		lang := r.URL.Query().Get("lang")
		if pages[lang] == nil {
			lang = rpc.LangOfRequest(r)
		}
		w.Header().Set("Vary", "Accept-Language")
		pages[lang]().ServeHTTP(w, r)
	})
	return rpc.WithProblems(mux)
}

func asset(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return data
}

func render(spec []byte, lang string) []byte {
	doc := &object{}
	var b bytes.Buffer
	err := json.Unmarshal(spec, doc)
	if err == nil {
		err = pageTemplate.Execute(&b, newPage(doc, lang))
	}
	if err != nil {
		panic("openapi: " + err.Error())
	}
	return b.Bytes()
}

// static serves bytes that do not change while the process runs.
func static(media string, data []byte) http.Handler {
	sum := sha256.Sum256(data)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("ETag", tag)
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'")
		if strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", media)
		_, _ = w.Write(data) // a reader that went away needs no answer
	})
}

// Docs lists what the document says of each operation, by name: the help of the
// command line.
func Docs(spec []byte) (map[string]string, error) {
	doc := &object{}
	if err := json.Unmarshal(spec, doc); err != nil {
		return nil, err
	}
	docs := map[string]string{}
	paths := doc.in("paths")
	for _, path := range paths.names {
		item := paths.in(path)
		for _, method := range item.names {
			docs[item.in(method).str("operationId")] = item.in(method).str("description")
		}
	}
	return docs, nil
}
