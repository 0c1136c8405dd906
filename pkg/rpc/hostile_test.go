package rpc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"lianluo/pkg/rpc"
)

func TestHostileJSON(t *testing.T) {
	d := newDemo(t)
	ok := `"title":"x","area":"43"`
	for name, c := range map[string]struct{ body, code, field string }{
		"not json":            {`hello`, "rpc.syntax", ""},
		"truncated":           {`{"title":"x`, "rpc.syntax", ""},
		"trailing garbage":    {`{` + ok + `} {}`, "rpc.syntax", ""},
		"two values":          {`{` + ok + `}null`, "rpc.syntax", ""},
		"bad utf-8":           {"{\"title\":\"\xff\xfe\",\"area\":\"43\"}", "rpc.syntax", ""},
		"lone surrogate":      {`{"title":"\ud800","area":"43"}`, "rpc.syntax", ""},
		"nul byte":            {"{\"title\":\"\x00\"}", "rpc.syntax", ""},
		"a list":              {`[]`, "rpc.content", ""},
		"text for list":       {`{` + ok + `,"tags":"a"}`, "rpc.content", "tags"},
		"number for text":     {`{"title":7,"area":"43"}`, "rpc.content", "title"},
		"wrong in a list":     {`{` + ok + `,"tags":["a",{}]}`, "rpc.content", "tags.1"},
		"wrong, nested":       {`{` + ok + `,"places":[{"road":[],"no":1}]}`, "rpc.content", "places.0.road"},
		"overflow":            {`{` + ok + `,"places":[{"road":"r","no":128}]}`, "rpc.content", "places.0.no"},
		"huge number":         {`{` + ok + `,"score":1e999}`, "rpc.content", "score"},
		"very long number":    {`{` + ok + `,"places":[{"road":"r","no":` + strings.Repeat("9", 2000) + `}]}`, "rpc.content", "places.0.no"},
		"fraction for int":    {`{` + ok + `,"places":[{"road":"r","no":1.5}]}`, "rpc.content", "places.0.no"},
		"not a time":          {`{` + ok + `,"due":"tomorrow"}`, "rpc.content", "due"},
		"time beyond JSON":    {`{` + ok + `,"due":"9999-12-31T23:59:59-23:59"}`, "rpc.content", "due"},
		"time before years":   {`{` + ok + `,"due":"0000-01-01T00:00:00+23:59"}`, "rpc.content", "due"},
		"unknown member":      {`{` + ok + `,"admin":true}`, "rpc.content", "admin"},
		"unknown, nested":     {`{` + ok + `,"places":[{"road":"r","x":1}]}`, "rpc.content", "places.0.x"},
		"other case":          {`{` + ok + `,"Title":"y"}`, "rpc.content", "Title"},
		"repeated member":     {`{` + ok + `,"title":"y"}`, "rpc.content", "title"},
		"repeated, nested":    {`{` + ok + `,"any":{"a":1,"a":2}}`, "rpc.content", "any.a"},
		"deep lists":          {`{` + ok + `,"any":` + strings.Repeat("[", 1000) + `}`, "rpc.depth", ""},
		"deep objects":        {`{` + ok + `,"any":` + strings.Repeat(`{"a":`, 40) + `1` + strings.Repeat("}", 40) + `}`, "rpc.depth", ""},
		"oversize":            {`{` + ok + `,"any":"` + strings.Repeat("a", 5<<10) + `"}`, "rpc.too_large", ""},
		"long unknown member": {`{"` + strings.Repeat("n", 1000) + `":1}`, "rpc.content", strings.Repeat("n", 80) + "…"},
		"empty":               {``, "rpc.content", "title"},
		"null":                {`null`, "rpc.content", "title"},
	} {
		w := d.raw("POST", "/api/demo/v1/act", c.body, asJSON, withKey)
		p := problem(t, w.Body.String())
		field := ""
		if len(p.Fields) > 0 {
			field = p.Fields[0].Name
			if p.Fields[0].Detail == "" {
				t.Errorf("%s: the field's sentence is missing", name)
			}
		}
		if p.Code != c.code || field != c.field {
			t.Errorf("%s: got %s at %q, want %s at %q", name, p.Code, field, c.code, c.field)
		}
	}
}

func TestHostileURLs(t *testing.T) {
	d := newDemo(t)
	for query, field := range map[string]string{
		"limit=x": "limit", "limit=1&limit=2": "limit", "limit=99999999999999999999": "limit", "limit=501": "limit",
		"since=yesterday": "since", "since=9999-12-31T23:59:59-23:59": "since", "done=maybe": "done", "tag=%ff": "tag", "sort=up": "sort", "Limit=1": "Limit",
		"after=%ff": "after",
	} {
		p := problem(t, d.raw("GET", "/api/demo/v1/notes?"+query, "", asOfficer).Body.String())
		if p.Status != 400 || len(p.Fields) != 1 || p.Fields[0].Name != field {
			t.Errorf("%s: got %+v", query, p)
		}
	}
	for _, query := range []string{"%zz", "a;b=1"} {
		if p := problem(t, d.raw("GET", "/api/demo/v1/notes?"+query, "", asOfficer).Body.String()); p.Code != "rpc.syntax" {
			t.Errorf("%s: got %+v", query, p)
		}
	}
	p := problem(t, d.raw("GET", "/api/demo/v1/notes?limit=x&since=y&z=1", "", asOfficer).Body.String())
	if len(p.Fields) != 3 {
		t.Errorf("all wrong values are named at once: %+v", p.Fields)
	}
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "&x%d=", i)
	}
	p = problem(t, d.raw("GET", "/api/demo/v1/notes?"+many.String(), "", asOfficer).Body.String())
	if len(p.Fields) != 20 {
		t.Errorf("named %d wrong fields", len(p.Fields))
	}
	p = problem(t, d.raw("GET", "/api/demo/v1/notes/"+strings.Repeat("x", 50), "", asOfficer).Body.String())
	if p.Code != "rpc.content" || p.Fields[0].Name != "id" {
		t.Errorf("got %+v", p)
	}
}

func TestOtherMediaAreRefused(t *testing.T) {
	d := newDemo(t)
	for _, headers := range [][]string{
		{}, {"Content-Type: text/plain"}, {"Content-Type: application/x-www-form-urlencoded"}, {"Content-Type: ;;;"},
		{"Content-Type: application/json", "Content-Encoding: gzip"},
	} {
		w := d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, append(headers, withKey)...)
		if p := problem(t, w.Body.String()); p.Code != "rpc.media_type" {
			t.Errorf("%v: got %+v", headers, p)
		}
	}
}

func TestACompressedBombIsNotInflated(t *testing.T) {
	d := newDemo(t)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 3<<20))
	z.Close()
	for _, headers := range [][]string{{asJSON, "Content-Encoding: gzip"}, {asJSON}} {
		w := d.raw("POST", "/api/demo/v1/act", b.String(), append(headers, withKey)...)
		if p := problem(t, w.Body.String()); p.Status != 400 && p.Status != 413 {
			t.Errorf("got %+v", p)
		}
	}
}

func TestAnUnannouncedLongBodyIsCutOff(t *testing.T) {
	d := newDemo(t)
	r := httptest.NewRequest("POST", "/api/demo/v1/act", io.LimitReader(endless{}, 1<<30))
	r.ContentLength = -1
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "key-12345678")
	w := httptest.NewRecorder()
	d.server.Handler().ServeHTTP(w, r)
	if p := problem(t, w.Body.String()); p.Status != 413 || !strings.Contains(p.Detail, "4 KB") {
		t.Fatalf("got %+v", p)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestABodyThatNeverComesEndsInTime(t *testing.T) {
	d := newDemo(t)
	srv := httptest.NewServer(d.server.Handler())
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/demo/v1/act HTTP/1.1\r\nHost: x\r\n%s\r\n%s\r\nContent-Length: 100\r\n\r\n{", asJSON, withKey)
	head := make([]byte, 12)
	if _, err := io.ReadFull(conn, head); err != nil || string(head) != "HTTP/1.1 400" {
		t.Fatalf("got %q, %v", head, err)
	}
}

func TestValidateSpeaksForEveryField(t *testing.T) {
	type Inner struct {
		Phone string `json:"phone" validate:"phone"`
	}
	type Embedded struct {
		Word string `json:"word" validate:"required"`
	}
	type all struct {
		Embedded
		Req   string   `json:"req" validate:"required"`
		Min   string   `json:"min" validate:"min=3"`
		Max   []string `json:"max" validate:"max=1"`
		Num   int      `json:"num" validate:"gte=5"`
		One   string   `json:"one" validate:"oneof=a b"`
		Mail  string   `json:"mail" validate:"email"`
		Area  string   `json:"area" validate:"area"`
		ID    string   `json:"id" validate:"cnid"`
		Why   string   `json:"why" validate:"reason"`
		Inner []Inner  `json:"inner" validate:"dive"`
		Odd   string   `json:"odd" validate:"hexcolor"`
		Path  string   `path:"path" validate:"len=2"`
	}
	err := rpc.Validate(all{Max: []string{"a", "b"}, Min: "联络", Inner: []Inner{{"12"}}, Why: "！！"})
	got := map[string]string{}
	for _, f := range faultOf(t, err).Fields {
		got[f.Name] = f.Text.EN
		if f.Text.ZH == "" || strings.Contains(f.Text.ZH+f.Text.EN, "%") {
			t.Errorf("%s: %+v", f.Name, f.Text)
		}
	}
	for name, want := range map[string]string{
		"word": "must be given", "req": "must be given", "min": "must have at least 3 characters",
		"max": "must have at most 1 entries; remove some", "num": "must be at least 5", "one": "must be one of: a, b",
		"inner.0.phone": "must be a mobile number, or a fixed one with its area code such as 0745-5222222",
		"odd":           "has the wrong form; check it", "path": "must have exactly 2 characters",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	if len(got) != 13 {
		t.Errorf("got %d: %v", len(got), got)
	}
}

func TestOwnTags(t *testing.T) {
	type v struct {
		Area  string `json:"area" validate:"omitempty,area"`
		Phone string `json:"phone" validate:"omitempty,phone"`
		ID    string `json:"id" validate:"omitempty,cnid"`
		Why   string `json:"why" validate:"omitempty,reason"`
	}
	for _, good := range []v{{Area: "43"}, {Area: "4312"}, {Area: "431223"}, {Area: "431223101"}, {Area: "431223101002"},
		{Phone: "13800138000"}, {Phone: "0745-5222222"}, {Phone: "400-800-8888"}, {ID: "11010519491231002X"}, {ID: "440524188001010014"}, {Why: "重复"}} {
		if err := rpc.Validate(good); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for _, bad := range []v{{Area: "430000000000x"}, {Area: "4"}, {Area: "43122"}, {Area: "０４３１"}, {Area: "031223"}, {Phone: "12345"},
		{Phone: "23800138000"}, {ID: "11010519491231002x"}, {ID: "110105194912310021"}, {ID: "1101051949123100"}, {Why: "x"}, {Why: strings.Repeat("字", 501)}} {
		if err := rpc.Validate(bad); err == nil {
			t.Errorf("%+v passed", bad)
		}
	}
}

func TestAWrongRequestChangesNothing(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) {
		t.Error("the method must not run")
		return Note{}, nil
	}
	d.raw("POST", "/api/demo/v1/act", `{"title":""}`, asJSON, withKey)
	recs, err := d.back.All(context.Background(), "idem", "", 1)
	if err != nil || len(recs) != 0 {
		t.Fatalf("got %v, %v", recs, err)
	}
}
