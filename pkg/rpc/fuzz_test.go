package rpc

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"lianluo/pkg/fault"
)

type fuzzed struct {
	ID    string            `path:"id"`
	Limit int16             `query:"limit"`
	Since time.Time         `query:"since"`
	Tags  []string          `query:"tag"`
	Done  *bool             `query:"done"`
	Text  string            `json:"text"`
	N     int8              `json:"n"`
	F     float64           `json:"f"`
	List  []string          `json:"list"`
	Map   map[string]string `json:"map"`
	In    struct {
		A []uint `json:"a"`
	} `json:"in"`
}

type fuzzedForm struct {
	ID    string   `path:"id"`
	Text  string   `json:"text"`
	N     int8     `json:"n"`
	List  []string `json:"list"`
	In    *fuzzed  `json:"in"`
	Scan  File     `file:"scan"`
	Files []File   `file:"files"`
}

var (
	fuzzOp     = Post[fuzzed, None]("fuzz.Op", "/x/{id}", Public()).Declared()
	fuzzFormOp = Upload[fuzzedForm, None]("fuzz.Form", "/x/{id}", Public()).Declared()
)

// decodeFor decodes one request as the server would.
func decodeFor(o Operation, target, media, body string) (reflect.Value, error) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	path, query, _ := strings.Cut(target, "?")
	r.SetPathValue("id", strings.TrimPrefix(path, "/x/"))
	r.URL.RawQuery = query
	r.Header.Set("Content-Type", media)
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, o.MaxBody)
	return shapeFor(o).decode(r, o)
}

// settles checks that a fault is the caller's to mend, and that what was
// accepted survives being encoded and decoded again.
func settles(t *testing.T, o Operation, v reflect.Value, err error) {
	t.Helper()
	if err != nil {
		if f := fault.Of(err); f.Kind != fault.KindInvalid && f.Kind != fault.KindTooLarge {
			t.Fatalf("not the caller's fault: %v", err)
		}
		return
	}
	m, err := encode(o, v)
	if err != nil {
		if v.FieldByName("ID").String() == "" || strings.Trim(v.FieldByName("ID").String(), ".") == "" {
			return
		}
		t.Fatalf("%+v cannot be encoded: %v", v.Interface(), err)
	}
	target := strings.Replace(m.target, pathOf(m.target), "/x/"+v.FieldByName("ID").String(), 1)
	again, err := decodeFor(o, target, m.media, string(m.body))
	if err != nil {
		t.Fatalf("%+v does not decode again: %v", v.Interface(), err)
	}
	first, _ := marshal(v.Interface())
	second, _ := marshal(again.Interface())
	if string(first) != string(second) {
		t.Fatalf("%s became %s", first, second)
	}
}

func pathOf(target string) string { path, _, _ := strings.Cut(target, "?"); return path }

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"text":"联络","n":-5,"f":1e3,"list":["a"],"map":{"k":"v"},"in":{"a":[1,2]}}`, `{"n":300}`, `[[[`, `{"text":"\ud800"}`,
		`{"text":1,"text":2}`, `null`, ``, `{} {}`, "\xff", `{"f":1e999}`, `{"Text":""}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := decodeFor(fuzzOp, "/x/1", "application/json", string(body))
		settles(t, fuzzOp, v, err)
	})
}

func FuzzURL(f *testing.F) {
	f.Add("1", "limit=5&since=2026-03-05T09:00:00%2B08:00&tag=a&tag=b&done=false")
	f.Add("联", "limit=1&limit=2")
	f.Add("%2F", "%zz")
	f.Add("..", "tag=%ff&x=1")
	f.Fuzz(func(t *testing.T, id, query string) {
		if strings.ContainsAny(id, "?") {
			return
		}
		v, err := decodeFor(fuzzOp, "/x/"+id+"?"+query, "application/json", "")
		settles(t, fuzzOp, v, err)
	})
}

func FuzzMultipart(f *testing.F) {
	const head = "--b\r\nContent-Disposition: form-data; name="
	f.Add(head + "\"text\"\r\n\r\nx\r\n--b--\r\n")
	f.Add(head + "\"scan\"; filename=\"../a\"\r\n\r\n\x89PNG\r\n--b--")
	f.Add(head + "\"files\"; filename*=UTF-8''%00\r\n\r\n\r\n" + head + "\"files\"; filename=\"b\"\r\n\r\nzz\r\n--b--")
	f.Add(head + "\"in\"\r\n\r\n{\"list\":[]}\r\n" + head + "n\r\n\r\n300\r\n--b--\r\n")
	f.Add("--b--")
	f.Fuzz(func(t *testing.T, body string) {
		v, err := decodeFor(fuzzFormOp, "/x/1", "multipart/form-data; boundary=b", body)
		settles(t, fuzzFormOp, v, err)
	})
}

func FuzzFileName(f *testing.F) {
	f.Add("../../x")
	f.Add("a\u202e\x00\xff")
	f.Fuzz(func(t *testing.T, name string) {
		got := cleanName(name)
		if got == "" || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\:\x00") || len([]rune(got)) > maxFileName {
			t.Fatalf("%q became %q", name, got)
		}
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q became %q", name, got)
			}
		}
	})
}

func FuzzReadEvents(f *testing.F) {
	f.Add("event: a\ndata: 1\n\n: c\n\ndata: 2\ndata: 3\n\n")
	f.Add("event: problem\ndata: {\"status\":503}\n\n")
	f.Add("data\n\n\r\n\x00")
	f.Fuzz(func(t *testing.T, stream string) {
		bytes := 0
		for e := range ReadEvents(strings.NewReader(stream)) {
			bytes += len(e.Data)
		}
		if bytes > len(stream) {
			t.Fatal("more was read than there is")
		}
	})
}
