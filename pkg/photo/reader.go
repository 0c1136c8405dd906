package photo

import (
	"context"

	"lianluo/pkg/fault"
)

// Reader reads a bounded number of uploads at once: each may take some hundred
// megabytes for a second.
type Reader struct{ turns chan struct{} }

// NewReader makes a reader of n uploads at once, of one where n is less.
func NewReader(n int) *Reader { return &Reader{make(chan struct{}, max(1, n))} }

// Read waits for a turn and reads the upload as Read does. It fails with unavailable
// where ctx ends before.
func (r *Reader) Read(ctx context.Context, data []byte, media string) (Picture, error) {
	select {
	case r.turns <- struct{}{}:
		defer func() { <-r.turns }()
		return Read(data, media)
	case <-ctx.Done():
		return Picture{}, errBusy.Because(ctx.Err())
	}
}

var errBusy = fault.New(fault.KindUnavailable, "photo.busy", "正在处理其他照片，请稍后再传", "Other photos are being processed; upload again shortly")
