package rpc_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestDownload(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(_ context.Context, req ListNotes, w *rpc.Writer) error {
			w.SetType("text/csv")
			w.SetName("台账/2026.csv")
			for range req.Limit {
				if _, err := io.WriteString(w, "路灯,1\n"); err != nil {
					return err
				}
			}
			return w.Flush()
		}
		body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{Paging: Paging{Limit: 500}})
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, body); got != strings.Repeat("路灯,1\n", 500) || body.Type != "text/csv" || body.Name != "台账_2026.csv" {
			t.Fatalf("got %d bytes of %s named %s", len(got), body.Type, body.Name)
		}
	})
}

func TestAStreamThatFailsBeforeItsFirstByteIsAProblem(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(_ context.Context, _ ListNotes, w *rpc.Writer) error {
			w.SetType("text/csv")
			w.SetName("x.csv")
			return fault.FailedPrecondition("export.empty", "没有可导出的内容", "Nothing to export")
		}
		_, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
		if !fault.HasCode(err, "export.empty") {
			t.Fatalf("got %v", err)
		}
		if _, err := rpc.CallStream(context.Background(), as(""), export, ListNotes{}); !fault.HasCode(err, "rpc.no_token") {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAnEmptyDownload(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(context.Context, ListNotes, *rpc.Writer) error { return nil }
		body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
		if err != nil || readAll(t, body) != "" {
			t.Fatalf("got %v", err)
		}
	})
}

func TestADownloadThatBreaksIsNotTakenForWhole(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		for name, end := range map[string]func() error{
			"error": func() error { return errors.New("disk") },
			"panic": func() error { panic("disk") },
		} {
			d.export = func(_ context.Context, _ ListNotes, w *rpc.Writer) error {
				_, _ = io.WriteString(w, "half of it")
				_ = w.Flush()
				return end()
			}
			body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(body)
			if err == nil || !strings.Contains(d.log.String(), "disk") {
				t.Errorf("%s: got %q and no error", name, got)
			}
			body.Close()
		}
	})
}

// events gathers what a stream says until it ends.
func events(body *rpc.Body) (names []string, data []string, err error) {
	defer body.Close()
	for e, broken := range rpc.ReadEvents(body) {
		if broken != nil {
			return names, data, broken
		}
		names, data = append(names, e.Name), append(data, string(e.Data))
	}
	return names, data, nil
}

func TestServerSentEvents(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(_ context.Context, _ ListNotes, w *rpc.Writer) error {
			return errors.Join(w.Listen(), w.Event("told", Note{Title: "一\n二"}), w.Event("odd\nname", []int{1}))
		}
		body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
		if err != nil || body.Type != "text/event-stream" {
			t.Fatalf("got %+v, %v", body, err)
		}
		names, data, err := events(body)
		if err != nil || strings.Join(names, "|") != "told|odd name" || data[1] != "[1]" || !strings.Contains(data[0], `一\n二`) {
			t.Fatalf("got %q %q %v", names, data, err)
		}
	})
}

func TestEventsEndWithTheMethodsFault(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(_ context.Context, _ ListNotes, w *rpc.Writer) error {
			_ = w.Event("one", 1)
			return fault.Unavailable(errors.New("broker away"))
		}
		body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
		if err != nil {
			t.Fatal(err)
		}
		names, data, err := events(body)
		if !fault.Is(err, fault.KindUnavailable) || len(names) != 1 || strings.Contains(strings.Join(data, ""), "broker") {
			t.Fatalf("got %q, %v", names, err)
		}
	})
}

func TestListeningReachesTheCallerAtOnceAndIsKeptAlive(t *testing.T) {
	for _, network := range []bool{true, false} {
		d := newDemo(t, func(c *rpc.ServerConfig) { c.KeepAlive = time.Millisecond })
		d.export = func(ctx context.Context, _ ListNotes, w *rpc.Writer) error {
			if err := w.Listen(); err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		}
		c := d.client("officer")
		if network {
			c = d.overNetwork(t, "officer")
		}
		body, err := rpc.CallStream(context.Background(), c, export, ListNotes{})
		if err != nil {
			t.Fatal(err)
		}
		text := make([]byte, len(": listening\n\n: still here\n\n: still here\n\n"))
		if _, err := io.ReadFull(body, text); err != nil || strings.Count(string(text), "still here") != 2 {
			t.Fatalf("got %q, %v", text, err)
		}
		body.Close()
		eventually(t, func() bool { return strings.Contains(d.log.String(), "canceled") })
	}
}

func TestDrainEndsStreams(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(ctx context.Context, _ ListNotes, w *rpc.Writer) error {
			if err := w.Listen(); err != nil {
				return err
			}
			<-ctx.Done()
			return w.Event("late", 1)
		}
		body, err := rpc.CallStream(context.Background(), as("officer"), export, ListNotes{})
		if err != nil {
			t.Fatal(err)
		}
		d.server.Drain()
		if names, _, err := events(body); err != nil || len(names) != 0 {
			t.Fatalf("a drained stream ends in order: %v, %v", names, err)
		}
		if log := d.log.String(); strings.Contains(log, `"level":"ERROR"`) {
			t.Fatalf("draining is no error: %s", log)
		}
	})
}

func TestTheReaderSeesItsOwnCancellation(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		d.export = func(ctx context.Context, _ ListNotes, w *rpc.Writer) error {
			_ = w.Listen()
			<-ctx.Done()
			return ctx.Err()
		}
		ctx, cancel := context.WithCancel(context.Background())
		body, err := rpc.CallStream(ctx, as("officer"), export, ListNotes{})
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, _, err := events(body); err == nil {
			t.Fatal("a cancelled stream must not look complete")
		}
	})
}

func TestReadEvents(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"data: 1\n\n":                      "=1",
		"event: a\r\ndata: 1\r\n\r\n":      "a=1",
		": comment\n\nevent:a\ndata:1\n\n": "a=1",
		"data: 1\ndata: 2\n\n":             "=1\n2",
		"id: 7\nretry: 9\ndata\n\n":        "=",
		"event: a\ndata: 1":                "", // cut short
		"data: 1\n\nevent: b\ndata: 2\n\n": "=1,b=2",
	} {
		var got []string
		for e, err := range rpc.ReadEvents(strings.NewReader(in)) {
			if err != nil {
				t.Fatalf("%q: %v", in, err)
			}
			got = append(got, e.Name+"="+string(e.Data))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReadEventsIsBounded(t *testing.T) {
	for name, in := range map[string]io.Reader{
		"one line":   io.MultiReader(strings.NewReader("data: "), endless{}),
		"many lines": strings.NewReader(strings.Repeat("data: "+strings.Repeat("x", 1<<16)+"\n", 40)),
	} {
		var last error
		for _, err := range rpc.ReadEvents(in) {
			last = err
		}
		if !fault.Is(last, fault.KindUnavailable) {
			t.Errorf("%s: got %v", name, last)
		}
	}
}
