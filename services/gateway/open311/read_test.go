package open311

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
)

func read[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); w.Code != http.StatusOK || err != nil {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	return out
}

func TestDiscovery(t *testing.T) {
	w := start(t)
	var got discovery
	if err := xml.Unmarshal(w.get("discovery.xml").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if e := got.Endpoints[0]; e.URL != "https://ll.example.org/open311/v2" || e.Specification != Specification || len(e.Formats) != 2 || got.Contact == "" {
		t.Errorf("%+v", got)
	}
	if again := read[discovery](t, w.get("discovery.json")); again.Changeset != got.Changeset {
		t.Errorf("%+v", again)
	}
}

func TestServicesAndTheirDefinition(t *testing.T) {
	w := start(t)
	list := read[[]service](t, w.get("v2/services.json?jurisdiction_id="+county))
	want := service{Code: "0103", Name: "路灯与照明", Metadata: true, Type: "realtime", Keywords: "路灯与照明, Street lights", Group: "道路交通"}
	if len(list) != 3 || list[1] != want {
		t.Errorf("%+v", list)
	}
	r := httptest.NewRequest(http.MethodGet, "/open311/v2/services.xml?jurisdiction_id="+county, nil)
	r.Header.Set("Accept-Language", "en")
	if body := w.do(r).Body.String(); !strings.Contains(body, "<service_name>Street lights</service_name>") {
		t.Error(body)
	}
	def := read[definition](t, w.get("v2/services/0103.json?jurisdiction_id="+county))
	if a := def.Attributes[0]; def.Code != "0103" || a.Code != "station" || !slices.Equal(a.Values, []value{{"K7", "孝坪联络站"}}) {
		t.Errorf("%+v", def)
	}
}

func TestRequestsByEveryFilter(t *testing.T) {
	w := start(t)
	w.add("c1", "0103", 1, nil)
	w.add("c2", "0201", 2, func(c *casework.PublishedCase) {
		c.Open, c.Step, c.UnitName, c.Due = false, casework.Closed, "", time.Time{}
	})
	w.add("c3", "01", 60, nil)
	w.add("c4", "0103", 120, nil)
	w.add("far", "0103", 3, func(c *casework.PublishedCase) { c.Area = elsewhere })
	now := w.Clock.Now().UTC()
	day := func(n int) string { return now.AddDate(0, 0, -n).Format(time.RFC3339) }
	for filter, want := range map[string]string{
		"": "c1 c2 c3", "service_code=0103": "c1", "service_code=0103,01": "c1 c3", "service_code=01&service_code=0201": "c2 c3",
		"status=open": "c1 c3", "status=closed": "c2", "status=open,closed": "c1 c2 c3", "status=closed&service_code=0103": "", "service_code=none": "",
		"start_date=" + day(2): "c1 c2", "end_date=" + day(2): "c2 c3", "start_date=" + day(60) + "&end_date=" + day(60): "c3",
		"start_date=" + day(130) + "&end_date=" + day(110): "c4", "start_date=" + day(125): "c4 c3",
		"service_request_id=c4,c1,nothing,far&status=closed": "c4 c1", "service_request_id=N-c4": "c4", "service_request_id=&status=": "c1 c2 c3",
	} {
		var got []string
		for _, r := range read[[]request](t, w.get("v2/requests.json?jurisdiction_id="+county+"&"+filter)) {
			got = append(got, r.ID)
		}
		if filter == "start_date="+day(125) {
			slices.Sort(got)
			slices.Reverse(got)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", filter, got, want)
		}
	}
}

func TestOneRequest(t *testing.T) {
	w := start(t)
	w.add("c1", "0103", 1, nil)
	got := read[[]request](t, w.get("v2/requests/c1.json?jurisdiction_id="+township))
	want := request{ID: "c1", Status: "open", StatusNotes: "承办单位正在办理", ServiceName: "路灯与照明", ServiceCode: "0103", Description: "标题c1",
		Agency: "供电所", Requested: "2026-03-01T09:00:00+08:00", Updated: "2026-03-02T09:00:00+08:00", Expected: "2026-03-02T10:00:00+08:00",
		Address: "孝坪联络站 辰溪县孝坪镇", AddressID: "K7"}
	if len(got) != 1 || got[0] != want {
		t.Errorf("%+v", got)
	}
	resolved := read[[]token](t, w.get("v2/tokens/N-c1.json?jurisdiction_id="+county))
	if len(resolved) != 1 || resolved[0] != (token{"c1", "N-c1"}) {
		t.Errorf("%+v", resolved)
	}
}

// Every step has its words.
func TestNotesForEveryStep(t *testing.T) {
	for _, s := range []casework.Step{casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling, casework.Returned,
		casework.Replied, casework.Awaiting, casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn} {
		if notes[s].ZH == "" || notes[s].EN == "" {
			t.Errorf("nothing is said of %s", s)
		}
	}
}

// refused expects the specification's form of a refusal.
func (w *world) refused(what string, got *httptest.ResponseRecorder, status, code int) {
	w.t.Helper()
	var errs []problem
	if err := json.Unmarshal(got.Body.Bytes(), &errs); err != nil || got.Code != status || len(errs) == 0 || errs[0].Code != code || errs[0].Description == "" {
		w.t.Errorf("%s: %d %s, want %d with %d (%v)", what, got.Code, got.Body, status, code, err)
	}
}

func TestRefusalsInTheSpecificationsForm(t *testing.T) {
	w := start(t)
	w.add("c1", "0103", 1, nil)
	in := "?jurisdiction_id=" + county
	for path, status := range map[string]int{
		"v2/services.json": 400, "v2/services.json?jurisdiction_id=": 400, "v2/services.json?jurisdiction_id=999999": 404,
		"v2/services.json?jurisdiction_id=" + strings.Repeat("4", 300): 404, "v2/services/zz.json" + in: 404, "v2/services/0103.json": 400,
		"v2/requests.json": 400, "v2/requests/c1.json": 400, "v2/requests/nothing.json" + in: 404, "v2/requests/c1.json?jurisdiction_id=" + elsewhere: 404,
		"v2/requests/" + strings.Repeat("x", 300) + ".json" + in: 404, "v2/requests/" + url.PathEscape("../c1") + ".json" + in: 404,
		"v2/requests.json" + in + "&status=done": 400, "v2/requests.json" + in + "&start_date=yesterday": 400,
		"v2/requests.json" + in + "&start_date=2026-01-01T00:00:00": 400, "v2/requests.json" + in + "&end_date=9999-01-01T00:00:00Z": 400,
		"v2/requests.json" + in + "&start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z": 400,
		"v2/requests.json" + in + "&start_date=2026-01-02T00:00:00Z&end_date=2026-01-01T00:00:00Z": 400,
		"v2/requests.json" + in + "&service_request_id=" + strings.Repeat("c1,", 51):               400,
		"v2/requests.json" + in + "&service_code=" + strings.Repeat("01,", 21):                     400,
		"v2/tokens/nothing.json" + in: 404, "v2/tokens/N-c1.json": 400, "v2/nothing.json" + in: 404, "v2/nothing/c1.json" + in: 404, "nothing.json": 404,
		"v2/requests.json?%zz": 400,
	} {
		w.refused(path, w.get(path), status, status)
	}
	for _, path := range []string{"v2/services", "v2/services.html", "v2/.xml", "", "v2/a/b/c.xml"} { // in XML, which every client reads
		got := w.get(path)
		var errs problems
		if err := xml.Unmarshal(got.Body.Bytes(), &errs); err != nil || got.Code != 404 || len(errs.Errors) != 1 {
			t.Errorf("%q: %d %v %s", path, got.Code, err, got.Body)
		}
	}
	w.refused("another method", w.do(httptest.NewRequest(http.MethodDelete, "/open311/v2/requests.json", nil)), 404, 404)
	w.refuse = fault.RateLimited(7*time.Second, "慢", "slow")
	got := w.get("v2/services.json" + in)
	w.refused("limited", got, 400, 429)
	if got.Header().Get("Retry-After") != "7" {
		t.Errorf("%v", got.Header())
	}
}

func FuzzReading(f *testing.F) {
	for _, s := range []string{"v2/services.xml?jurisdiction_id=431223", "v2/requests.json?start_date=2026-01-01T00:00:00Z", "v2/tokens/%00.xml", "discovery.json"} {
		f.Add(s)
	}
	d := &door{Settings{Now: time.Now}}
	f.Fuzz(func(t *testing.T, s string) {
		name, format, ok := cutFormat(s)
		if ok && name+"."+format != s {
			t.Errorf("%q is cut to %q and %q", s, name, format)
		}
		if from, below, err := d.span(s, s); err == nil && below.Sub(from) > maxSpan+time.Second {
			t.Errorf("%q: %v to %v", s, from, below)
		}
		doc := requests{Requests: []request{{ID: s, Description: text(s)}}}
		for _, path := range []string{"/a.xml", "/a.json"} {
			w := httptest.NewRecorder()
			write(w, httptest.NewRequest(http.MethodGet, path, nil), http.StatusOK, doc)
			var back requests
			var list []request
			var err error
			if path == "/a.xml" {
				err = xml.Unmarshal(w.Body.Bytes(), &back)
			} else {
				err = json.Unmarshal(w.Body.Bytes(), &list)
			}
			if err != nil {
				t.Error(fmt.Errorf("%s: %w in %s", path, err, w.Body))
			}
		}
	})
}
