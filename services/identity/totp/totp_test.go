package totp

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"
)

// rfcKey is that of RFC 6238's test vectors.
var rfcKey = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))

func TestTheVectorsOfTheRFC(t *testing.T) {
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		got, err := Code(rfcKey, time.Unix(at, 0))
		if err != nil || got != want {
			t.Errorf("%d: %s, %v, want %s", at, got, err, want)
		}
	}
}

func TestACodeMatchesAPeriodLateOrEarlyAndNeverAgain(t *testing.T) {
	key, now := NewKey(), time.Unix(1_800_000_000, 0)
	code, _ := Code(key, now)
	for off, want := range map[time.Duration]bool{0: true, 30 * time.Second: true, -30 * time.Second: true, time.Minute: false, -time.Minute: false} {
		if _, ok := Match(key, code, now.Add(off), 0); ok != want {
			t.Errorf("%v: %v", off, ok)
		}
	}
	at, _ := Match(key, code, now, 0)
	if _, ok := Match(key, code, now, at); ok {
		t.Error("taken twice")
	}
	next, _ := Code(key, now.Add(30*time.Second))
	if _, ok := Match(key, next, now, at); !ok {
		t.Error("the next code is refused")
	}
	old, _ := Code(key, now.Add(-30*time.Second))
	if _, ok := Match(key, old, now, at); ok {
		t.Error("an older code than the one that was taken is taken")
	}
}

func TestKeysDiffer(t *testing.T) {
	if a, b := NewKey(), NewKey(); a == b || len(a) != 32 {
		t.Errorf("%q and %q", a, b)
	}
}

func TestTheAddressIsReadAlikeEverywhere(t *testing.T) {
	u, err := url.Parse(URI("联络 站", "wang.lin@x", "KEY"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/联络 站:wang.lin@x" ||
		u.Query().Get("issuer") != "联络 站" || u.Query().Get("secret") != "KEY" || strings.Contains(u.RawQuery, "+") {
		t.Errorf("%v, %v", u, err)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(rfcKey, "287082")
	f.Add("", "")
	f.Add("not base32!", "１２３４５６")
	f.Fuzz(func(t *testing.T, key, code string) {
		at, ok := Match(key, code, time.Unix(59, 0), 0)
		if want, err := Code(key, time.Unix(at*30, 0)); ok && (err != nil || strings.TrimSpace(code) != want) {
			t.Errorf("%q matches %q", code, key)
		}
	})
}
