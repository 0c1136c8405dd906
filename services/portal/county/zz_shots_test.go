package county_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func TestShots(t *testing.T) {
	var shots []struct {
		Name, Path, Role, Lang, Elder, Size string
		Do                                  []string
	}
	if err := json.Unmarshal([]byte(os.Getenv("SHOTS")), &shots); err != nil {
		return
	}
	var site *portaltest.Site
	site = portaltest.Start(t, func(p *session.Portal) http.Handler {
		mux := http.NewServeMux()
		ui.Routes(mux)
		county.Routes(mux, p)
		h := p.Handler(mux)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/_as" {
				for _, k := range []string{"lianluo_lang", "lianluo_elder", "ll_session"} {
					v := r.FormValue(k)
					if k == "ll_session" && v != "" {
						v = site.People.Session(v)
					}
					if v != "" {
						http.SetCookie(w, &http.Cookie{Name: k, Value: v, Path: "/"})
					}
				}
				http.Redirect(w, r, r.FormValue("to"), 303)
				return
			}
			h.ServeHTTP(w, r)
		})
	}, shotFakes()...)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	actx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	defer cancel()
	bctx, cancel := chromedp.NewContext(actx)
	defer cancel()
	if err := chromedp.Do(bctx); err != nil {
		t.Fatal(err)
	}
	for _, s := range shots {
		for _, size := range []string{"360x740", "1366x768"} {
			if s.Size != "" && s.Size != size {
				continue
			}
			ctx, cancel := chromedp.NewContext(bctx, chromedp.WithNewBrowserContext())
			ctx, cancel2 := context.WithTimeout(ctx, 30*time.Second)
			var w, h int64
			fmt.Sscanf(size, "%dx%d", &w, &h)
			q := url.Values{"to": {s.Path}, "ll_session": {s.Role}, "lianluo_lang": {s.Lang}, "lianluo_elder": {s.Elder}}
			acts := []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(w, h), chromedp.Navigate(site.URL + "/_as?" + q.Encode())}
			for _, d := range s.Do {
				kind, rest, _ := strings.Cut(d, " ")
				switch kind {
				case "type":
					sel, text, _ := strings.Cut(rest, " ")
					acts = append(acts, chromedp.SetValue(chromedp.CSS(sel), text))
				case "click":
					acts = append(acts, chromedp.Click(chromedp.CSS(rest)), chromedp.Sleep(700*time.Millisecond))
				case "go":
					acts = append(acts, chromedp.Navigate(site.URL+rest))
				}
			}
			acts = append(acts, chromedp.Sleep(300*time.Millisecond))
			if err := chromedp.Do(ctx, acts...); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
			png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			if err != nil {
				t.Error(err)
			}
			wide, _ := chromedp.Run(ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth - innerWidth"))
			if wide > 0 {
				fmt.Println(s.Name, size, "overflows by", wide)
			}
			os.WriteFile(fmt.Sprintf("/tmp/prest/%s-%s.png", s.Name, size), png, 0o600)
			cancel2()
			cancel()
		}
	}
}

func shotFakes() []portaltest.Fake { return newHall().fakes() }
