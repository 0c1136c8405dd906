package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func dial(t *testing.T, g *gateway) net.Conn {
	t.Helper()
	site := httptest.NewServer(g)
	t.Cleanup(site.Close)
	c, err := net.Dial("tcp", site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second)) // else a failure would hang
	return c
}

func post(t *testing.T, c net.Conn, path, body string, size int) {
	t.Helper()
	if _, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, size, body); err != nil {
		t.Fatal(err)
	}
}

// A body that never ends is given up, by whoever should read it and where nobody
// does.
func TestSlowBodiesAreGivenUp(t *testing.T) {
	g := start(t, Limits{})
	g.pace = pace{grace: 50 * time.Millisecond, perSecond: 1 << 10}
	for _, path := range []string{"/api/casework/v1/photos", "/api/nowhere/v1/x", "/say"} {
		c := dial(t, g)
		post(t, c, path, "a", 1000)
		said, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("%s: the connection is still held: %v", path, err)
		}
		if slow := path != "/api/nowhere/v1/x"; slow && !strings.Contains(string(said), "body.slow") || strings.Contains(string(said), "200 OK") {
			t.Errorf("%s: answered %s", path, said)
		}
	}
}

// Slow is not stopped: what goes on at the pace gets through, and the connection
// serves the next request after longer than the grace.
func TestSteadyBodiesPass(t *testing.T) {
	g := start(t, Limits{})
	g.pace = pace{grace: 200 * time.Millisecond, perSecond: 10}
	c := dial(t, g)
	in := bufio.NewReader(c)
	for range 3 {
		post(t, c, "/api/casework/v1/photos", strings.Repeat("a", 100), 101)
		<-time.After(2 * g.pace.grace) // the network, not the test, is what is slow
		if _, err := io.WriteString(c, "b"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		if res.StatusCode != http.StatusOK {
			t.Errorf("status %d", res.StatusCode)
		}
	}
}
