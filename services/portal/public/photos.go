package public

import (
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
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

// upload stores the form's new photos one by one. One that cannot be stored is
// named; the others are kept.
func (s pages) upload(r *http.Request, f *sayForm) error {
	if r.MultipartForm == nil {
		return nil
	}
	var bad error
	for i, header := range r.MultipartForm.File["file"] {
		if header.Size == 0 {
			continue // a browser's empty file field
		}
		if len(f.photos) == most {
			return session.Mend(r.Context(), "file", "public.photo.most", most)
		}
		photo, err := s.store(r, i, header)
		if err != nil {
			if bad, err = named(r, header.Filename, err); err != nil {
				return err
			}
			continue
		}
		f.photos = append(f.photos, kept{ID: photo.ID, Name: photo.Name})
	}
	return bad
}

func (s pages) store(r *http.Request, i int, header *multipart.FileHeader) (casework.Photo, error) {
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
		casework.UploadRequest{File: rpc.File{Name: header.Filename, Type: header.Header.Get("Content-Type"), Data: raw}})
}

// named says which photo is to be replaced; other failures pass.
func named(r *http.Request, name string, err error) (problem, failure error) {
	e := fault.Of(err)
	if e.Kind != fault.KindInvalid && e.Kind != fault.KindTooLarge {
		return nil, err
	}
	return session.Mend(r.Context(), "file", "public.photo.bad", name), nil
}
