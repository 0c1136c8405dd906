package platform

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lianluo/pkg/config"
	"lianluo/pkg/rpc"
)

// invokeIn is invoke in a terminal of a language; errors come apart.
func invokeIn(t *testing.T, lang string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	env := func(name string) (string, bool) { return lang, name == "LANG" }
	code = Main(t.Context(), Process{Args: args, Env: env, Out: &o, Err: &e, Version: "test"})
	return code, o.String(), e.String()
}

func TestACommandShowsItsOwnFlags(t *testing.T) {
	for words, flag := range map[string]string{"account create": "-role", "token create": "-actions", "audit verify": "-head", "replay chenxi": "-scale"} {
		for _, help := range []string{"-h", "--help"} {
			code, out, _ := invokeIn(t, "C", append(strings.Fields(words), help)...)
			if code != 0 || !strings.Contains(out, flag) || !strings.Contains(out, "-addr of the running system") {
				t.Errorf("%s %s: %d %s", words, help, code, out)
			}
		}
	}
}

func TestRefusalsNameTheFieldsInTheTerminalsLanguage(t *testing.T) {
	dir := t.TempDir()
	args := []string{"account", "create", "-data", dir, "-addr", "127.0.0.1:1", "-login", "x", "-name", "y", "-role", "county_admin", "-area", "43"}
	for lang, want := range map[string]string{"en_GB.UTF-8": "\n  login: must have at least 2", "zh_CN.UTF-8": "\n  login: 至少 2 个字"} {
		if code, _, errs := invokeIn(t, lang, args...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%s: %d %s", lang, code, errs)
		}
	}
}

// While one uses the data directory without serving it, another says where it
// looked for the running system.
func TestWhereTheHostsCommandsLook(t *testing.T) {
	args := []string{"-data", t.TempDir(), "-addr", "127.0.0.1:1"}
	loaded, err := config.Load[Config](args, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	err = onHost(t.Context(), loaded.Config, func(context.Context, *rpc.Client) error {
		code, _, errs := invokeIn(t, "en", append([]string{"audit", "verify"}, args...)...)
		if code != 1 || !strings.Contains(errs, "give its -addr") || !strings.Contains(errs, "127.0.0.1:1") {
			t.Errorf("%d %s", code, errs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
