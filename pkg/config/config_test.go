package config

import (
	"bytes"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// program is a configuration with one of everything.
type program struct {
	Process
	Workers int               `yaml:"workers" default:"4" validate:"min=1,max=64" doc:"how many at once"`
	Ratio   float64           `yaml:"ratio" default:"0.5"`
	Level   slog.Level        `yaml:"level" default:"info"`
	Labels  map[string]string `yaml:"labels"`
	Sizes   []uint16          `yaml:"sizes"`
	Mongo   struct {
		URI         string        `yaml:"uri" flag:"mongo" validate:"omitempty,url"`
		Password    Secret        `yaml:"password" doc:"the database's"`
		ReadTimeout time.Duration `yaml:"readTimeout" default:"5s"`
	} `yaml:"mongo"`
	Wired chan int `yaml:"-"` // the program's own business
}

// Validate refuses a password for nothing.
func (p *program) Validate() error {
	if p.Mongo.Password != "" && p.Mongo.URI == "" {
		return errors.New("mongo.password needs mongo.uri: set -mongo.uri")
	}
	return nil
}

func environ(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, pair := range pairs {
			if key, value, _ := strings.Cut(pair, "="); key == name {
				return value, true
			}
		}
		return "", false
	}
}

// write puts text into a file of the test.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lianluo.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, args []string, env ...string) *Loaded[program] {
	t.Helper()
	loaded, err := Load[program](args, environ(env...))
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestDefaults(t *testing.T) {
	got := load(t, nil)
	want := program{Process: Process{Data: "./data", Addr: "127.0.0.1:8080", Target: []string{"all"}, Clock: "system"}, Workers: 4, Ratio: 0.5}
	want.Mongo.ReadTimeout = 5 * time.Second
	if !reflect.DeepEqual(got.Config, want) {
		t.Errorf("got %+v, want %+v", got.Config, want)
	}
	if from := got.from("addr"); from != "default" {
		t.Errorf("addr is from %q", from)
	}
	if from := got.from("nothing"); from != "" {
		t.Errorf("nothing is from %q", from)
	}
}

func TestEachLayerWinsOverTheOneBefore(t *testing.T) {
	file := write(t, "workers: 5\nratio: 0.6\ndemo: true\nlevel: warn\naddr: 127.0.0.1:1\n")
	got := load(t, []string{"-config.file", file, "-workers=7", "--demo=false", "call", "-x"},
		"LIANLUO_WORKERS=6", "LIANLUO_RATIO=0.7", "LIANLUO_ADDR=[::1]:0")
	if c := got.Config; c.Workers != 7 || c.Ratio != 0.7 || c.Demo || c.Level != slog.LevelWarn || c.Addr != "[::1]:0" {
		t.Errorf("got %+v", c)
	}
	for path, want := range map[string]string{
		"workers": "-workers", "ratio": "LIANLUO_RATIO", "demo": "-demo", "level": file + ":4", "data": "default",
	} {
		if from := got.from(path); from != want {
			t.Errorf("%s is from %q, want %q", path, from, want)
		}
	}
	if !reflect.DeepEqual(got.Args, []string{"call", "-x"}) {
		t.Errorf("rest is %q", got.Args)
	}
}

func TestFlagsOfTheProduct(t *testing.T) {
	got := load(t, []string{"-data", "/srv/x", "-addr", "127.0.0.1:9000", "-target=casework, roster", "-demo", "-clock=virtual", "-mongo", "mongodb://h/x"})
	want := Process{Data: "/srv/x", Addr: "127.0.0.1:9000", Target: []string{"casework", "roster"}, Demo: true, Clock: "virtual"}
	if !reflect.DeepEqual(got.Config.Process, want) || got.Config.Mongo.URI != "mongodb://h/x" {
		t.Errorf("got %+v", got.Config)
	}
}

func TestFileNamedByTheEnvironment(t *testing.T) {
	file, other := write(t, "workers: 9"), write(t, "workers: 10")
	if got := load(t, nil, "LIANLUO_CONFIG_FILE="+file); got.Config.Workers != 9 {
		t.Errorf("workers is %d", got.Config.Workers)
	}
	if got := load(t, []string{"-config.file=" + other}, "LIANLUO_CONFIG_FILE="+file); got.Config.Workers != 10 {
		t.Errorf("the flag must win: workers is %d", got.Config.Workers)
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		name string
		args []string
		env  []string
		want []string
	}{
		{"unknown flag", []string{"-adr=x"}, nil, []string{"-adr", "did you mean addr?"}},
		{"far flag", []string{"-qqqqqqqq"}, nil, []string{"unknown flag -qqqqqqqq (-h"}},
		{"unknown after known", []string{"-demo", "-workers", "3", "--dmo"}, nil, []string{"-dmo", "did you mean demo?"}},
		{"flag without value", []string{"-addr"}, nil, []string{"-addr", "needs an argument"}},
		{"bad flag syntax", []string{"-=x"}, nil, []string{"bad flag syntax"}},
		{"bad flag syntax after a flag", []string{"-workers", "3", "-=x"}, nil, []string{"bad flag syntax"}},
		{"not a number", []string{"-workers=many"}, nil, []string{"workers (-workers)", `"many" is not a number`}},
		{"out of range", []string{"-sizes=1,70000"}, nil, []string{"sizes (-sizes)", "out of range"}},
		{"not a bool", nil, []string{"LIANLUO_DEMO=maybe"}, []string{"demo (LIANLUO_DEMO)", "neither true nor false"}},
		{"not a duration", nil, []string{"LIANLUO_MONGO_READ_TIMEOUT=5"}, []string{"mongo.readTimeout", "duration such as"}},
		{"not a level", []string{"-level=loud"}, nil, []string{"level (-level)", "loud"}},
		{"not a pair", []string{"-labels=x"}, nil, []string{`"x" is not name=value`}},
		{"no such file", []string{"-config.file=/nonexistent/x"}, nil, []string{"cannot read the configuration file"}},
		{"bad address", []string{"-addr=localhost"}, nil, []string{"addr (-addr)", "must be HOST:PORT", "LIANLUO_ADDR"}},
		{"bad port", []string{"-addr=localhost:99999"}, nil, []string{"must be HOST:PORT"}},
		{"bad clock", []string{"-clock=sundial"}, nil, []string{`"sundial" must be one of: system virtual`}},
		{"below", []string{"-workers=0"}, nil, []string{`"0" must be at least 1`}},
		{"above", []string{"-workers=65"}, nil, []string{`"65" must be at most 64`}},
		{"empty", []string{"-data="}, nil, []string{"must not be empty"}},
		{"no target", []string{"-target="}, nil, []string{"target", "must be at least 1"}},
		{"own rule", nil, []string{"LIANLUO_MONGO_PASSWORD=x"}, []string{"mongo.password needs mongo.uri"}},
		{"all at once", []string{"-workers=0", "-clock=x"}, nil, []string{"workers", "clock"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load[program](c.args, environ(c.env...))
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	_, err := Load[program]([]string{"-h"}, environ())
	if !errors.Is(err, flag.ErrHelp) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"-addr TEXT", "default 127.0.0.1:8080; LIANLUO_ADDR", "-config.file FILE", "-demo\n", "-workers NUMBER", "how many at once",
		"-mongo.password_file FILE", "LIANLUO_MONGO_PASSWORD_FILE", "-labels NAME=VALUE", "-target A,B", "-mongo.readTimeout DURATION",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("help lacks %q:\n%v", want, err)
		}
	}
}

func TestAnswer(t *testing.T) {
	var out bytes.Buffer
	if asked, err := load(t, nil).Answer(&out); asked || err != nil || out.Len() > 0 {
		t.Errorf("not asked, and yet %v %v %q", asked, err, out.String())
	}
	args := []string{"-config.verify", "-workers=8", "-data=", "-data=./data", "-mongo=mongodb://h", "-labels=b=2,a=1"}
	asked, err := load(t, args, "LIANLUO_MONGO_PASSWORD=hunter2").Answer(&out)
	if !asked || err != nil {
		t.Fatal(asked, err)
	}
	want := `the configuration is valid
workers: 8  # -workers; default 4
labels: a=1,b=2  # -labels; default ""
mongo.uri: mongodb://h  # -mongo; default ""
mongo.password: ***  # LIANLUO_MONGO_PASSWORD; default ""
`
	if out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
	out.Reset()
	if asked, err := load(t, []string{"-config.diff"}).Answer(&out); !asked || err != nil || out.Len() > 0 {
		t.Errorf("nothing differs, and yet %v %v %q", asked, err, out.String())
	}
}

func TestProgramMistakesPanic(t *testing.T) {
	mistakes := map[string]func(){
		"type": func() { _, _ = Load[struct{ X chan int }](nil, environ()) },
		"default": func() {
			_, _ = Load[struct {
				X int `default:"x"`
			}](nil, environ())
		},
		"same path": func() {
			_, _ = Load[struct {
				X, Y int `yaml:"x"`
			}](nil, environ())
		},
		"same flag": func() {
			_, _ = Load[struct {
				X, Y int `flag:"z"`
			}](nil, environ())
		},
		"reserved": func() { _, _ = Load[struct{ H int }](nil, environ()) },
		"plain text": func() {
			_, _ = Load[struct {
				X string `secret:"true"`
			}](nil, environ())
		},
		"same env": func() {
			_, _ = Load[struct {
				X int `yaml:"a-b"`
				Y int `yaml:"aB"`
			}](nil, environ())
		},
		"twin": func() {
			_, _ = Load[struct {
				X Secret `yaml:"x"`
				Y int    `yaml:"x_file"`
			}](nil, environ())
		},
	}
	for name, mistake := range mistakes {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("accepted")
				}
			}()
			mistake()
		})
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"addr", "data", "mongo.uri", "mongo.password"}
	for name, want := range map[string]string{
		"adr": "addr", "dat": "data", "password": "mongo.password", "mongo.url": "mongo.uri", "zebra": "", "": "",
	} {
		got := suggest(name, known)
		if (want == "") != (got == "") || want != "" && !strings.Contains(got, want+"?") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// from tells which layer a setting's value comes from, for instance "default",
// "lianluo.yaml:12", "LIANLUO_ADDR" or "-addr"; "" for a path that is none.
func (l *Loaded[T]) from(path string) string {
	for _, f := range l.fields {
		if f.path == path {
			return f.source
		}
	}
	return ""
}
