package portal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/portaltest/chromium"
)

// window opens a page of the site in a real Chromium of a phone's size; a
// missing browser fails the test.
func window(t *testing.T, path string) (*portaltest.Site, context.Context) {
	t.Helper()
	site := portaltest.Start(t, pages)
	browser, end, err := chromium.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	ctx := chromium.Tab(t, browser, 5*time.Minute)
	const width, height = 360, 740
	do(t, ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(site.URL+path))
	return site, ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromium.Step) {
	t.Helper()
	chromium.Do(t, ctx, steps...)
}

var (
	click   = chromium.Click
	write   = chromium.Write
	becomes = chromium.Becomes
)

// here stands in for the device's own idea of where it is.
func here(answer string) chromium.Step {
	return chromedp.Evaluate[chromedp.Void]("navigator.geolocation.getCurrentPosition = (found, failed) => " + answer)
}

const placed = "found({coords: {latitude: 28.0064, longitude: 110.1839}})"

func TestTheNearestStationIsFoundByWhereOneIs(t *testing.T) {
	_, ctx := window(t, "/")
	do(t, ctx, here("failed()"), click("[data-near]"))
	becomes(t, ctx, `document.querySelector("[data-near]").textContent.includes("没有取得位置")`)
	do(t, ctx, here(placed), click("[data-near]"))
	becomes(t, ctx, `location.search === "?lat=28.006400&lng=110.183900" && document.querySelector(".choose-link").textContent.includes("840 米")`)
}

func TestAVillagerSaysSomethingOnAPhone(t *testing.T) {
	photo := filepath.Join(t.TempDir(), "road.png")
	if err := os.WriteFile(photo, []byte("\x89PNG\r\n\x1a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, ctx := window(t, "/s/"+portaltest.StationCode)
	do(t, ctx, click("main .btn-primary"), write("#f-text", "村口的路塌了一块"),
		chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{photo}))
	becomes(t, ctx, `document.querySelector("[data-drop-list] img")`)
	do(t, ctx, here(placed), click("[data-locate-go]"))
	becomes(t, ctx, `document.querySelector("[name='place.lat']").value === "28.006400"`)
	do(t, ctx, click("main form .btn-primary")) // without a name
	becomes(t, ctx, `document.querySelector("[data-error-summary]") && document.querySelector("[name=kept]").checked`)
	do(t, ctx, write("#f-who-name", "李四"), click("main form .btn-primary"))
	becomes(t, ctx, `location.pathname === "/receipt" && document.querySelector(".receipt").textContent.includes("M4TX 8WRK")`)
	do(t, ctx, chromedp.Navigate(addressOf(t, ctx)+"/s/"+portaltest.StationCode+"/say"))
	becomes(t, ctx, `document.querySelector("#f-text").value === ""`) // the draft was dropped
}

func addressOf(t *testing.T, ctx context.Context) string {
	t.Helper()
	origin, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.origin"))
	if err != nil {
		t.Fatal(err)
	}
	return origin
}

func TestAPersonFollowsRatesAndTakesBack(t *testing.T) {
	_, ctx := window(t, "/follow?n="+portaltest.CaseNumber)
	do(t, ctx, write("#f-code", "7km2-9qxf"), click("main .btn-primary"))
	becomes(t, ctx, `document.querySelector("#question")`)
	do(t, ctx, click("input[value=satisfied]"), click("#rating .btn-primary"))
	becomes(t, ctx, `document.querySelector(".notice-good") && !document.querySelector("#question")`)
	do(t, ctx, click("[data-dialog=withdraw]"), click("#withdrawal .btn-danger"))
	becomes(t, ctx, `document.querySelector("h1").textContent.includes("已撤回")`)
}

func TestASessionThatEndedComesBackToWhatWasTyped(t *testing.T) {
	site, ctx := window(t, "/sign-in?next=/me/tokens")
	signIn := []chromium.Step{write("#f-login", "liaison_officer"), write("#f-password", portaltest.Password), click("main .btn-primary")}
	do(t, ctx, signIn...)
	becomes(t, ctx, `location.pathname === "/me/tokens"`)
	site.People.EndSessions("liaison_officer")
	do(t, ctx, write("#f-name", "每周统计"), click("main .form .btn-primary"))
	becomes(t, ctx, `location.pathname === "/sign-in"`)
	do(t, ctx, signIn...)
	becomes(t, ctx, `location.pathname === "/me/tokens" && document.querySelector("#f-name").value === "每周统计"`)
}

func TestTheBellIsLive(t *testing.T) {
	_, ctx := window(t, "/sign-in")
	do(t, ctx, write("#f-login", "auditor"), write("#f-password", portaltest.Password), click("main .btn-primary"))
	becomes(t, ctx, `document.title.startsWith("(1)")`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`fetch("/inbox/read", {method: "POST", body: new URLSearchParams(
		{csrf_token: document.querySelector("[name=csrf_token]").value, idempotency_key: %q})})`, "a-key-of-enough-length")))
	becomes(t, ctx, `document.querySelector("[data-inbox-count]").hidden`)
}
