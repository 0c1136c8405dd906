package ballots

import (
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// pageOf is how many entries the public board shows at once.
const pageOf = 100

// boardView is the board before anybody.
type boardView struct {
	voting.BoardPage
	rows    []ui.Row
	from    int
	address string // of this page, whole
}

func (s pages) read(r *http.Request) (boardView, error) {
	req, err := session.Decode[voting.GetBoardRequest](r)
	if err != nil {
		return boardView{}, err
	}
	req.Limit = pageOf
	page, err := session.Call(r.Context(), s.Portal, voting.GetBoard, req)
	if err != nil {
		return boardView{}, err
	}
	v := boardView{BoardPage: page, from: req.From, address: s.URL("/ballots/" + page.Ballot)}
	for _, e := range page.Entries {
		at, _ := time.Parse(time.RFC3339Nano, e.At) // the board takes no other
		v.rows = append(v.rows, ui.Row{Cells: []templ.Component{
			ui.Text(strconv.Itoa(e.Seq)), ui.Text(ui.T(r.Context(), "ballots.kind."+e.Kind)), ui.Text(author(r.Context(), e.Author)), ui.Text(ui.Date(r.Context(), at)), ui.Code(e.Hash[:16] + "…"),
		}})
	}
	return v, nil
}

func (s pages) board(w http.ResponseWriter, r *http.Request) error {
	v, err := s.read(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, boardPage(ui.PublicLayout{Title: v.Title}, v))
}

// hall is the screen in the hall: who is there and how many have voted, no more.
func (s pages) hall(w http.ResponseWriter, r *http.Request) error {
	v, err := s.read(r)
	if err != nil {
		return err
	}
	screen := ui.WallScreen{Station: v.Title, Link: v.address, LinkFor: ui.T(r.Context(), "ballots.hall-link"),
		Slides: []ui.Slide{{Title: ui.T(r.Context(), "ballots.state."+string(v.State)), Body: hallBody(v)}}}
	return session.Render(w, r, screen)
}
