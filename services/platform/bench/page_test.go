package bench

import (
	"fmt"
	"net/http"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
)

// view is a main page of a role.
type view struct{ who, path string }

var views = []view{
	{"", "/"}, {"", "/s/{station}"}, {"", "/s/{station}/say"},
	{"liaison", "/desk"}, {"liaison", "/desk/cases"}, {"liaison", "/desk/register"}, {"liaison", "/desk/roster/{month}"},
	{"head", "/desk"}, {"unit", "/desk"}, {"unit", "/desk/cases"},
	{"deputy", "/d"}, {"deputy", "/d/hear"}, {"deputy", "/d/cases"},
	{"county", "/county"}, {"county", "/county/board"}, {"supervisor", "/county"},
	{"operator", "/operate/parked"}, {"auditor", "/operate/audit"}, {"security", "/operate/policy"},
}

// shown is what a page took at a hundred a second, and its bytes as they travel.
type shown struct {
	view
	spell
	bytes int
}

func (s *stage) cookies() map[string]string {
	s.t.Helper()
	out := map[string]string{"": ""}
	for _, v := range views {
		if out[v.who] != "" || v.who == "" {
			continue
		}
		made, err := rpc.Call(s.t.Context(), s.As(""), identity.SignIn, identity.SignInRequest{Login: v.who, Password: s.password[v.who]})
		if err != nil {
			s.t.Fatalf("%s: %v", v.who, err)
		}
		out[v.who] = "ll_session=" + made.Secret
	}
	return out
}

// pages measures each page alone at a rate, after it was opened once.
func pages(s *stage, perSecond float64, limit time.Duration) []shown {
	s.t.Helper()
	cookies := s.cookies()
	var out []shown
	for _, v := range views {
		p := shown{view: v}
		path := s.pathOf(v.path)
		get := func(w *wire, _ int) error {
			a, err := w.do(http.MethodGet, path, map[string]string{"Cookie": cookies[v.who], "Accept-Encoding": "gzip"}, nil)
			if err == nil && a.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s as %q: %s", path, v.who, a.Status)
			}
			return err
		}
		w := dial(s.URL)
		a, err := w.do(http.MethodGet, path, map[string]string{"Cookie": cookies[v.who], "Accept-Encoding": "gzip"}, nil)
		w.close()
		if err != nil {
			s.t.Fatal(err)
		}
		p.bytes = len(a.body)
		p.spell = paced(s.t, s.URL, perSecond, limit, get)
		out = append(out, p)
	}
	return out
}
