package browsertest

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/services/portal/portaltest/chromium"
)

// slowly makes a tab's processor so many times slower, as a cheap phone's is.
func slowly(rate float64) chromium.Step {
	return func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: rate})
		return chromedp.Void{}, err
	}
}

// prepareOne waits for a ballot of 12 candidates, of which 10 may be approved, made
// on a page that was just opened, and answers the milliseconds.
const prepareOne = `
	const play = new test.Play({ seats: 3, candidates: 12, places: 10 });
	play.untilOpen();
	const choices = play.choices();
	const begun = performance.now();
	ballot.prepare({ board: play.board, seat: 1, key: play.keys[1], choices });
	return performance.now() - begun;`

// Encrypting and proving on a phone four times slower: at most 2,000 ms are asked for.
func BenchmarkABallotOnAPhone(b *testing.B) {
	ctx := tab(b)
	chromium.Do(b, ctx, slowly(4))
	total := 0.0
	for b.Loop() {
		total += eval[float64](b, ctx, "play.js", prepareOne)
	}
	b.ReportMetric(total/float64(b.N), "ms/ballot")
}

// A whole verification in the browser: 450 deputies, 12 candidates.
func BenchmarkAWholeVerification(b *testing.B) {
	p := ballottest.New(ballottest.Script{Seed: "figures", Deputies: 450, Trustees: 5, Threshold: 3, Candidates: 12, Places: 10, Method: ballot.ApprovalCapped})
	if err := p.To(""); err != nil {
		b.Fatal(err)
	}
	bundle := p.Bundle()
	ctx := tab(b, func(mux *http.ServeMux) {
		mux.HandleFunc("/bundle.json", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bundle) })
	})
	total := 0.0
	for b.Loop() {
		total += eval[float64](b, ctx, "play.js", `
			const text = await (await fetch("/bundle.json")).text();
			const begun = performance.now();
			const report = await ballot.verifyAll(text);
			if (!report.ok) throw new Error(JSON.stringify(report.failures[0]));
			return (performance.now() - begun) / 1000;`)
	}
	b.ReportMetric(total/float64(b.N), "s/bundle")
	b.ReportMetric(float64(len(bundle))/1e6, "MB/bundle")
}
