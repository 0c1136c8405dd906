package platform

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

func TestPeersAreDialledAgain(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := gone.Addr().String()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	tries := 0
	count := net.Dialer{Timeout: time.Second, Control: func(string, string, syscall.RawConn) error { tries++; return nil }}
	if _, err := dialPeer(count)(t.Context(), "tcp", addr); err == nil || tries != dialTries {
		t.Errorf("dialled %d times: %v", tries, err)
	}
	tries = 0
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := dialPeer(count)(ended, "tcp", addr); err == nil || tries > 1 {
		t.Errorf("nobody waits any more, dialled %d times", tries)
	}
}

func TestPeersAreReached(t *testing.T) {
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer peer.Close()
	c := &http.Client{Transport: peerTransport()}
	for range 2 {
		res, err := c.Get(peer.URL)
		if err != nil {
			t.Fatal(err)
		}
		if _ = res.Body.Close(); res.StatusCode != http.StatusNoContent {
			t.Error(res.Status)
		}
	}
}
