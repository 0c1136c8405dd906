package bench

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/platformtest"
)

// stage is a running system with a county's stations, deputies and staff.
type stage struct {
	*platformtest.System
	t        *testing.T
	desks    []desk
	code     string // public, of the first station
	password map[string]string
	county   func(context.Context) string // the county office's token
}

// desk is a station with the account of its liaison officer.
type desk struct{ station, area, login string }

// size is how much of the county is there.
type size struct{ townships, deputies int }

func prepare(t *testing.T, start func(t testing.TB, extra ...string) *platformtest.System, sz size) *stage {
	t.Helper()
	s := &stage{System: start(t), t: t, password: map[string]string{}}
	file := filepath.Join(t.TempDir(), "accounts.txt")
	client := func(_ string, token func(context.Context) string) *rpc.Client {
		return &rpc.Client{Base: s.URL, HTTP: http.DefaultClient, Token: token}
	}
	l := demo.New(client, s.Host(), demo.Options{File: file, BaseURL: s.URL, Deputies: sz.deputies, Townships: sz.townships, Now: time.Now})
	if _, err := l.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.readPasswords(file)
	for i := range sz.townships {
		at := l.Station(i)
		s.desks = append(s.desks, desk{station: at.ID, area: at.Area, login: officer(i)})
	}
	s.code = l.Station(0).Code
	fresh := s.token("county")
	s.county = func(context.Context) string { return fresh }
	return s
}

// pathOf is a path at the first station, of this month.
func (s *stage) pathOf(path string) string {
	month := time.Now().In(calendar.Zone).Format("2006-01")
	return strings.NewReplacer("{station}", s.code, "{month}", month).Replace(path)
}

// officer is the account of the i-th township's liaison officer.
func officer(i int) string {
	if i == 0 {
		return "liaison"
	}
	return "liaison-" + two(i+1)
}

func (s *stage) readPasswords(file string) {
	s.t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if fields := strings.Split(line, "\t"); len(fields) == 5 {
			s.password[fields[0]] = fields[1]
		}
	}
}

// token signs an account in and returns a fresh access token.
func (s *stage) token(login string) string {
	s.t.Helper()
	made, err := rpc.Call(s.t.Context(), s.As(""), identity.SignIn, identity.SignInRequest{Login: login, Password: s.password[login]})
	if err != nil {
		s.t.Fatalf("%s: %v", login, err)
	}
	got, err := rpc.Call(s.t.Context(), s.As(""), identity.OpenSession, identity.OpenSessionRequest{Secret: made.Secret})
	if err != nil {
		s.t.Fatalf("%s: %v", login, err)
	}
	return got.Token
}

// tokens signs in the officers of all desks, in their order.
func (s *stage) tokens() []string {
	out := make([]string, len(s.desks))
	for i, d := range s.desks {
		out[i] = s.token(d.login)
	}
	return out
}
