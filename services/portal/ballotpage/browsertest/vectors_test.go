package browsertest

import "testing"

// The vectors are those of pkg/ballot: what Go makes and counts, the browser does.
func TestTheBrowserMakesWhatTheVectorsSay(t *testing.T) {
	for _, vectors := range []struct {
		check, file string
		least       int
	}{
		{"check", "seal/testdata/vectors.json", 13},
		{"counting", "testdata/counting.json", 300},
	} {
		got := eval[struct {
			Wrong    []string
			Sections int
		}](t, tab(t), "vectors.js", `return test.`+vectors.check+`(await (await fetch("/pkg/ballot/`+vectors.file+`")).json());`)
		for _, line := range got.Wrong {
			t.Errorf("%s: %s", vectors.file, line)
		}
		if got.Sections < vectors.least {
			t.Errorf("%s: only %d", vectors.file, got.Sections)
		}
	}
}
