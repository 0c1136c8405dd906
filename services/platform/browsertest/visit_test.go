package browsertest

import (
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"lianluo/services/platform/platformtest"
)

// mostBytes is what a public page and all it loads may weigh, compressed.
const mostBytes = 100 << 10

// seen are the shapes of pages that were opened, and of those that links lead to.
type seen struct {
	mu     sync.Mutex
	opened map[string]bool
	linked map[string]string // shape → the page with the link
}

var parts = regexp.MustCompile(`[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*`)

// shape is an address without what differs between things of one kind.
func shape(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		code := i == 2 && segments[1] == "s"                             // of a station; most have figures, not all
		consumer := i > 2 && strings.HasPrefix(path, "/operate/parked/") // its service and its name
		kind := i > 2 && segments[i-1] == "templates"                    // of message or of paper
		if code || consumer || kind || s != "" && parts.FindString(s) == s {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/")
}

func (s *seen) note(name, path string, got sight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, _, _ = strings.Cut(path, "?")
	s.opened[shape(path)], s.opened[shape(got.Path)] = true, true
	for _, l := range got.Links {
		s.linked[shape(l)] = name
	}
}

// TestEveryPage opens every page of every place as everybody who works there.
func TestEveryPage(t *testing.T) {
	s := platformtest.One(t)
	s.Load(t.Context())
	all := &seen{opened: map[string]bool{}, linked: map[string]string{}}
	t.Run("as", func(t *testing.T) {
		for _, one := range places(world{s, t}) {
			for _, lang := range []string{"zh", "en"} {
				t.Run(nameOf(one.who)+"-"+lang, func(t *testing.T) {
					t.Parallel()
					visit(t, s, one, lang, all)
				})
			}
		}
		t.Run("elder", func(t *testing.T) {
			t.Parallel()
			elder(t, s)
		})
	})
	for _, to := range slices.Sorted(maps.Keys(all.linked)) {
		if !all.opened[to] && !elsewhere(to) {
			t.Errorf("%s links to %s, which no test opens: add it to pages_test.go", all.linked[to], to)
		}
	}
}

// elsewhere reports whether a link leads to what is no page of its own: files,
// preferences, and pages that the walks through a case open.
func elsewhere(to string) bool {
	for _, prefix := range []string{"/assets/", "/prefs", "/_design", "/openapi", "/api", "/healthz", "/export"} {
		if strings.HasPrefix(to, prefix) {
			return true
		}
	}
	for _, suffix := range []string{"/template", "/file", ".docx", ".xlsx", "-verify.html"} {
		if strings.HasSuffix(to, suffix) {
			return true
		}
	}
	return strings.Contains(to, "/photos/")
}

func nameOf(who string) string {
	if who == "" {
		return "public"
	}
	return who
}

var langs = map[string]string{"zh": "zh-CN", "en": "en"}

func visit(t *testing.T, s *platformtest.System, at place, lang string, all *seen) {
	p := sit(t, s, nameOf(at.who)+"-"+lang, at.on)
	if at.who != "" {
		p.open("/sign-in")
		p.write("#f-login", at.who)
		p.write("#f-password", s.Password(at.who))
		p.click("main .btn-primary")
		p.sees(`location.pathname !== "/sign-in" && document.readyState === "complete"`)
	}
	p.open("/prefs?lang=" + lang + "&back=/follow")
	for _, one := range at.pages {
		p.lookAll(one, lang, at.who == "", all)
	}
}

// lookAll looks at a page on both screens, light and dark.
func (p *person) lookAll(at page, lang string, public bool, all *seen) {
	p.t.Helper()
	main, other := phone, desktop
	if p.on != phone {
		main, other = desktop, phone
	}
	p.goTo(at, lang)
	got := p.fineAnswer(at, lang)
	if public && !strings.HasPrefix(at.path, "/_design") {
		p.weighLittle(at.name, got.Loads)
	}
	all.note(p.who+"/"+at.name, at.path, got)
	p.shoot(at.name)
	p.light("dark")
	p.reachable(at.name+" in the dark", "color-contrast")
	if lang == "zh" {
		p.shoot(at.name + "-dark")
	}
	p.light("light")
	p.turn(other)
	p.fits(at.name, p.look())
	if lang == "zh" {
		p.reachable(at.name)
		p.shoot(at.name)
	}
	p.turn(main)
}

// goTo opens a page, from the list that links to it if it has no address of its own.
func (p *person) goTo(at page, lang string) {
	p.t.Helper()
	p.open(strings.ReplaceAll(at.path, "{lang}", lang))
	for _, next := range at.along {
		links := p.look().Links
		i := slices.IndexFunc(links, func(l string) bool { return shape(l) == next })
		if i < 0 {
			p.t.Fatalf("%s: no link like %s", at.name, next)
		}
		p.open(links[i])
	}
}

// weighs are the compressed sizes of what pages load, by address.
var weighs sync.Map

// weighLittle checks that somebody with a poor signal gets the page soon: what it
// loads the first time is small.
func (p *person) weighLittle(name string, loads []string) {
	p.t.Helper()
	sum := 0
	for _, address := range loads {
		if !strings.HasPrefix(address, p.home) {
			continue // a picture in the page itself
		}
		size, known := weighs.Load(address)
		if !known {
			size = p.weigh(address)
			weighs.Store(address, size)
		}
		sum += size.(int)
	}
	if sum > mostBytes {
		p.t.Errorf("%s weighs %d bytes when it is opened first, more than %d: %v", name, sum, mostBytes, loads)
	}
}

// weigh fetches an address as a browser does and counts what is sent.
func (p *person) weigh(address string) int {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // set by hand it is not undone by the client
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return int(n)
}

func (p *person) fineAnswer(at page, lang string) sight {
	p.t.Helper()
	want := at.status
	if want == 0 {
		want = http.StatusOK
	} else {
		p.complaints() // the browser notes that the page itself failed
	}
	got := p.fine(at.name, langs[lang])
	if got.Status != want {
		p.t.Errorf("%s (%s) answers %d, not %d", at.name, at.path, got.Status, want)
	}
	return got
}

// elder looks at the public pages as those see them who want everything larger.
func elder(t *testing.T, s *platformtest.System) {
	p := sit(t, s, "public-elder", phone)
	p.open("/prefs?elder=1&back=/")
	for _, one := range publicPages(world{s, t}) {
		if one.status != 0 || slices.Contains([]string{"design", "design-case", "wall", "poster", "sign-in", "invitation"}, one.name) {
			continue // papers, walls and the staff's door have no elder mode
		}
		p.open(one.path)
		got := p.fineAnswer(one, "zh")
		if len(got.Small) > 0 {
			t.Errorf("%s: buttons lower than 60 px: %v", one.name, got.Small)
		}
		p.shoot(one.name)
	}
}
