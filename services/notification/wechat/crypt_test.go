package wechat

import (
	"strings"
	"testing"
)

// The values that Tencent publishes with the scheme.
var published = Account{AppID: "wx5823bf96d3bd56c7", Token: "QDG6eK", AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}

const (
	publishedSealed = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
	publishedSigned = "477715d11cdb4164915debcba66cb864d751f3e6"
)

func publishedRequest() Request {
	return Request{Signature: publishedSigned, Timestamp: "1409659813", Nonce: "1372623149",
		Body: "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[" + publishedSealed + "]]></Encrypt></xml>"}
}

func TestPublishedExample(t *testing.T) {
	said, err := published.Hear(publishedRequest())
	if err != nil || said.From != "mycreate" || said.Kind != "text" || said.Text != "hello" {
		t.Errorf("%+v %v", said, err)
	}
}

func TestForged(t *testing.T) {
	for name, change := range map[string]func(*Account, *Request){
		"signature": func(_ *Account, r *Request) { r.Signature = strings.Repeat("0", 40) },
		"time":      func(_ *Account, r *Request) { r.Timestamp = "1409659814" },
		"nonce":     func(_ *Account, r *Request) { r.Nonce = "1" },
		"body":      func(_ *Account, r *Request) { r.Body = strings.Replace(r.Body, "RypE", "RypF", 1) },
		"account":   func(a *Account, _ *Request) { a.AppID = "wx0000000000000000" },
		"token":     func(a *Account, _ *Request) { a.Token = "other" },
		"no token":  func(a *Account, _ *Request) { a.Token = "" },
		"key":       func(a *Account, _ *Request) { a.AESKey = strings.Repeat("A", 43) },
		"clear": func(_ *Account, r *Request) {
			r.Body = "<xml><FromUserName>x</FromUserName><CreateTime>1</CreateTime></xml>"
		},
	} {
		a, r := published, publishedRequest()
		change(&a, &r)
		if said, err := a.Hear(r); err == nil {
			t.Errorf("%s: %+v", name, said)
		}
	}
}

func TestNothingExpands(t *testing.T) {
	for _, body := range []string{
		`<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>`, `<?xml version="1.0"?><xml/>`, `<xml><Content>&a;</Content></xml>`,
		`<xml>`, ``, `{}`, `<xml><Content>` + strings.Repeat("x", 5000) + `</Content></xml>`,
	} {
		if said, err := Parse([]byte(body)); err == nil && body != "" && body != "{}" {
			t.Errorf("%.60s: %+v", body, said)
		}
	}
}

func TestTrim(t *testing.T) {
	for _, c := range [][3]string{{"thing1", strings.Repeat("字", 30), strings.Repeat("字", 19) + "…"}, {"thing2", " a \n b ", "a b"},
		{"character_string3", "编号431223-1", "431223-1"}, {"phrase4", "已经办结了吗", "已经办结…"}, {"thing5", "", "-"}} {
		if got := trim(c[0], c[1]); got != c[2] {
			t.Errorf("%s %q: %q", c[0], c[1], got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(publishedRequest().Body))
	f.Add([]byte(`<xml><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1</CreateTime><EventKey>qrscene_x</EventKey></xml>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, err := Parse(raw); err == nil && (len(s.From) > 64 || len(s.Scene) > 128 || len(s.Text) > 4096) {
			t.Fatalf("%q: %+v", raw, s)
		}
	})
}

func FuzzDecrypt(f *testing.F) {
	f.Add(publishedSealed)
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, sealed string) {
		if raw, err := published.decrypt(sealed); err == nil && len(raw) > len(sealed) {
			t.Fatalf("%d of %d", len(raw), len(sealed))
		}
	})
}
