package platform

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
)

func invoke(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var b bytes.Buffer
	none := func(string) (string, bool) { return "", false }
	code = Main(t.Context(), Process{Args: args, Env: none, Out: &b, Err: &b, Version: "test"})
	return code, b.String()
}

func TestWhatIsRefusedAtTheStart(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"beyond loopback without TLS": {[]string{"-data", dir, "-addr", "0.0.0.0:8080", "-config.verify"}, "tls.cert"},
		"an unknown target":           {[]string{"-target", "case", "-config.verify"}, "casework"},
		"an unknown flag":             {[]string{"-dta", dir}, "data"},
		"an unknown command":          {[]string{"serve"}, "lianluo call"},
		"a virtual clock outside":     {[]string{"-addr", "0.0.0.0:80", "-tls.proxies", "10.0.0.0/8", "-clock", "virtual"}, "loopback"},
		"a broker outside":            {[]string{"-target", "broker", "-addr", "0.0.0.0:80", "-tls.proxies", "10.0.0.0/8"}, "events.password"},
		"texts without TLS":           {[]string{"-sms.first.url", "http://sms.example.org/"}, "sms.first.url"},
		"texts without a key":         {[]string{"-sms.second.url", "https://sms.example.org/"}, "sms.second.secret"},
		"an outbox outside":           {[]string{"-addr", "0.0.0.0:80", "-tls.proxies", "10.0.0.0/8", "-outbox"}, "outbox"},
		"an outbox and real mail":     {[]string{"-outbox", "-mail.host", "mail.example.org"}, "mail.host"},
		"mail without TLS":            {[]string{"-mail.host", "mail.example.org", "-mail.tls", "none"}, "TLS"},
	} {
		if code, out := invoke(t, c.args...); code == 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s: exit %d, said %q", name, code, out)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("a refused start left %v, %v", entries, err)
	}
}

func TestBeyondLoopbackNothingHasADefaultSecret(t *testing.T) {
	code, out := invoke(t, "-data", t.TempDir(), "-addr", "0.0.0.0:0", "-tls.proxies", "10.0.0.0/8")
	if code == 0 || !strings.Contains(out, "secrets.internal") {
		t.Fatalf("exit %d, said %q", code, out)
	}
}

func TestVerifyAndDiff(t *testing.T) {
	code, out := invoke(t, "-addr", "127.0.0.1:9000", "-config.verify")
	if code != 0 || !strings.Contains(out, "127.0.0.1:9000") {
		t.Fatalf("exit %d, said %q", code, out)
	}
}

func TestSecretsOfTheDataDirectoryAreTheOwnersAndStay(t *testing.T) {
	c := Config{}
	c.Addr, c.Data = "127.0.0.1:0", t.TempDir()
	first, err := c.secret("master", "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.secret("master", "")
	if err != nil || !bytes.Equal(first, again) || len(first) < secretLength {
		t.Fatalf("%q then %q, %v", first, again, err)
	}
	info, err := os.Stat(filepath.Join(c.Data, "secrets", "master.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	if _, err := c.secret("master", "short"); err == nil {
		t.Fatal("a short secret was taken")
	}
}

func TestVirtualClockOnAnEmptyDirectoryOnly(t *testing.T) {
	lived := t.TempDir()
	if err := os.WriteFile(filepath.Join(lived, "casework"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := virtualClock(filepath.Join(lived, "clock")); err == nil {
		t.Fatal("a directory that lived in real time was taken")
	}
	fresh := filepath.Join(t.TempDir(), "new", "clock")
	for range 2 { // made, then found again
		clock, err := virtualClock(fresh)
		if err != nil || !clock.Now().Equal(virtualStart) {
			t.Fatalf("%v, %v", clock, err)
		}
	}
}

func TestPlacesAreRead(t *testing.T) {
	dir := t.TempDir()
	villages := filepath.Join(dir, "villages.csv")
	if err := os.WriteFile(villages, []byte("code,name,parent\n431223100200,测试村,431223100\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	holidays := filepath.Join(dir, "2031.json")
	if err := os.WriteFile(holidays, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := Config{}
	c.Places.Villages = villages
	tree, _, err := c.places()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := tree.Get(area.Code("431223100200")); !ok {
		t.Fatal("the village is not there")
	}
	c.Places.Holidays = []string{holidays}
	if _, _, err := c.places(); err == nil || !strings.Contains(err.Error(), "2031.json") {
		t.Fatalf("a year without days was taken: %v", err)
	}
	if calendar.Default().Known(2031) {
		t.Fatal("the built-in calendar changed")
	}
}
