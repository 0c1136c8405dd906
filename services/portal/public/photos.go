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

// uploads stores the form's new photos one by one, beside those that are kept. Those
// that cannot be stored are named; the others are kept.
func uploads(r *http.Request, photos *[]kept, store func(context.Context, rpc.File) (kept, error)) error {
	if r.MultipartForm == nil {
		return nil
	}
	var bad []error
	chosen := slices.DeleteFunc(slices.Clone(r.MultipartForm.File["file"]), func(h *multipart.FileHeader) bool {
		return h.Size == 0 // a browser's empty file field
	})
	for i, header := range chosen {
		if len(*photos) == most {
			bad = append(bad, session.Mend(r.Context(), "file", "public.photo.most", most))
			break
		}
		file, err := opened(header)
		if err != nil {
			return err
		}
		photo, err := store(session.Key(r.Context(), "photo"+strconv.Itoa(i)), file)
		if err != nil {
			bad = append(bad, named(r.Context(), i, header.Filename, err))
			continue
		}
		*photos = append(*photos, photo)
	}
	return together(bad...)
}

func opened(header *multipart.FileHeader) (rpc.File, error) {
	file, err := header.Open()
	if err != nil {
		return rpc.File{}, err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	return rpc.File{Name: header.Filename, Type: header.Header.Get("Content-Type"), Data: raw}, err
}

// idsOf are the stored photos as a request names them.
func idsOf(photos []kept) []string {
	var out []string
	for _, p := range photos {
		out = append(out, p.ID)
	}
	return out
}

// swept says that photos waited too long; other failures pass.
func swept(ctx context.Context, err error) error {
	if fault.Is(err, fault.KindNotFound) {
		return session.Mend(ctx, "file", "public.photo.gone")
	}
	return err
}

// named says which photo is to be replaced or left out, and why; other failures pass.
func named(ctx context.Context, i int, name string, err error) error {
	e := fault.Of(err)
	if e.Kind != fault.KindInvalid && e.Kind != fault.KindTooLarge && e.Kind != fault.KindRateLimited {
		return err
	}
	return session.Mend(ctx, "file", "public.photo.bad", i+1, name, e.Text.In(string(ui.PrefsOf(ctx).Lang)))
}
