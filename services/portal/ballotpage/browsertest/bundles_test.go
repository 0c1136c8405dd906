package browsertest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/ballot/board"
)

// verified is what the browser says of bundles: for each, its codes, sorted.
func verified(t *testing.T, texts []string) [][]string {
	t.Helper()
	given, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	return eval[[][]string](t, tab(t), "play.js", `
		const { toEnd, verify } = await import("/assets/js/ballot/verify.js");
		const codes = (text) => [...new Set(toEnd(verify(text)).failures.map(({ code }) => code))].sort();
		return `+string(given)+`.map(codes);`)
}

func whole(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../../../../pkg/ballot/board/testdata/bundle-*.json")
	if err != nil || len(names) < 5 {
		t.Fatalf("%d bundles: %v", len(names), err)
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(name)] = strings.TrimSpace(string(text))
	}
	return texts
}

// What Go's headless devices played, the browser verifies.
func TestTheBrowserVerifiesGoBundles(t *testing.T) {
	bundles := whole(t)
	var names, texts []string
	for name, text := range bundles {
		names, texts = append(names, name), append(texts, text)
	}
	for i, codes := range verified(t, texts) {
		if len(codes) > 0 {
			t.Errorf("%s: the browser finds %v", names[i], codes)
		}
	}
}

// What browsers played, Go verifies: every method, paper, an attempt that failed, a
// key that was voided.
func TestGoVerifiesTheBrowsersBallots(t *testing.T) {
	for name, play := range map[string]string{
		"capped":   `{}`,
		"paper":    `{ seats: 6, papers: [5, 6] }`,
		"opposing": `{ seats: 3, choices: ["approve", "oppose"] }`,
		"per item": `{ seats: 3, method: "approval_per_item", candidates: 3, places: 2, choices: ["approve", "oppose"] }`,
		"package":  `{ seats: 3, method: "package", candidates: 1 }`,
		"absent":   `{ seats: 6, absent: [6], suspended: [5] }`,
	} {
		t.Run(name, func(t *testing.T) {
			text := eval[string](t, tab(t), "play.js", `return test.bundle((await new test.Play(`+play+`).whole()).entries);`)
			report := board.Verify([]byte(text), nil, nil)
			if !report.Holds() || report.Board.Phase() != board.Declared {
				t.Errorf("%v while %s", report.Failures, report.Board.Phase())
			}
		})
	}
}

// A scrutineer who was dealt a wrong share complains; the next attempt succeeds.
func TestAComplaintBeginsTheCeremonyAnew(t *testing.T) {
	text := eval[string](t, tab(t), "play.js", `
		const play = new test.Play({ seats: 3 });
		const { trustee } = ballot;
		play.define();
		play.states = [1, 2, 3].map((index) => trustee.begin(play.board, index));
		play.each((state) => trustee.joins(play.board, state));
		const honest = play.states[1];
		const seen = Array(4).fill(play.entries.at(-1).hash);
		const wrong = trustee.deals(play.board, honest, seen);
		const body = JSON.parse(wrong.body);
		body.shares[0].cipher = body.shares[1].cipher;
		play.each((state) => state === honest ? ballot.makeEntry(test.BALLOT, "deal", "trustee:2", body, ballot.keyOf(ballot.unhex(state.secret, 32))) : trustee.deals(play.board, state, seen));
		const { complaint } = trustee.takes(play.board, play.states[0]);
		play.post(complaint);
		if (trustee.takes(play.board, { ...play.states[2] }).complaint) throw new Error("nothing is dealt any more");
		play.ceremony();
		play.checkIn();
		play.freeze();
		play.by("open", {});
		[1, 2, 3].forEach((seat) => play.cast(seat));
		play.close();
		await play.open(2, 3);
		play.finish();
		return test.bundle(play.entries);`)
	report := board.Verify([]byte(text), nil, nil)
	if !report.Holds() || report.Board.Attempt() != 2 {
		t.Errorf("%v in attempt %d", report.Failures, report.Board.Attempt())
	}
}

// One change somewhere, with or without the hashes put right: both verifiers say the
// same of it.
func TestBothVerifiersSayTheSameOfAnyChange(t *testing.T) {
	bundles := whole(t)
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range bundles {
			if !yield(name) {
				return
			}
		}
	})
	random := rand.New(rand.NewPCG(6, 0))
	var texts []string
	for i := range 40 {
		texts = append(texts, mutant(t, random, bundles[names[i%len(names)]]))
	}
	for i, codes := range verified(t, texts) {
		if want := goCodes(t, texts[i], nil, nil); !slices.Equal(codes, want) {
			t.Errorf("mutant %d: Go finds %v, the browser %v:\n%.3000s", i, want, codes, texts[i])
		}
	}
}

// mutant changes one character of one entry, or drops, doubles or moves one.
func mutant(t *testing.T, random *rand.Rand, text string) string {
	t.Helper()
	var b board.Bundle
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	at := random.IntN(len(b.Entries))
	e := &b.Entries[at]
	switch random.IntN(8) {
	case 0:
		b.Entries = slices.Delete(b.Entries, at, at+1)
	case 1:
		b.Entries = slices.Insert(b.Entries, at, *e)
	case 2:
		e.Author = []string{"chair", "seat:1", "trustee:1", "teller:01", "trustee:9"}[random.IntN(5)]
	case 3:
		e.Signature[random.IntN(64)] ^= 1 << random.IntN(8)
	default:
		e.Body = changed(random, e.Body)
	}
	if random.IntN(4) > 0 {
		relink(b.Entries)
	}
	out, err := board.Write(b.Entries)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// changed has another character somewhere.
func changed(random *rand.Rand, text string) string {
	at := random.IntN(len(text))
	const characters = `0123456789abcdef{}[]:,"x `
	return text[:at] + string(characters[random.IntN(len(characters))]) + text[at+1:]
}

// relink is what whoever has the server can do after a change.
func relink(entries []board.Entry) {
	prev := make([]byte, 32)
	for i := range entries {
		entries[i].Seq, entries[i].Prev = i, prev
		entries[i].Hash = entries[i].Link()
		prev = entries[i].Hash
	}
}

// JSON that readers take differently: who reads it, and who refuses it, is the same.
func TestTheBrowserReadsJSONAsGoDoes(t *testing.T) {
	entry := func(members string) string {
		return fmt.Sprintf(`{"protocol":"lianluo-ballot/1","entries":[{"seq":0,"at":"2026-11-23T07:00:00.000Z","kind":"open","author":"chair","body":"{}","signature":"%s","prev":"%s","hash":"%s"%s}]}`,
			strings.Repeat("ab", 64), strings.Repeat("00", 32), strings.Repeat("ab", 32), members)
	}
	good := entry("")
	texts := []string{
		good, " " + good + "\n", "\ufeff" + good, good + "x", good + good, strings.Replace(good, `"seq":0`, `"seq": 0`, 1),
		entry(`,"note":1`), entry(`,"seq":0`), entry(`,"\u0073eq":0`), entry(`,"__proto__":{}`), entry(`,"bodyDigest":"x"`), entry(`,"constructor":1`), entry(`,`),
		strings.Replace(good, `"body":"{}"`, `"bodyDigest":"`+strings.Repeat("ab", 32)+`"`, 1),
		strings.Replace(good, `"body":"{}",`, ``, 1), strings.Replace(good, `"author"`, `"Author"`, 1),
		strings.Replace(good, `"prev":"00`, `"prev":"0`, 1), strings.Replace(good, `"hash":"ab`, `"hash":"AB`, 1),
		``, `null`, `[]`, `{}`, `{"protocol":"lianluo-ballot/1","entries":[]}`, `{"protocol":"lianluo-ballot/1","entries":[null]}`,
		`{"protocol":"lianluo-ballot/1","entries":{}}`, `{"protocol":"lianluo-ballot/2","entries":[]}`,
	}
	for _, number := range []string{"1.0", "1e0", "-0", "-1", "00", "01", "+1", "null", "true", `"0"`, "9007199254740991", "9007199254740992", "1E400", "[]", "NaN"} {
		texts = append(texts, strings.Replace(good, `"seq":0`, `"seq":`+number, 1))
	}
	for _, text := range []string{`\ud800`, `\udc00\ud800`, `\ud83d\ude00`, `\x41`, `\u00e`, "\t", "\u007f", `\u0000`, "\u2028", `\/`, `é`} {
		texts = append(texts, strings.Replace(good, `"kind":"open"`, `"kind":"`+text+`"`, 1), strings.Replace(good, `"body":"{}"`, `"body":"`+text+`"`, 1))
	}
	for _, body := range []string{`{}`, ` {}`, `{"a":1}`, `[]`, `null`, `{`, `{\"reason\":1}`, strings.Repeat(`[`, 40), `{\"a\":{\"a\":1,\"a\":2}}`} {
		texts = append(texts, strings.Replace(good, `"body":"{}"`, `"body":"`+body+`"`, 1))
	}
	for i, codes := range verified(t, texts) {
		if want := goCodes(t, texts[i], nil, nil); !slices.Equal(codes, want) {
			t.Errorf("%.300s: Go finds %v, the browser %v", texts[i], want, codes)
		}
	}
}
