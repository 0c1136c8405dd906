package session

import (
	"context"
	"io"
	"net/http"

	"lianluo/pkg/rpc"
)

// Uploads stores the photos of a form's field "photos" and returns their ids; where
// one fails, those of the ones before it. A form that is sent twice stores each once.
func Uploads(ctx context.Context, r *http.Request, store func(context.Context, rpc.File) (id string, err error)) ([]string, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var ids []string
	for i, header := range r.MultipartForm.File["photos"] {
		f, err := header.Open()
		if err != nil {
			return ids, err
		}
		data, err := io.ReadAll(f)
		_ = f.Close() // read whole
		if err != nil {
			return ids, err
		}
		if len(data) == 0 {
			continue // an empty file input
		}
		id, err := store(Key(ctx, "photo"+string(rune('a'+i))), rpc.File{Name: header.Filename, Data: data})
		if err != nil {
			return ids, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
