package password

import (
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

var cheap = Params{Memory: 64, Passes: 1, Threads: 1}

func TestHashesMatchTheirPasswordOnly(t *testing.T) {
	h := cheap.Make("correct horse battery")
	if !h.Matches("correct horse battery") {
		t.Error("the password does not match its own hash")
	}
	for _, other := range []string{"", "correct horse", "Correct horse battery", "correct horse battery "} {
		if h.Matches(other) {
			t.Errorf("%q matches", other)
		}
	}
	if again := cheap.Make("correct horse battery"); again.String() == h.String() {
		t.Error("two hashes share their salt")
	}
}

func TestWidthAndCompositionOfCharactersDoNotMatter(t *testing.T) {
	for _, pair := range [][2]string{{"ｐａｓｓ１２３４", "pass1234"}, {"e\u0301t\u0308", "\u00e9ẗ"}, {"联络站２０２６", "联络站2026"}} {
		if !cheap.Make(pair[0]).Matches(pair[1]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
}

func TestDummiesMatchNothing(t *testing.T) {
	d := cheap.Dummy()
	if d.Matches("") || d.Params != cheap || len(d.String()) != len(cheap.Make("x").String()) {
		t.Errorf("got %v", d)
	}
}

func TestStoredHashesAreReadBack(t *testing.T) {
	h := cheap.Make("p")
	got, err := Parse(h.String())
	if err != nil || got.String() != h.String() || got.Params != cheap || !got.Matches("p") {
		t.Errorf("got %v, %v", got, err)
	}
	// A hash made elsewhere, so that the form is the common one.
	const known = "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$mtAwJm1aWmtpzkmw8YW7bPTN2m2Ys6d7"
	if got, err := Parse(known); err != nil || got.String() != known {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRecommendedIsWhatOWASPSays(t *testing.T) {
	if h := Recommended.Make("p").String(); !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(h)
	}
}

func TestBrokenHashesAreRefused(t *testing.T) {
	good := cheap.Make("p").String()
	for name, text := range map[string]string{
		"empty":            "",
		"plain":            "password",
		"argon2i":          strings.Replace(good, "argon2id", "argon2i", 1),
		"other version":    strings.Replace(good, "v=19", "v=16", 1),
		"no passes":        strings.Replace(good, "t=1", "t=0", 1),
		"too many passes":  strings.Replace(good, "t=1", "t=4000000000", 1),
		"too much memory":  strings.Replace(good, "m=64", "m=4294967295", 1),
		"too little":       strings.Replace(good, "m=64", "m=1", 1),
		"negative":         strings.Replace(good, "m=64", "m=-64", 1),
		"256 threads":      strings.Replace(good, "p=1", "p=256", 1),
		"blank in between": strings.Replace(good, "m=64", "m= 64", 1),
		"leading zero":     strings.Replace(good, "m=64", "m=064", 1),
		"more parts":       good + "$x",
		"short key":        good[:len(good)-40],
		"no base64":        good[:len(good)-4] + "****",
	} {
		if h, err := Parse(text); err == nil {
			t.Errorf("%s: read as %v", name, h)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "$$$$$", cheap.Make("p").String(), "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := Parse(text)
		if err == nil && (h.String() != text || !h.sound()) {
			t.Errorf("%q is read as %q", text, h)
		}
	})
}

func TestJudge(t *testing.T) {
	for plain, code := range map[string]string{
		"correct horse battery":              "",
		"长远的江水向东流去不复返":                       "", // 12 characters
		"Ab3$xy7q":                           "",
		"Xk9mPq2w":                           "",
		"Ab3$xy7":                            "password.short",
		"abcxyz77":                           "password.short",
		"elevenchars":                        "password.short",
		"":                                   "password.short",
		"aaaaaaaaaaaaaa":                     "password.pattern",
		"ababababABAB":                       "password.pattern",
		"Wang.Lin2026xx":                     "password.login",
		"xx-WANG.LIN-xx-88":                  "password.login",
		"ｗａｎｇ．ｌｉｎ－2026！":                     "password.login",
		"Password123!":                       "password.common",
		"P@ssw0rd":                           "password.common",
		"Admin@123456":                       "password.common",
		"123456789012":                       "password.common",
		"qwertyuiop[]":                       "password.common",
		"Woaini1314520":                      "password.common",
		"1Qaz@wsx":                           "password.common",
		strings.Repeat("abcdefg-", 16) + "x": "password.long",
	} {
		err := Judge("wang.lin", plain)
		if code == "" && err != nil || code != "" && (!fault.HasCode(err, code) || !fault.Is(err, fault.KindInvalid)) {
			t.Errorf("%q: got %v, want %q", plain, err, code)
		}
	}
}

func TestShortLoginsDoNotForbidLetters(t *testing.T) {
	if err := Judge("li", "lively rivers flow"); err != nil {
		t.Error(err)
	}
}

func BenchmarkRecommended(b *testing.B) {
	for b.Loop() {
		Recommended.Make("correct horse battery")
	}
}
