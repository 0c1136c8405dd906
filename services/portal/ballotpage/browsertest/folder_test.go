//go:build ballots

package browsertest

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var attacksIn = flag.String("attacks", "", "the folder to which TestEveryAttackIsDetectedAndNamed wrote")

// What Go's attack suite wrote, the browser names under the same codes.
func TestTheBrowserNamesEveryAttackOfTheFolder(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(*attacksIn, "*.told.json"))
	if err != nil || len(names) < 25 {
		t.Fatalf("%d attacks in %q: %v", len(names), *attacksIn, err)
	}
	ctx := tab(t, func(mux *http.ServeMux) {
		mux.Handle("/attacks/", http.StripPrefix("/attacks/", http.FileServer(http.Dir(*attacksIn))))
	})
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var told struct{ Codes []string }
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatal(err)
		}
		slices.Sort(told.Codes)
		file, err := json.Marshal(strings.TrimSuffix(filepath.Base(name), ".told.json"))
		if err != nil {
			t.Fatal(err)
		}
		got := eval[[]string](t, ctx, "play.js", `
			const { toEnd, verify } = await import("/assets/js/ballot/verify.js");
			const at = "/attacks/" + encodeURIComponent(`+string(file)+`);
			const { heads, receipts } = await (await fetch(at + ".told.json")).json();
			const text = await (await fetch(at + ".bundle.json")).text();
			const report = toEnd(verify(text, { heads: heads ?? [], receipts: receipts ?? [] }));
			return [...new Set(report.failures.map(({ code }) => code))].sort();`)
		if !slices.Equal(got, told.Codes) {
			t.Errorf("%s: Go finds %v, the browser %v", filepath.Base(name), told.Codes, got)
		}
	}
	t.Logf("%d attacks", len(names))
}
