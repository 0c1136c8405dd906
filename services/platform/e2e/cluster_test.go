//go:build cluster

package e2e

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/platform/platformtest"
)

// TestOnCluster runs inside a cluster, beside an installation that
// deploy/cluster/test.sh made: it plays the main job through the gateway's
// Service, looks at the portal's, and then keeps the system busy while whoever
// asks (see director) upgrades, drains and kills. In the end what was
// acknowledged is there, once, and nobody was told twice; and it is there again
// after everything was thrown away and restored.
func TestOnCluster(t *testing.T) {
	calls := &tally{under: &http.Transport{MaxIdleConnsPerHost: 64}}
	show := direct(t, ":9000", calls)
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	url := ingress(t, setting(t, "LIANLUO_TEST_URL"), calls, certificate(t))
	g := stageOn(t, mailtest.StartAt(t, ":2525", certificate(t)), platformtest.Running(t, url, setting(t, "LIANLUO_TEST_SERVICES")))
	show.enter("scenes")
	g.plays(t, append(append([]scene{}, line...), scene{"the pages are shown", pagesAreShown}))

	before := len(allCases(g, g.station().ID))
	// The main case and the one that is reopened.
	g.eventually("the unit has heard of the scenes' cases", func() bool { return assignmentsTold(g) == 2 })
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	workers := make([]*worker, writers)
	for i := range workers {
		workers[i] = &worker{stage: g, n: i}
		work.Go(func() { workers[i].run(ctx, 0) })
	}
	work.Go(func() { g.keepBusy(ctx, calls, rate(t)) })
	calls.next()
	show.enter("load")
	show.wait(ctx, show.end)
	stop()
	work.Wait()
	show.enter("checks")
	seen := newWitness(g, workers)
	seen.assigned = 2
	t.Logf("%d cases acknowledged, %d calls repeated", len(seen.acted), repeats(workers))
	if got := len(allCases(g, g.station().ID)); got != before+len(seen.acted) {
		t.Errorf("%d cases, want %d that were there and %d acknowledged", got, before, len(seen.acted))
	}
	seen.nobodyIsToldTwice()
	isWhole(seen)
	show.enter("checked")
	show.wait(t.Context(), show.again)
	show.enter("checks after the restore")
	isWhole(seen)
	show.enter("done")
}

// isWhole: what was acknowledged is there, once, in journals, figures and audit.
func isWhole(seen *witness) {
	seen.eachIsThereOnce()
	seen.journalsAreWhole()
	numbersAgree(seen.stage)
	auditIsWhole(seen.stage)
}

// ingress speaks TLS for the gateway, as a cluster's ingress does, at the base
// URL of the installation; what it asks is counted.
func ingress(t testing.TB, to string, via http.RoundTripper, conf *tls.Config) string {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:8443", conf)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: &httputil.ReverseProxy{
		Transport: via, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0), // the tally has them
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			p.Out.Host = p.In.Host
			p.SetXForwarded()
		},
	}}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return "https://localhost:8443"
}

func setting(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: deploy/cluster/test.sh starts this test", name)
	}
	return value
}

// rate is how many requests each second keep the system busy.
func rate(t testing.TB) int {
	t.Helper()
	n, err := strconv.Atoi(setting(t, "LIANLUO_TEST_RATE"))
	if err != nil || n < 1 {
		t.Fatalf("LIANLUO_TEST_RATE: %v", err)
	}
	return n
}

// certificate is the mail server's: the installation trusts who signed it.
func certificate(t testing.TB) *tls.Config {
	t.Helper()
	dir := setting(t, "LIANLUO_TEST_TLS")
	pair, err := tls.LoadX509KeyPair(dir+"/tls.crt", dir+"/tls.key")
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}
}

// pagesAreShown: people find the first page at the portal's own Service too, and
// their own pages at the one door.
func pagesAreShown(g *stage) {
	for _, address := range []string{setting(g.t, "LIANLUO_TEST_PORTAL") + "/", g.URL + "/", g.URL + "/s/" + g.station().Code} {
		if page := newBrowser(g.t).get(address); !strings.Contains(page.body, "联络站") {
			g.t.Errorf("%s shows %.300s", address, page.body)
		}
	}
	b := g.signedIn()
	for path, want := range map[string]string{"/me": "/me", "/desk/register": "/desk/register", "/desk/cases/" + g.id: "水泥路"} {
		if page := b.get(g.URL + path); page.at.Path != path || !strings.Contains(page.body, want) {
			g.t.Errorf("%s shows %.300s", page.at, page.body)
		}
	}
}

// signedIn is a browser of the station's liaison officer.
func (g *stage) signedIn() *browser {
	g.t.Helper()
	b := newBrowser(g.t)
	b.submit(b.get(g.URL+"/sign-in"), g.URL+"/sign-in", url.Values{"login": {visitorLogin}, "password": {visitorPassword}})
	return b
}
