package public

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// congress is the division whose congress decides about what lies in the one in the
// address: a village's is its township's. "" where there is none.
func (s pages) congress(r *http.Request) string {
	line := s.Tree().Ancestors(area.Code(session.Value(r, "area")))
	for len(line) > 0 && line[len(line)-1].Level() == area.LevelVillage {
		line = line[:len(line)-1]
	}
	if len(line) == 0 {
		return ""
	}
	return string(line[len(line)-1])
}

func (s pages) project(w http.ResponseWriter, r *http.Request) error {
	p, err := session.Call(r.Context(), s.Portal, voting.GetPublicProject, voting.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	return session.Render(w, r, projectPage(p))
}

// wishView is a proposal as somebody writes it.
type wishView struct {
	name     string
	req      voting.SubmitProposalRequest
	photos   []kept
	problems ui.Problems
}

func (s pages) wish(w http.ResponseWriter, r *http.Request) error {
	v := wishView{req: voting.SubmitProposalRequest{Area: s.congress(r)}}
	if v.req.Area == "" {
		return s.Go(w, r, "/projects")
	}
	v.name = s.AreaName(v.req.Area)
	return session.Render(w, r, wishPage(v))
}

func (s pages) submitWish(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, unread := session.Decode[voting.SubmitProposalRequest](r)
	v := wishView{name: s.AreaName(req.Area), req: req, photos: keptPhotos(r)}
	if req.Who.Anonymous {
		req.Who = voting.Who{Anonymous: true}
	}
	failed := uploads(r, &v.photos, func(ctx context.Context, file rpc.File) (kept, error) {
		p, err := session.Call(ctx, s.Portal, voting.SubmitPhoto, voting.SubmitPhotoRequest{Area: req.Area, File: file})
		return kept{ID: p.ID, Name: p.Name}, err
	})
	req.Photos = idsOf(v.photos)
	err := together(unread, rpc.Validate(req), unnamedWish(r, req.Who), failed)
	var got voting.Receipt
	if err == nil {
		got, err = session.Call(ctx, s.Portal, voting.SubmitProposal, req)
		err = swept(ctx, err)
	}
	if err != nil {
		return session.Again(w, r, err, projects.Labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return wishPage(v)
		})
	}
	ui.DropDraft(w, "wish-"+req.Area)
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, wishedPage(req.Area, got))
}

// unnamedWish fails for somebody who neither gives a name nor wants to be anonymous.
func unnamedWish(r *http.Request, who voting.Who) error {
	if who.Anonymous || who.Name != "" {
		return nil
	}
	return session.Mend(r.Context(), "who.name", "public.who.missing")
}

func (s pages) followWish(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, followWishPage(pair{Number: plain(r.FormValue("n"))}, nil, nil))
}

// openWish shows what became of a proposal. The pair stands in no address.
func (s pages) openWish(w http.ResponseWriter, r *http.Request) error {
	return s.receiptPage(w, r, voting.FollowProposal)
}

// withdrawWish takes a proposal back.
func (s pages) withdrawWish(w http.ResponseWriter, r *http.Request) error {
	return s.receiptPage(w, r, voting.WithdrawProposal)
}

func (s pages) receiptPage(w http.ResponseWriter, r *http.Request, op rpc.Op[voting.FollowProposalRequest, voting.PublicProposal]) error {
	p := typed(r)
	got, err := session.Call(r.Context(), s.Portal, op, voting.FollowProposalRequest(p))
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component { return followWishPage(p, nil, problems) })
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, followWishPage(p, &got, nil))
}
