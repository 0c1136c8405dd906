package photo

import (
	"context"
	"testing"

	"lianluo/pkg/fault"
)

func TestUploadsWaitForATurn(t *testing.T) {
	r := NewReader(0)
	data := asJPEG(t, sample(8, 8))
	if p, err := r.Read(t.Context(), data, "image/jpeg"); err != nil || p.Width != 8 {
		t.Fatalf("%+v, %v", p, err)
	}
	r.turns <- struct{}{} // another one is being read
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Read(over, data, "image/jpeg"); !fault.HasCode(err, "photo.busy") {
		t.Fatalf("%v", err)
	}
}
