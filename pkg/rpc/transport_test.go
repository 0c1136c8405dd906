package rpc_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// transports runs fn over a socket and in process: both must behave the same.
func transports(t *testing.T, fn func(t *testing.T, d *demo, as func(token string) *rpc.Client)) {
	for name, connect := range map[string]func(*demo, *testing.T, string) *rpc.Client{
		"network":   func(d *demo, t *testing.T, token string) *rpc.Client { return d.overNetwork(t, token) },
		"inprocess": func(d *demo, _ *testing.T, token string) *rpc.Client { return d.client(token) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDemo(t)
			fn(t, d, func(token string) *rpc.Client { return connect(d, t, token) })
		})
	}
}

func TestTypedRoundTrip(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		ctx := context.Background()
		due := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
		made, err := rpc.Call(ctx, as("officer"), createNote, CreateNote{Title: "路灯", Area: "431223", Tags: []string{"a"}, Due: due})
		if err != nil {
			t.Fatal(err)
		}
		got, err := rpc.Call(ctx, as("officer"), getNote, ByID{ID: made.ID})
		if err != nil || !reflect.DeepEqual(got, made) || got.Title != "路灯" || !got.Due.Equal(due) {
			t.Fatalf("got %+v, %v, want %+v", got, err, made)
		}
		if _, err := rpc.Call(ctx, as("officer"), dropNote, ByID{ID: made.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := rpc.Call(ctx, as("officer"), getNote, ByID{ID: made.ID}); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("dropped, yet %v", err)
		}
	})
}

func TestQueryTravels(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		no := false
		got, err := rpc.Call(context.Background(), as("reader"), listNotes,
			ListNotes{Paging: Paging{Limit: 3}, Tags: []string{"道路", "a&b=c"}, Done: &no})
		if err != nil || !reflect.DeepEqual(got.Tags, []string{"道路", "a&b=c"}) || got.Done == nil || *got.Done {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestFaultsComeBackAsTheyWere(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.act = func(context.Context, CreateNote) (Note, error) {
			e := fault.RateLimited(3*time.Second, "太快了，请稍候", "Too fast. Wait a little")
			return Note{}, e.At("title", "不行", "no")
		}
		_, err := rpc.Call(rpc.WithLang(context.Background(), "en"), as(""), act, CreateNote{Title: "x", Area: "43"})
		got := fault.Of(err)
		if got.Kind != fault.KindRateLimited || got.Text.EN != "Too fast. Wait a little" || got.RetryAfter != 3*time.Second ||
			len(got.Fields) != 1 || got.Fields[0].Text.EN != "no" {
			t.Fatalf("got %+v", got)
		}
	})
}

func TestNothingOfTheCallersContextLeaksIn(t *testing.T) {
	d := newDemo(t)
	type secret struct{}
	ctx := context.WithValue(context.Background(), secret{}, "s")
	d.act = func(ctx context.Context, _ CreateNote) (Note, error) {
		if ctx.Value(secret{}) != nil {
			return Note{}, errors.New("the caller's context is visible")
		}
		return Note{ID: "ok"}, nil
	}
	if _, err := rpc.Call(ctx, d.client(""), act, CreateNote{Title: "x", Area: "43"}); err != nil {
		t.Fatal(err)
	}
}

func TestInProcessArgumentsAreCopies(t *testing.T) {
	d := newDemo(t)
	tags := []string{"a"}
	d.act = func(_ context.Context, req CreateNote) (Note, error) {
		req.Tags[0] = "changed"
		return Note{Tags: req.Tags}, nil
	}
	got, err := rpc.Call(context.Background(), d.client(""), act, CreateNote{Title: "x", Area: "43", Tags: tags})
	if err != nil || tags[0] != "a" || got.Tags[0] != "changed" {
		t.Fatalf("got %+v, %v, sent %v", got, err, tags)
	}
}

func TestCallerGoingAwayEndsTheMethod(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		ended := make(chan error, 1)
		ctx, cancel := context.WithCancel(context.Background())
		d.export = func(ctx context.Context, _ ListNotes, _ *rpc.Writer) error {
			cancel()
			<-ctx.Done()
			ended <- ctx.Err()
			return ctx.Err()
		}
		if _, err := rpc.CallStream(ctx, as("officer"), export, ListNotes{}); err == nil {
			t.Fatal("a cancelled call must fail")
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatalf("the method saw %v", err)
		}
	})
}

func TestClientTriesAgainWithTheSameKey(t *testing.T) {
	d := newDemo(t)
	var keys []string
	flaky := roundTripper(func(r *http.Request) (*http.Response, error) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		if len(keys) < 3 {
			return nil, errors.New("connection refused")
		}
		return rpc.InProcess(d.server.Handler()).RoundTrip(r)
	})
	c := d.client("officer")
	c.HTTP.Transport = flaky
	ctx := rpc.WithKey(context.Background(), "my-own-key-1")
	if _, err := rpc.Call(ctx, c, createNote, CreateNote{Title: "x", Area: "431223"}); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(keys, []string{"my-own-key-1", "my-own-key-1", "my-own-key-1"}) {
		t.Fatalf("keys were %v", keys)
	}
}

func TestClientGivesUpAsUnavailable(t *testing.T) {
	tries := 0
	c := &rpc.Client{Base: "http://demo", HTTP: &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		tries++
		return nil, errors.New("connection refused")
	})}}
	_, err := rpc.Call(context.Background(), c, look, rpc.None{})
	if !fault.Is(err, fault.KindUnavailable) || tries != 4 {
		t.Fatalf("got %v after %d tries", err, tries)
	}
}

func TestClientReadsForeignAnswers(t *testing.T) {
	for status, kind := range map[int]fault.Kind{502: fault.KindUnavailable, 418: fault.KindInvalid, 500: fault.KindInternal, 302: fault.KindInternal} {
		c := &rpc.Client{Base: "http://demo", HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return rpc.InProcess(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = w.Write([]byte("<html>proxy says no</html>"))
			})).RoundTrip(r)
		})}}
		_, err := rpc.Call(context.Background(), c, look, rpc.None{})
		if !fault.Is(err, kind) {
			t.Errorf("%d: got %v, want %s", status, err, kind)
		}
	}
}

func TestClientRefusesPathsThatWouldGoElsewhere(t *testing.T) {
	d := newDemo(t)
	for _, id := range []string{"", ".", ".."} {
		_, err := rpc.Call(context.Background(), d.client("officer"), getNote, ByID{ID: id})
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: got %v", id, err)
		}
	}
	_, err := rpc.Call(context.Background(), d.client("officer"), getNote, ByID{ID: "a/../../b?c#d 联"})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an odd id must reach the method and not exist: %v", err)
	}
}

func TestAHandlersPanicIsABrokenConnection(t *testing.T) {
	broken := rpc.InProcess(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	c := &rpc.Client{Base: "http://demo", HTTP: &http.Client{Transport: broken}}
	if _, err := rpc.Call(context.Background(), c, look, rpc.None{}); !fault.Is(err, fault.KindUnavailable) {
		t.Fatalf("got %v", err)
	}
}

func TestUnknownAddressesAreProblems(t *testing.T) {
	d := newDemo(t)
	w := d.raw("GET", "/api/demo/v1/nothing", "")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "rpc.not_found") || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	w = d.raw("PATCH", "/api/demo/v1/notes", "")
	if w.Code != 405 || !strings.Contains(w.Body.String(), "rpc.method") || w.Header().Get("Allow") == "" {
		t.Errorf("got %d %s %v", w.Code, w.Body, w.Header())
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
