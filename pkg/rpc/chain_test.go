package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func problem(t *testing.T, body string) fault.Problem {
	t.Helper()
	var p fault.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("not a problem: %v in %q", err, body)
	}
	return p
}

func TestWhoMayCallWhat(t *testing.T) {
	d := newDemo(t)
	county := store.Scope{Tokens: []string{"a:431223"}}
	for _, c := range []struct {
		target, token string
		code          string // "" where the call succeeds
		want          Seen
	}{
		{"/api/demo/v1/look", "", "", Seen{Actor: "public"}},
		{"/api/demo/v1/look", "forged", "", Seen{Actor: "public"}},
		{"/api/demo/v1/look", "officer", "", Seen{Actor: "public"}},
		{"/api/demo/v1/notes", "", "rpc.no_token", Seen{}},
		{"/api/demo/v1/notes", "forged", "token.bad", Seen{}},
		{"/api/demo/v1/notes", "station", "authz.denied", Seen{}},
		{"/api/demo/v1/notes", "officer", "", Seen{Actor: "officer-1", Scoped: true, Scope: county}},
		{"/api/demo/v1/mine", "", "rpc.no_token", Seen{}},
		{"/api/demo/v1/mine", "guest", "rpc.not_granted", Seen{}},
		{"/api/demo/v1/mine", "reader", "", Seen{Actor: "reader-1", Scoped: true, Scope: store.Scope{Tokens: []string{"acct:reader-1"}}}},
		{"/api/demo/v1/inner", "", "rpc.no_token", Seen{}},
		{"/api/demo/v1/inner", "officer", "rpc.denied", Seen{}},
		{"/api/demo/v1/inner", "station", "", Seen{Actor: "station"}},
	} {
		w := d.raw("GET", c.target, "", "Authorization: Bearer "+c.token)
		if c.code != "" {
			if p := problem(t, w.Body.String()); p.Code != c.code || p.Detail == "" {
				t.Errorf("%s as %q: got %+v, want %s", c.target, c.token, p, c.code)
			}
			continue
		}
		var got Seen
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: %s", c.target, w.Body)
		}
		got.Lang, got.Trace, got.Tags = "", "", nil
		if len(got.Scope.Tokens) == 0 {
			got.Scope.Tokens = nil
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s as %q: got %+v, want %+v", c.target, c.token, got, c.want)
		}
	}
}

func TestRefusalsAreRecordedBeforeTheAnswer(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) {
		return Note{}, fault.Denied("receipt.wrong", "查询码不对", "Wrong code")
	}
	d.raw("GET", "/api/demo/v1/notes", "")
	d.raw("GET", "/api/demo/v1/notes", "", "Authorization: Bearer forged")
	d.raw("GET", "/api/demo/v1/notes", "", "Authorization: Bearer station")
	d.raw("GET", "/api/demo/v1/inner", "", asOfficer)
	d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	d.raw("POST", "/api/demo/v1/act", `{"title":""}`, asJSON, withKey)
	want := []string{
		"public demo.ListNotes token.bad",
		"station demo.ListNotes authz.denied",
		"officer-1 demo.Inner rpc.denied",
		"public demo.Act receipt.wrong",
	}
	if got := d.refusals(t); !reflect.DeepEqual(got, want) {
		t.Fatalf("recorded %q, want %q", got, want)
	}
}

// goneGuard refuses and finds the caller gone.
type goneGuard struct {
	*guard
	leave context.CancelFunc
}

func (g goneGuard) Authenticate(context.Context, string) (authz.Subject, error) {
	g.leave()
	return authz.Subject{ID: "x"}, fault.Unauthenticated("token.bad", "失效", "ended")
}

func TestARefusalIsRecordedThoughTheCallerLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	d := newDemo(t, func(c *rpc.ServerConfig) { c.Guard = goneGuard{c.Guard.(*guard), cancel} })
	_, err := rpc.Call(ctx, d.client("forged"), mine, rpc.None{})
	if err == nil {
		t.Fatal("must fail")
	}
	eventually(t, func() bool { return slices.Equal(d.refusals(t), []string{"public demo.Mine token.bad"}) })
}

func TestAPanicIsAnInternalErrorLoggedOnce(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) { panic("secret of the house") }
	w := d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	if p := problem(t, w.Body.String()); p.Status != 500 || strings.Contains(w.Body.String(), "secret") || p.Trace == "" {
		t.Fatalf("got %s", w.Body)
	}
	log := d.log.String()
	if strings.Count(log, "secret of the house") != 1 || !strings.Contains(log, "chain_test.go") || strings.Count(log, "\n") != 1 {
		t.Fatalf("the log must have one line with the stack: %s", log)
	}
	if w := d.raw("GET", "/api/demo/v1/look", ""); w.Code != 200 {
		t.Fatalf("the server must go on: %d", w.Code)
	}
}

func TestTimeOut(t *testing.T) {
	d := newDemo(t)
	d.act = func(ctx context.Context, _ CreateNote) (Note, error) {
		<-ctx.Done()
		return Note{}, ctx.Err()
	}
	w := d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	if p := problem(t, w.Body.String()); p.Status != http.StatusServiceUnavailable {
		t.Fatalf("got %+v", p)
	}
}

func TestSentencesInTheCallersLanguage(t *testing.T) {
	d := newDemo(t)
	for header, want := range map[string]string{
		"":                              "请先登录。",
		"zh-CN,zh;q=0.9":                "请先登录。",
		"en-GB,en;q=0.9,zh;q=0.1":       "Sign in first.",
		"fr":                            "请先登录。",
		"en;q=0.2, zh-TW":               "请先登录。",
		strings.Repeat("en-", 5000):     "请先登录。",
		"\xff\xfe;q=abc, en-US-x-y;;;;": "请先登录。",
	} {
		w := d.raw("GET", "/api/demo/v1/mine", "", "Accept-Language: "+header)
		if p := problem(t, w.Body.String()); p.Detail != want || w.Header().Get("Content-Language") == "" {
			t.Errorf("%.40q: got %q", header, p.Detail)
		}
	}
	w := d.raw("GET", "/api/demo/v1/look", "", "Accept-Language: en")
	if !strings.Contains(w.Body.String(), `"lang":"en"`) {
		t.Errorf("the method must know the language: %s", w.Body)
	}
}

func TestAnswersAreHardened(t *testing.T) {
	d := newDemo(t)
	for _, target := range []string{"/api/demo/v1/look", "/api/demo/v1/mine", "/api/demo/v1/none"} {
		h := d.raw("GET", target, "").Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", target, h)
		}
	}
	if h := d.raw("GET", "/api/demo/v1/mine", "").Header(); h.Get("WWW-Authenticate") == "" {
		t.Errorf("401 must say how to authenticate: %v", h)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) { return Note{ID: "1"}, nil }
	w := d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	if !strings.Contains(w.Body.String(), `"tags":[]`) {
		t.Fatalf("got %s", w.Body)
	}
}

func TestMistakenDeclarationsPanicAtStart(t *testing.T) {
	type badTag struct {
		A string `json:"a" validate:"nonsense=1"`
	}
	type noPath struct {
		A string `json:"a"`
	}
	type badQuery struct {
		A Place `query:"a"`
	}
	type badFile struct {
		A string `file:"a"`
	}
	for name, fn := range map[string]func(s *rpc.Server){
		"validate tag": func(s *rpc.Server) { serve[badTag](s, "demo.X", "/x") },
		"no path":      func(s *rpc.Server) { serve[noPath](s, "demo.X", "/x/{id}") },
		"query":        func(s *rpc.Server) { serve[badQuery](s, "demo.X", "/x") },
		"file":         func(s *rpc.Server) { serve[badFile](s, "demo.X", "/x") },
		"no struct":    func(s *rpc.Server) { serve[string](s, "demo.X", "/x") },
		"service":      func(s *rpc.Server) { serve[rpc.None](s, "other.X", "/x") },
		"twice":        func(s *rpc.Server) { serve[rpc.None](s, "demo.X", "/x"); serve[rpc.None](s, "demo.Y", "/x") },
		"stream": func(s *rpc.Server) {
			rpc.Handle(s, export, func(context.Context, ListNotes) (rpc.None, error) { return rpc.None{}, nil })
		},
		"no stream": func(s *rpc.Server) {
			rpc.HandleStream(s, rpc.Op[rpc.None, rpc.None](look), nil)
		},
		"no database": func(*rpc.Server) { serve[rpc.None](rpc.NewServer(rpc.ServerConfig{Service: "demo"}), "demo.X", "/x") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("must panic")
				}
			}()
			fn(newDemo(t).server)
		})
	}
}

func serve[Req any](s *rpc.Server, name, pattern string) {
	rpc.Handle(s, rpc.Post[Req, rpc.None](name, pattern, rpc.Public()), func(context.Context, Req) (rpc.None, error) { return rpc.None{}, nil })
}

func TestForeignErrorsNeverReachTheCaller(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) { return Note{}, errors.New("dial db-7: refused") }
	w := d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	if strings.Contains(w.Body.String(), "db-7") || !strings.Contains(d.log.String(), "db-7") {
		t.Fatalf("answer %s, log %s", w.Body, d.log)
	}
}
