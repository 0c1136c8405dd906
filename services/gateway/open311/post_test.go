package open311

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

// form is a request that is taken, changed by pairs of name and value.
func form(pairs ...string) url.Values {
	v := url.Values{"api_key": {"key"}, "jurisdiction_id": {county}, "service_code": {"0103"}, "address_string": {"三组大樟树旁"},
		"description": {"村口的路灯不亮了"}, "attribute[station]": {"k7"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		}
	}
	return v
}

// anyone may register cases of the township.
var anyone = apptest.With("clerk", authz.Assignment{Role: authz.TownshipAdmin, Area: township}, "")

func (w *world) post(v url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return w.do(r)
}

func TestPosting(t *testing.T) {
	w := start(t)
	key := w.Token(anyone)
	got := read[[]receipt](t, w.post(form("api_key", key, "first_name", "大山", "last_name", "张", "phone", "13812345678",
		"email", "zhang@example.net", "media_url", "https://pics.example.org/1.jpg", "lat", "28.1", "long", "110.2", "device_id", "d", "account_id", "7")))
	if len(got) != 1 || got[0].ID != "c9" || !strings.Contains(string(got[0].Notice), "431223-100-26-0009-1") || !strings.Contains(string(got[0].Notice), "ABCD2345") {
		t.Fatalf("%+v", got)
	}
	made := w.made[0]
	if made.Station != "s1" || made.Channel != casework.FromSystem || made.Category != "0103" || made.Who != (casework.Who{Name: "张大山", Phone: "13812345678", Email: "zhang@example.net"}) ||
		made.Place != (casework.Place{Text: "三组大樟树旁", Lat: 28.1, Lng: 110.2}) || made.Text != "村口的路灯不亮了\nhttps://pics.example.org/1.jpg" {
		t.Errorf("%+v", made)
	}
	if !slices.Equal(w.admitted, []string{key}) {
		t.Errorf("admitted %v", w.admitted)
	}
	for what, v := range map[string]url.Values{
		"the only open station": form("api_key", key, "attribute[station]", ""),
		"the nearest":           form("api_key", key, "attribute[station]", "", "lat", "28.1", "long", "110.2"),
		"by address_id":         form("api_key", key, "attribute[station]", "", "address_string", "", "address_id", "K7"),
	} {
		if read[[]receipt](t, w.post(v)); w.made[len(w.made)-1].Station != "s1" || !w.made[len(w.made)-1].Who.Anonymous {
			t.Errorf("%s: %+v", what, w.made[len(w.made)-1])
		}
	}
}

// The specification's own example reaches the operation with all that it says.
func TestPostingTheSpecificationsExample(t *testing.T) {
	w := start(t)
	v, err := url.ParseQuery(strings.TrimSpace(string(example(t, "post.txt"))))
	if err != nil {
		t.Fatal(err)
	}
	for name, local := range map[string]string{"api_key": w.Token(anyone), "jurisdiction_id": county, "service_code": "0103", "phone": "13812345678"} {
		v.Set(name, local)
	}
	read[[]receipt](t, w.post(v))
	if m := w.made[0]; m.Who.Name != "john smith" || m.Place.Text != "1234 5th street" || !strings.HasPrefix(m.Text, "A large sinkhole is destroying the street\nhttp://farm3.") {
		t.Errorf("%+v", m)
	}
}

func TestPostsThatAreRefused(t *testing.T) {
	w := start(t)
	key := w.Token(anyone)
	for what, c := range map[string]struct {
		v      url.Values
		status int
	}{
		"no key": {form("api_key", ""), 403}, "a forged key": {form("api_key", "forged"), 403},
		"no jurisdiction":            {form("api_key", key, "jurisdiction_id", ""), 400},
		"an unknown jurisdiction":    {form("api_key", key, "jurisdiction_id", "000000"), 404},
		"no service":                 {form("api_key", key, "service_code", ""), 400},
		"an unknown service":         {form("api_key", key, "service_code", "77"), 404},
		"no place":                   {form("api_key", key, "address_string", ""), 400},
		"half a point":               {form("api_key", key, "lat", "28.1"), 400},
		"a point that is none":       {form("api_key", key, "lat", "NaN", "long", "1"), 400},
		"a point beyond the earth":   {form("api_key", key, "lat", "1", "long", "181"), 400},
		"words too few":              {form("api_key", key, "description", "坏"), 400},
		"words too many":             {form("api_key", key, "description", strings.Repeat("坏", 4001)), 400},
		"media of another scheme":    {form("api_key", key, "media_url", "file:///etc/passwd"), 400},
		"contact data without name":  {form("api_key", key, "phone", "13812345678"), 400},
		"a phone that is none":       {form("api_key", key, "first_name", "a", "phone", "12"), 400},
		"an unknown station":         {form("api_key", key, "attribute[station]", "X1"), 404},
		"a station elsewhere":        {form("api_key", key, "attribute[station]", "M3"), 404},
		"a closed station":           {form("api_key", key, "attribute[station]", "Z9"), 404},
		"a code beyond all measure":  {form("api_key", key, "attribute[station]", strings.Repeat("K", 2000)), 404},
		"text that is no text":       {form("api_key", key, "description", "坏\xff\xfe坏坏"), 400},
		"several stations to choose": {form("api_key", key, "attribute[station]", "", "jurisdiction_id", "43"), 400},
	} {
		w.refused(what, w.post(c.v), c.status, c.status)
	}
	w.refuse = fault.Unauthenticated("token", "令牌无效", "bad token")
	w.refused("who is not admitted", w.post(form("api_key", key)), 403, 403)
	if len(w.made) > 0 {
		t.Errorf("made %+v", w.made)
	}
}

// multi is a form with files under a name.
func multi(t *testing.T, v url.Values, name string, files ...string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, values := range v {
		_ = m.WriteField(field, values[0]) // a buffer takes all
	}
	for _, data := range files {
		part, err := m.CreateFormFile(name, "a.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(data))
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func TestPhotosComeWithARequest(t *testing.T) {
	w := start(t)
	v := form("api_key", w.Token(anyone))
	jpeg := "\xff\xd8\xff\xe0 and so on"
	read[[]receipt](t, w.do(multi(t, v, "media", jpeg, jpeg)))
	if w.photos != 2 || len(w.made[0].Photos) != 2 {
		t.Errorf("%d photos, %+v", w.photos, w.made)
	}
	w.refused("no photo", w.do(multi(t, v, "media", "MZ program")), 400, 400)
	w.refused("too many", w.do(multi(t, v, "media", jpeg, jpeg, jpeg, jpeg, jpeg, jpeg, jpeg)), 400, 400)
	large := multi(t, v, "media", strings.Repeat("x", 1<<20))
	large.Body = http.MaxBytesReader(httptest.NewRecorder(), large.Body, 1<<19)
	w.refused("too large", w.do(large), 400, 413)
	broken := multi(t, v, "media", jpeg)
	broken.Header.Set("Content-Type", "multipart/form-data")
	w.refused("no boundary", w.do(broken), 400, 400)
	if len(w.made) != 1 {
		t.Errorf("made %+v", w.made)
	}
}

// The same key of the client's is the same change.
func TestAClientsOwnKeyMakesOneChange(t *testing.T) {
	w := start(t)
	for range 2 {
		r := multi(t, form("api_key", w.Token(anyone)), "media", "\xff\xd8", "\xff\xd8")
		r.Header.Set("Idempotency-Key", "one-and-the-same")
		read[[]receipt](t, w.do(r))
	}
	if len(w.made) != 1 || w.photos != 2 {
		t.Errorf("made %d", len(w.made))
	}
}

func FuzzForm(f *testing.F) {
	f.Add("description=abc&lat=1&long=2", "application/x-www-form-urlencoded")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"lat\"\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, body, media string) {
		r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.xml", strings.NewReader(body))
		r.Header.Set("Content-Type", media)
		if readForm(r) != nil {
			return
		}
		if p, err := place(r); err == nil && (p.Lat < -90 || p.Lat > 90 || p.Lng < -180 || p.Lng > 180 || p.Lat != p.Lat) {
			t.Errorf("%+v", p)
		}
		if s, err := words(r); err == nil && (len(s) < 4 || len(s) > 16000) {
			t.Errorf("%q", s)
		}
		if p, err := who(r); err == nil && p.Name == "" && !p.Anonymous {
			t.Errorf("%+v", p)
		}
	})
}
