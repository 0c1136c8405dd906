package public

import (
	"net/http"
	"net/url"
	"testing"
)

// FuzzKeptPhotos: what a form says about stored photos is read as it was
// written, and never more photos than a case may have.
func FuzzKeptPhotos(f *testing.F) {
	f.Add("ph1 YS5qcGc", "")
	f.Add("ph1", " YS5qcGc")
	f.Add("ph1 ***", "\x00")
	f.Fuzz(func(t *testing.T, one, two string) {
		r := &http.Request{PostForm: url.Values{"kept": {one, two, one, two, one, two, one, two}}}
		photos := keptPhotos(r)
		if len(photos) > most {
			t.Fatalf("%d photos", len(photos))
		}
		for _, k := range photos {
			again := keptPhotos(&http.Request{PostForm: url.Values{"kept": {k.value()}}})
			if k.ID == "" || len(again) != 1 || again[0] != k {
				t.Fatalf("%+v became %+v", k, again)
			}
		}
	})
}
