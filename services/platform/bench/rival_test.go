package bench

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/services/platform/platformtest"
)

// TestMain serves the bare server where a parent asks for it.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LIANLUO_BENCH_BARE"); dir != "" {
		fmt.Fprintln(os.Stderr, serveBare(dir, os.Getenv("LIANLUO_BENCH_ADDR")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// The bare server does the least that could be called a registration: it checks a
// signed token, reads the request and stores it durably, one commit for all who
// wait. No area, no rules, no sealed contacts, no events, no lists.
var bareSecret = []byte("nothing depends on this")

func bareToken() string {
	mac := hmac.New(sha256.New, bareSecret)
	mac.Write([]byte("officer"))
	return "officer." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func serveBare(dir, addr string) error {
	kept, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return err
	}
	if _, err := kept.Ensure(context.Background(), []store.Spec{{Collection: "case"}}); err != nil {
		return err
	}
	return http.ListenAndServe(addr, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			return // ready
		}
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !hmac.Equal([]byte(token), []byte(bareToken())) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var req casework.RegisterRequest
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		raw, err := json.Marshal(req)
		id := rand.Text()
		if err == nil {
			err = kept.Commit(r.Context(), []store.Write{{Collection: "case", Record: store.Record{ID: id, Version: 1, Doc: raw}}})
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(casework.Receipt{Case: id})
	}))
}

// rival is another server and how a registration is posted to it.
type rival struct {
	name, url, path string
	token           string
	body            func(casework.RegisterRequest) any
}

// child starts a process that ends with the test, and waits until its address
// answers.
func child(t *testing.T, cmd *exec.Cmd, addr string) {
	t.Helper()
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: the status says so
	})
	platformtest.Eventually(t, addr+" answers", func() bool {
		res, err := http.Get("http://" + addr)
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return true
	})
}

func bare(t *testing.T) rival {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", platformtest.FreePort(t))
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "LIANLUO_BENCH_BARE="+t.TempDir(), "LIANLUO_BENCH_ADDR="+addr)
	child(t, cmd, addr)
	return rival{name: "bare server", url: "http://" + addr, path: "/", token: bareToken(), body: func(r casework.RegisterRequest) any { return r }}
}

// pocketbase is the program that deploy/bench/pocketbase builds.
func pocketbase(t *testing.T, program string) rival {
	t.Helper()
	addr := fmt.Sprintf("127.0.0.1:%d", platformtest.FreePort(t))
	cmd := exec.Command(program, t.TempDir(), addr)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child(t, cmd, addr)
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("pocketbase says nothing")
	}
	return rival{name: "PocketBase", url: "http://" + addr, path: "/api/collections/cases/records", token: lines.Text(),
		body: func(r casework.RegisterRequest) any {
			return map[string]string{"station": r.Station, "channel": string(r.Channel), "category": r.Category, "place": r.Place.Text,
				"name": r.Who.Name, "phone": r.Who.Phone, "text": r.Text}
		}}
}

func (v rival) registrations(t *testing.T, clients int, limit time.Duration) spell {
	t.Helper()
	header := map[string]string{"Authorization": "Bearer " + v.token}
	return calls(t, v.url, clients, 0, limit, func(w *wire, n int) error {
		body, err := json.Marshal(v.body(requestAt("01M82E0000000000000000STAT", n)))
		if err == nil {
			_, err = w.do(http.MethodPost, v.path, header, body)
		}
		return err
	})
}
