package e2e

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// reader is somebody who reads the portal's pages, signed in.
type reader struct {
	g    *stage
	http *http.Client
}

var csrfField = regexp.MustCompile(`name="csrf_token"[^>]*value="([^"]+)"`)

func (g *stage) reads(login string) *reader {
	g.t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	r := &reader{g, &http.Client{Jar: jar}}
	token := csrfField.FindStringSubmatch(r.page("/sign-in"))
	if token == nil {
		g.t.Fatal("the sign-in page has no form")
	}
	resp, err := r.http.PostForm(g.URL+"/sign-in", url.Values{"login": {login}, "password": {g.Password(login)}, "csrf_token": {token[1]}})
	if err != nil {
		g.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return r
}

func (r *reader) page(path string) string {
	r.g.t.Helper()
	resp, err := r.http.Get(r.g.URL + path)
	if err != nil {
		r.g.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.g.t.Fatalf("%s: %d %v\n%s", path, resp.StatusCode, err, body)
	}
	return string(body)
}

var (
	// shownFigures are the board's numbers with their addresses: large, in the
	// table, and in the line of how cases ended.
	shownFigures = []*regexp.Regexp{
		regexp.MustCompile(`(?s)<a class="stat[^"]*" href="([^"]+)">.*?<span class="stat-value">\s*([\d,]+)`),
		regexp.MustCompile(`(?s)<td class="num"[^>]*>\s*<a\s+href="([^"]+)"[^>]*>([\d,]+)</a>`),
		regexp.MustCompile(`<a href="(/county/board/rows\?[^"]+)">[^<]*?([\d,]+)</a>`),
	}
	shownRow = regexp.MustCompile(`<tr [^>]*data-row|<input type="checkbox" name="case"`)
	nextRows = regexp.MustCompile(`href="([^"]*[?;&]after=[^"]*)"`)
)

// rows are how many rows an address lists, all its pages together.
func (r *reader) rows(path string) int {
	n := 0
	for {
		page := r.page(path)
		n += len(shownRow.FindAllString(page, -1))
		next := nextRows.FindStringSubmatch(page)
		if next == nil {
			return n
		}
		path = html.UnescapeString(next[1])
	}
}

// wrong are the figures of a board that do not list as many rows as they say.
func (r *reader) wrong(board string) (wrong []string, figures, sum int) {
	page := r.page(board)
	for _, shape := range shownFigures {
		for _, f := range shape.FindAllStringSubmatch(page, -1) {
			at := html.UnescapeString(f[1])
			n, err := strconv.Atoi(strings.ReplaceAll(f[2], ",", ""))
			if rows := r.rows(at); err != nil || rows != n {
				wrong = append(wrong, fmt.Sprintf("%s says %d, %s lists %d", board, n, at, rows))
			}
			figures, sum = figures+1, sum+n
		}
	}
	return wrong, figures, sum
}

func lastYear(g *stage) string {
	return fmt.Sprintf("/county/board?period=year&from=%d-01-01", g.Now().Year()-1)
}

// figuresOpenTheirRows: whatever number stands on the board of the county or of
// the township, this month's and last year's, its address lists exactly that many.
func figuresOpenTheirRows(g *stage) {
	r := g.reads("county")
	township := "/county/board?" + url.Values{"area": {g.station().Area}}.Encode()
	for _, board := range []string{"/county/board?period=month", lastYear(g), township} {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			wrong, figures, sum := r.wrong(board)
			if len(wrong) == 0 {
				if figures < 7+7+9 || sum == 0 && board != lastYear(g) {
					g.t.Errorf("%s shows %d figures, %d in all", board, figures, sum)
				}
				break
			}
			if time.Now().After(deadline) {
				g.t.Fatal(strings.Join(wrong, "\n"))
			}
		}
	}
}
