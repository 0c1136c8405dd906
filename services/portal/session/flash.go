package session

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"lianluo/services/portal/ui"
)

// flashed is a notice on its way through a redirect.
type flashed struct {
	Tone  ui.Tone `json:"t"`
	Title string  `json:"h,omitempty"`
	Text  string  `json:"p,omitempty"`
}

// leaveFlash leaves notices for the next page, in a cookie: any replica shows it.
func (p *Portal) leaveFlash(w http.ResponseWriter, notices []ui.Notice) {
	if len(notices) == 0 {
		return
	}
	var out []flashed
	for _, n := range notices {
		out = append(out, flashed{Tone: n.Tone, Title: n.Title, Text: n.Text})
	}
	raw, _ := json.Marshal(out) // strings only: cannot fail
	p.SetCookie(w, flashCookie, base64.RawURLEncoding.EncodeToString(raw), 60)
}

func readFlash(r *http.Request) []ui.Notice {
	raw, err := base64.RawURLEncoding.DecodeString(ui.CookieOf(r, flashCookie))
	var in []flashed
	if err != nil || json.Unmarshal(raw, &in) != nil {
		return nil // none, or not ours
	}
	var out []ui.Notice
	for _, f := range in {
		out = append(out, ui.Notice{Tone: f.Tone, Title: f.Title, Text: f.Text})
	}
	return out
}

func dropFlash(w http.ResponseWriter, r *http.Request) {
	if ui.CookieOf(r, flashCookie) != "" {
		http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}
