package public

import (
	"context"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// most is how many photos go with one case.
const most = 6

// kept is a photo that has been stored while the form was mended.
type kept struct{ ID, Name string }

// value is what the form holds of it.
func (k kept) value() string {
	return k.ID + " " + base64.RawURLEncoding.EncodeToString([]byte(k.Name))
}

// keptPhotos are the stored photos that the form still holds.
func keptPhotos(r *http.Request) []kept {
	var all []kept
	for _, value := range r.PostForm["kept"] {
		id, name, _ := strings.Cut(value, " ")
		raw, err := base64.RawURLEncoding.DecodeString(name)
		if err == nil && id != "" && len(all) < most {
			all = append(all, kept{ID: id, Name: string(raw)})
		}
	}
	return all
}

// upload stores the form's new photos one by one. Those that cannot be stored
// are named; the others are kept.
func (s pages) upload(r *http.Request, f *sayForm) error {
	if r.MultipartForm == nil {
		return nil
	}
	var bad []error
	chosen := slices.DeleteFunc(slices.Clone(r.MultipartForm.File["file"]), func(h *multipart.FileHeader) bool {
		return h.Size == 0 // a browser's empty file field
	})
	for i, header := range chosen {
		if len(f.photos) == most {
			bad = append(bad, session.Mend(r.Context(), "file", "public.photo.most", most))
			break
		}
		photo, err := s.store(r, f.req.Station, i, header)
		if err != nil {
			bad = append(bad, named(r.Context(), i, header.Filename, err))
			continue
		}
		f.photos = append(f.photos, kept{ID: photo.ID, Name: photo.Name})
	}
	return together(bad...)
}

func (s pages) store(r *http.Request, station string, i int, header *multipart.FileHeader) (casework.Photo, error) {
	file, err := header.Open()
	if err != nil {
		return casework.Photo{}, err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return casework.Photo{}, err
	}
	ctx := session.Key(r.Context(), "photo"+strconv.Itoa(i))
	return session.Call(ctx, s.Portal, casework.SubmitPhoto,
		casework.SubmitPhotoRequest{Station: station, File: rpc.File{Name: header.Filename, Type: header.Header.Get("Content-Type"), Data: raw}})
}

// named says which photo is to be replaced or left out, and why; other failures pass.
func named(ctx context.Context, i int, name string, err error) error {
	e := fault.Of(err)
	if e.Kind != fault.KindInvalid && e.Kind != fault.KindTooLarge && e.Kind != fault.KindRateLimited {
		return err
	}
	return session.Mend(ctx, "file", "public.photo.bad", i+1, name, e.Text.In(string(ui.PrefsOf(ctx).Lang)))
}
