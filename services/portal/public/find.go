package public

import (
	"net/http"
	"strings"

	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
)

// shown is how many stations a page of results has.
const shown = 20

// found is what the start page shows.
type found struct {
	words string
	near  bool
	asked bool
	page  rpc.Page[station.PublicStation]
	more  string
}

// find is the start page: the way to one's station, by its code, by words, or by
// where one is. A code that fits leads straight there.
func (s pages) find(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[station.FindRequest](r)
	if err != nil {
		return err
	}
	f := found{words: req.Words, near: req.Lat != 0 || req.Lng != 0}
	f.asked = f.near || f.words != "" || req.Area != ""
	if !f.asked {
		return session.Render(w, r, findPage(f))
	}
	if code := s.codeOf(r, req.Words); code != "" {
		return s.Go(w, r, "/s/"+code)
	}
	req.Limit = shown
	if f.page, err = session.Call(r.Context(), s.Portal, station.FindStations, req); err != nil {
		return err
	}
	f.more = session.More(r, f.page.Next)
	return session.Render(w, r, findPage(f))
}

// codeOf is the station code that the words are, "" if they are none.
func (s pages) codeOf(r *http.Request, words string) string {
	code := plain(words)
	if !isCode(code) {
		return ""
	}
	b, err := session.Call(r.Context(), s.Portal, station.GetBulletin, station.ByCode{Code: code})
	if err != nil {
		return "" // no such code: they are words after all
	}
	return b.Station.Code
}

// isCode reports whether text could be a station's code: a few letters and
// digits, perhaps with dashes.
func isCode(text string) bool {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	const shortest, longest = 4, 20
	return strings.Trim(text, letters) == "" && len(text) >= shortest && len(text) <= longest
}

// bulletin is everything public about the station that the path names.
func (s pages) bulletin(r *http.Request) (station.Bulletin, error) {
	b, err := session.Call(r.Context(), s.Portal, station.GetBulletin, station.ByCode{Code: plain(r.PathValue("code"))})
	if fault.Is(err, fault.KindInvalid) {
		err = session.Missing(r.Context()) // a path that no code can be
	}
	return b, err
}
