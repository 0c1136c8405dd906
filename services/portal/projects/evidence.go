package projects

import (
	"context"
	"net/http"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Uploaded stores the photos of a form in the name of whoever is signed in, and
// returns them with those that an earlier try stored. Whatever happens, the form
// keeps them for the next.
func Uploaded(p *session.Portal, r *http.Request) ([]string, error) {
	ids, err := session.Uploads(r.Context(), r, func(ctx context.Context, f rpc.File) (string, error) {
		photo, err := session.Call(ctx, p, voting.UploadPhoto, voting.UploadRequest{File: f})
		return photo.ID, err
	})
	ids = append(strings.Fields(session.Value(r, "kept")), ids...)
	r.Form.Set("kept", strings.Join(ids, " "))
	return ids, err
}

// photoField asks for pictures; kept are those that are stored already.
func photoField(ctx context.Context, kept string) ui.Field {
	f := ui.Field{Kind: ui.PhotoField, Name: "photos", Label: ui.T(ctx, Labels+".photos"), Optional: true, Multiple: true, Hint: ui.T(ctx, "carry.photos-hint")}
	if n := len(strings.Fields(kept)); n > 0 {
		f.Hint = ui.T(ctx, "carry.kept", n)
	}
	return f
}

// SaidField asks for pictures to a proposal, which only who screens it sees; kept are
// those that are stored already.
func SaidField(ctx context.Context, kept []string) ui.Field {
	f := photoField(ctx, strings.Join(kept, " "))
	if len(kept) == 0 {
		f.Hint = ui.T(ctx, "projects.photos-hint")
	}
	return f
}

// said are the pictures that came with a proposal.
func said(ctx context.Context, all []voting.Photo, base string) ui.PhotoGrid {
	var g ui.PhotoGrid
	for i, p := range all {
		at := base + "/said/" + p.ID
		g.Photos = append(g.Photos, ui.Photo{Thumb: at + "?small=true", Full: at, Alt: ui.T(ctx, "projects.photo-said", i+1)})
	}
	return g
}
