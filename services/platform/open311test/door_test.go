// Package open311test speaks Open311 to the running system, as programs do that
// know nothing of it.
package open311test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/station"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
)

// Places: a county, and a township of another one.
const (
	county    = "431223"
	town      = "431223100"
	elsewhere = "431224"
)

// stage is a system with a station, its staff, and tokens for programs of the
// county and of the one beside it.
type stage struct {
	*platformtest.System
	t             *testing.T
	station       station.Station
	key, otherKey string
	access        map[string]string // by login
}

func start(t *testing.T) *stage {
	t.Helper()
	s := &stage{System: platformtest.One(t), t: t, access: map[string]string{}}
	for login, area := range map[string]string{"maker": county, "stranger": elsewhere} {
		s.join(login, area)
	}
	s.station = call(s, s.as("maker"), station.CreateStation, station.CreateRequest{Area: town, Draft: station.Draft{Name: "孝坪联络站", Kind: station.Normal, Lat: 28, Lng: 110}})
	s.key, s.otherKey = s.program("maker"), s.program("stranger")
	return s
}

// join makes a county's administrator and signs them in.
func (s *stage) join(login, area string) {
	s.t.Helper()
	invited := call(s, s.Host(), identity.HostInvite, identity.InviteRequest{Login: login, Name: login, Area: area, Grants: []identity.Grant{{Role: "county_admin", Area: area}}})
	s.Exempt(s.t.Context(), login)
	session := call(s, s.As(""), identity.AcceptInvitation, identity.AcceptRequest{Code: invited.Code, Password: "correct horse battery staple"})
	s.access[login] = call(s, s.As(""), identity.OpenSession, identity.OpenSessionRequest{Secret: session.Secret}).Token
}

func (s *stage) as(login string) *rpc.Client {
	c := s.As("")
	c.Token = func(context.Context) string { return s.access[login] }
	return c
}

func call[Req, Res any](s *stage, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	s.t.Helper()
	var out Res
	platformtest.Eventually(s.t, op.Name+" works", func() bool {
		var err error
		out, err = rpc.Call(s.t.Context(), c, op, req)
		return err == nil
	})
	return out
}

func (s *stage) program(owner string) string {
	return call(s, s.Host(), identity.HostToken, identity.HostTokenRequest{Login: owner, Name: "311", Actions: []string{"case.register"}, Expires: s.Now().AddDate(0, 1, 0)}).Secret
}

// request is what this test reads of an answer.
type request struct {
	ID          string `json:"service_request_id"`
	Status      string `json:"status"`
	Description string `json:"description"`
	Notice      string `json:"service_notice"`
	Code        int    `json:"code"`
}

func (s *stage) ask(method, path string, form url.Values) (int, []request) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+"/open311/v2/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	var out []request
	if err := json.Unmarshal(raw, &out); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
	return resp.StatusCode, out
}

// posted sends a request until the services know the new token and station.
func (s *stage) posted(key string) request {
	s.t.Helper()
	var out []request
	platformtest.Eventually(s.t, "a request is taken", func() bool {
		var status int
		status, out = s.ask(http.MethodPost, "requests.json", url.Values{"api_key": {key}, "jurisdiction_id": {county}, "service_code": {"0103"},
			"address_string": {"三组"}, "description": {"张大山家门口的路灯不亮了"}, "attribute[station]": {s.station.Code},
			"first_name": {"大山"}, "last_name": {"张"}, "phone": {"13812345678"}})
		return status == http.StatusOK
	})
	return out[0]
}

func TestARequestFromAnotherSystem(t *testing.T) {
	s := start(t)
	in := "?jurisdiction_id=" + county
	made := s.posted(s.key)
	c := call(s, s.as("maker"), casework.GetCase, casework.ByID{ID: made.ID})
	if c.Channel != casework.FromSystem || c.Category != "0103" || !strings.Contains(made.Notice, c.Number) {
		t.Errorf("%+v from %+v", c, made)
	}
	if status, one := s.ask(http.MethodGet, "requests/"+made.ID+".json"+in, nil); status != http.StatusOK || one[0].Status != "open" || one[0].Description != "" {
		t.Errorf("before it is published: %d %+v", status, one)
	}
	if _, list := s.ask(http.MethodGet, "requests.json"+in, nil); len(list) != 0 {
		t.Errorf("listed though not published: %+v", list)
	}
	call(s, s.as("maker"), casework.SetPublicTitle, casework.PublicTitleRequest{ID: made.ID, Title: "三组路灯不亮"})
	if _, list := s.ask(http.MethodGet, "requests.json"+in+"&status=open&service_code=0103", nil); len(list) != 1 || list[0].Description != "三组路灯不亮" {
		t.Errorf("once published: %+v", list)
	}
	if _, token := s.ask(http.MethodGet, "tokens/"+c.Number+".json"+in, nil); token[0].ID != made.ID {
		t.Errorf("by the receipt's number: %+v", token)
	}
	if status, _ := s.ask(http.MethodGet, "requests/"+made.ID+".json?jurisdiction_id="+elsewhere, nil); status != http.StatusNotFound {
		t.Errorf("in another jurisdiction: %d", status)
	}
}

func TestKeysThatOpenNothing(t *testing.T) {
	s := start(t)
	s.posted(s.key)
	form := url.Values{"jurisdiction_id": {county}, "service_code": {"0103"}, "address_string": {"三组"}, "description": {"路灯不亮了"}, "attribute[station]": {s.station.Code}}
	for what, c := range map[string]struct {
		key    string
		status int
	}{
		"none": {"", 403}, "forged": {s.key[:len(s.key)-4] + "AAAA", 403}, "no token at all": {"xyz\nxyz", 403}, "of another county": {s.otherKey, 404},
		"a person's session works as well": {s.access["maker"], 200},
	} {
		form.Set("api_key", c.key)
		platformtest.Eventually(t, "a key that is good is known", func() bool {
			status, _ := s.ask(http.MethodPost, "requests.json", form)
			return c.status == http.StatusForbidden || status != http.StatusForbidden
		})
		if status, got := s.ask(http.MethodPost, "requests.json", form); status != c.status {
			t.Errorf("%s: %d %+v", what, status, got)
		}
	}
	tokens := call(s, s.as("maker"), identity.ListTokens, rpc.None{})
	call(s, s.as("maker"), identity.RevokeToken, identity.ByID{ID: tokens.Items[0].ID})
	form.Set("api_key", s.key)
	platformtest.Eventually(t, "a revoked key is refused", func() bool {
		status, _ := s.ask(http.MethodPost, "requests.json", form)
		return status == http.StatusForbidden
	})
}
