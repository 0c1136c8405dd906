package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rpc/cli"
)

type Place struct {
	Road string   `json:"road" doc:"street"`
	No   int      `json:"no,omitempty"`
	Tags []string `json:"tags,omitempty"`
}

type base struct {
	Why string `json:"why,omitempty"`
}

type Request struct {
	base
	ID     string            `path:"id" validate:"required"`
	Title  string            `json:"title" validate:"required,max=20" doc:"what it is about"`
	Count  int               `json:"count"`
	Ratio  float64           `json:"ratio"`
	Done   *bool             `json:"done"`
	Due    time.Time         `json:"due,omitzero"`
	Tags   []string          `json:"tags"`
	Place  *Place            `json:"place"`
	Places []Place           `json:"places"`
	Extra  map[string]string `json:"extra"`
	Key    string            `json:"key"`
}

type Photos struct {
	Title  string     `json:"title"`
	Photos []rpc.File `file:"photos" accept:"text/plain"`
}

type Listing struct {
	After string   `query:"after"`
	Step  []string `query:"step"`
}

var (
	change = rpc.Put[Request, Request]("demo.ChangeCase", "/api/demo/v1/cases/{id}", rpc.Public(), rpc.ReadOnly())
	photos = rpc.Upload[Photos, Photos]("demo.AddPhotos", "/api/demo/v1/photos", rpc.Public(), rpc.ReadOnly())
	list   = rpc.Get[Listing, Listing]("demo.ListCases", "/api/demo/v1/cases", rpc.Public())
	quiet  = rpc.Get[rpc.None, rpc.None]("demo.Quiet", "/api/demo/v1/quiet", rpc.Public())
	export = rpc.Stream[rpc.None]("demo.Export", "/api/demo/v1/export", rpc.Public())
	twin   = rpc.Get[rpc.None, rpc.None]("other.Quiet", "/api/other/v1/quiet", rpc.Public())
)

type world struct {
	cli.Program
	out  bytes.Buffer
	env  map[string]string
	last *http.Request
}

func same[T any](_ context.Context, req T) (T, error) { return req, nil }

func newWorld() *world {
	s := rpc.NewServer(rpc.ServerConfig{Service: "demo", Logger: slog.New(slog.DiscardHandler)})
	rpc.Handle(s, change, same)
	rpc.Handle(s, photos, same)
	rpc.Handle(s, list, same)
	rpc.Handle(s, quiet, same)
	rpc.HandleStream(s, export, func(_ context.Context, _ rpc.None, w *rpc.Writer) error {
		_, err := io.WriteString(w, "a,b\n")
		return err
	})
	w := &world{env: map[string]string{"LANG": "en_GB.UTF-8"}}
	w.Program = cli.Program{
		Ops:    []rpc.Any{change, photos, list, quiet, export, twin},
		Docs:   map[string]string{"demo.ChangeCase": "ChangeCase changes a case. It fails sometimes.", "demo.Quiet": "Quiet says nothing."},
		Getenv: func(name string) string { return w.env[name] },
		Out:    &w.out,
		HTTP: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			w.last = r
			return rpc.InProcess(s.Handler()).RoundTrip(r)
		})},
	}
	return w
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (w *world) run(t *testing.T, args ...string) string {
	t.Helper()
	w.out.Reset()
	if err := w.Call(context.Background(), args); err != nil {
		t.Fatalf("%v: %s", args, w.Message(err))
	}
	return w.out.String()
}

func TestFieldsOfEveryKind(t *testing.T) {
	w := newWorld()
	var got Request
	out := w.run(t, "demo.ChangeCase", "--id=c/1 ?", "--title", "路灯不亮", "--count=-3", "--ratio=0.5", "--done", "--due=2026-03-05T09:00:00+08:00",
		"--tags=a", "--tags", "b", "--place.road=新路", "--place.no=7", "--place.tags=x", "--places.0.road=甲", "--places.1.road=乙",
		"--extra.color=red", "--why=because", "--key=a field here")
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	switch {
	case got.Title != "路灯不亮", got.Count != -3, got.Ratio != 0.5, got.Done == nil || !*got.Done, got.Due.UTC().Hour() != 1,
		strings.Join(got.Tags, "") != "ab", got.Place.Road != "新路" || got.Place.No != 7 || got.Place.Tags[0] != "x",
		len(got.Places) != 2 || got.Places[1].Road != "乙", got.Extra["color"] != "red", got.Why != "because", got.Key != "a field here":
		t.Fatalf("got %s", out)
	}
	if w.last.URL.EscapedPath() != "/api/demo/v1/cases/c%2F1%20%3F" {
		t.Fatalf("asked for %s", w.last.URL.EscapedPath())
	}
}

func TestValuesAsJSON(t *testing.T) {
	out := newWorld().run(t, "ChangeCase", "--id=1", "--title=[x]", `--place={"road":"r"}`, `--places=[{"road":"a"},{"road":"b"}]`, `--tags=["p","q"]`)
	var got Request
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Place.Road != "r" || len(got.Places) != 2 || len(got.Tags) != 2 || got.Title != "[x]" {
		t.Fatalf("got %s, %v", out, err)
	}
}

func TestOtherKindsOfOperation(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := w.run(t, "AddPhotos", "--title=x", "--photos=@"+path, "--photos", "@"+path); strings.Count(out, "note.txt") != 2 {
		t.Errorf("got %s", out)
	}
	if out := w.run(t, "listcases", "--step=a", "--step=b"); !strings.Contains(out, `"a"`) || w.last.URL.RawQuery != "step=a&step=b" {
		t.Errorf("got %s from %s", out, w.last.URL)
	}
	if out := w.run(t, "demo.Quiet"); out != "" {
		t.Errorf("got %q", out)
	}
	if out := w.run(t, "Export"); out != "a,b\n" {
		t.Errorf("got %q", out)
	}
}

func TestOptions(t *testing.T) {
	w := newWorld()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run(t, "--server", "https://a.example/", "ListCases", "--token-file="+token)
	if w.last.URL.Host != "a.example" || w.last.Header.Get("Authorization") != "Bearer secret" || w.last.Header.Get("Accept-Language") != "en" {
		t.Errorf("got %s %v", w.last.URL, w.last.Header)
	}
	w.env = map[string]string{"LIANLUO_SERVER": "http://localhost:9", "LIANLUO_TOKEN": "other", "LANG": "zh_CN.UTF-8"}
	w.run(t, "ListCases")
	if w.last.URL.Host != "localhost:9" || w.last.Header.Get("Authorization") != "Bearer other" || w.last.Header.Get("Accept-Language") != "zh" {
		t.Errorf("got %s %v", w.last.URL, w.last.Header)
	}
}

func TestTheKeyTravels(t *testing.T) {
	w := newWorld()
	op := rpc.Post[rpc.None, rpc.None]("demo.Act", "/api/demo/v1/act", rpc.Public())
	w.Ops = append(w.Ops, op)
	_ = w.Call(context.Background(), []string{"--key=my-own-key", "demo.Act"})
	if got := w.last.Header.Get("Idempotency-Key"); got != "my-own-key" {
		t.Fatalf("got %q", got)
	}
	_ = w.Call(context.Background(), []string{"demo.Act", "--key", "another-key"})
	if got := w.last.Header.Get("Idempotency-Key"); got != "another-key" {
		t.Fatalf("got %q", got)
	}
}

func TestHelp(t *testing.T) {
	w := newWorld()
	for _, args := range [][]string{nil, {"--help"}, {"-h"}} {
		out := w.run(t, args...)
		if !strings.Contains(out, "demo.ChangeCase  ChangeCase changes a case.\n") || !strings.Contains(out, "other.Quiet") {
			t.Errorf("got %s", out)
		}
	}
	for _, args := range [][]string{{"ChangeCase", "--help"}, {"--help", "ChangeCase"}} {
		out := w.run(t, args...)
		for _, want := range []string{"PUT /api/demo/v1/cases/{id}", "It fails sometimes.", "--title", "what it is about; required, max=20",
			"--place.road", "street", "--places.0.no", "whole number", "--tags", "text, repeated", "true|false", "--due"} {
			if !strings.Contains(out, want) {
				t.Errorf("%q is missing in %s", want, out)
			}
		}
	}
	if out := w.run(t, "AddPhotos", "--help"); !strings.Contains(out, "@file, repeated") || !strings.Contains(out, "text/plain") {
		t.Errorf("got %s", out)
	}
	if w.last != nil {
		t.Error("help must not call")
	}
}

func TestWhatCannotBeUnderstood(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ChangCase"}, "Did you mean demo.ChangeCase?"},
		{[]string{"xyzzy"}, "Run call without arguments"},
		{[]string{"Quiet"}, "demo.Quiet, other.Quiet"},
		{[]string{"ChangeCase", "--titel=x"}, "Did you mean --title?"},
		{[]string{"ChangeCase", "--id=1", "--zzzzzzzz=x"}, "see --help"},
		{[]string{"ChangeCase", "--place.rode=x"}, "--place.rode"},
		{[]string{"ChangeCase", "--title.x=y"}, "--title.x"},
		{[]string{"ChangeCase", "--places.5.road=y"}, "--places.5.road"},
		{[]string{"ChangeCase", "--places.x.road=y"}, "--places.x.road"},
		{[]string{"ChangeCase", "title=x"}, "write --field=value"},
		{[]string{"ChangeCase", "--title"}, "--title needs a value"},
		{[]string{"ChangeCase", "--=x"}, "write --field=value"},
		{[]string{"ChangeCase", "--count=many"}, "whole number"},
		{[]string{"ChangeCase", "--due=tomorrow"}, "2026-03-05T09:00:00+08:00"},
		{[]string{"ChangeCase", "--done=perhaps"}, "true|false"},
		{[]string{"ChangeCase", "--place=[]"}, "JSON"},
		{[]string{"ChangeCase", "--title=a", "--title=b"}, "once only"},
		{[]string{"ChangeCase", "--server=a", "--server=b"}, "once only"},
		{[]string{"ChangeCase", "--title=x"}, "id: must be given"},
		{[]string{"ChangeCase", "--id=1"}, "title: must be given"},
		{[]string{"AddPhotos", "--photos=x"}, "write @path"},
		{[]string{"AddPhotos", "--photos=@/does/not/exist"}, "cannot be read"},
		{[]string{"ListCases", "--token-file=/does/not/exist"}, "cannot be read"},
		{[]string{"--sever=x", "ListCases"}, "Did you mean --server?"},
		{[]string{"--server"}, "--server needs a value"},
		{[]string{"ListCases", "--server=ftp://x"}, "is not an address"},
		{[]string{"ListCases", "--server=:"}, "is not an address"},
	} {
		w := newWorld()
		err := w.Call(context.Background(), c.args)
		if err == nil || !fault.Is(err, fault.KindInvalid) || !strings.Contains(w.Message(err), c.want) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.want)
		}
	}
}

func TestATokenIsNotSentInTheClear(t *testing.T) {
	w := newWorld()
	w.env["LIANLUO_TOKEN"] = "secret"
	for server, ok := range map[string]bool{"http://10.1.2.3": false, "http://example.cn:80": false, "http://127.0.0.1:1": true, "http://[::1]:1": true, "https://example.cn": true} {
		err := w.Call(context.Background(), []string{"ListCases", "--server=" + server})
		if (err == nil) != ok {
			t.Errorf("%s: got %v", server, err)
		}
	}
}

// FuzzCall: whatever stands on the command line, the answer is a request that
// the server takes or words about what is wrong.
func FuzzCall(f *testing.F) {
	f.Add("ChangeCase", "--id=1", "--title=x")
	f.Add("demo.ListCases", "--after", "--step=a")
	f.Add("AddPhotos", "--photos=@/nowhere", "--title=[")
	f.Add("ChangeCase", "--places.9.road=x", "--extra..=1")
	f.Add("ChangeCase", "--place.tags.0=x", "--place=null")
	f.Add("", "-", "--=")
	f.Fuzz(func(t *testing.T, op, first, second string) {
		w := newWorld()
		if err := w.Call(t.Context(), []string{op, first, second}); err != nil && w.Message(err) == "" {
			t.Fatalf("%q %q %q: no words for %v", op, first, second, err)
		}
	})
}
