package ballots

import (
	"io"
	"mime"
	"net/http"

	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
)

// answer is what a script gets: what it asked for, or nothing and the refusal that
// session tells in its place.
type answer[T any] struct {
	State string `json:"state"`
	Value T      `json:"value"`
}

// relay calls an operation for a script of the page, with the fields of its form.
func relay[Req, Res any](s pages, w http.ResponseWriter, r *http.Request, op rpc.Op[Req, Res]) error {
	req, err := session.Decode[Req](r)
	if err != nil {
		return err
	}
	res, err := session.Call(r.Context(), s.Portal, op, req)
	if err != nil {
		return err
	}
	return tell(w, answer[Res]{session.OutcomeSent, res})
}

func (s chair) compose(w http.ResponseWriter, r *http.Request) error {
	return relay(s.pages, w, r, voting.ComposeEntry)
}

func (s chair) lead(w http.ResponseWriter, r *http.Request) error {
	return relay(s.pages, w, r, voting.LeadEntry)
}

func (s pages) compare(w http.ResponseWriter, r *http.Request) error {
	return relay(s, w, r, voting.ComparePapers)
}

// entries is the board for scripts, from an entry on.
func (s pages) entries(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.GetBoardRequest](r)
	if err != nil {
		return err
	}
	page, err := session.Call(r.Context(), s.Portal, voting.GetBoard, req)
	if err != nil {
		return err
	}
	return tell(w, page)
}

// bundle is the whole board as a file.
func (s pages) bundle(w http.ResponseWriter, r *http.Request) error {
	body, err := session.Stream(r.Context(), s.Portal, voting.GetBundle, voting.BallotID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "ballot.json"}))
	_, err = io.Copy(w, body)
	return err
}
