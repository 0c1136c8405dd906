package public

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// pair is the number and the code of a receipt.
type pair struct {
	Number string `json:"n"`
	Code   string `json:"k"`
}

const (
	followCookie = "ll_follow"
	// followSeconds is how long a device shows the case again without the code.
	followSeconds = 15 * 60
)

// codeOf drops what stands between a code's groups on paper.
func codeOf(text string) string { return strings.ReplaceAll(plain(text), "-", "") }

func typed(r *http.Request) pair {
	return pair{Number: plain(r.FormValue("number")), Code: codeOf(r.FormValue("code"))}
}

// follow asks for number and code; a QR code brings the number along.
func (s pages) follow(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, followPage(pair{Number: plain(r.FormValue("n"))}, nil))
}

// open looks the pair up; a right one is kept on the device for a while, so that
// the case has a page that can be reloaded.
func (s pages) open(w http.ResponseWriter, r *http.Request) error {
	p := typed(r)
	if _, err := session.Call(r.Context(), s.Portal, casework.FollowCase, casework.FollowRequest(p)); err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component { return followPage(p, problems) })
	}
	s.Keep(w, followCookie, p, followSeconds)
	return s.Go(w, r, "/follow/case")
}

// followed is the person's case.
func (s pages) followed(w http.ResponseWriter, r *http.Request) error {
	p := session.Kept[pair](r, followCookie)
	if p.Number == "" {
		return s.Go(w, r, "/follow")
	}
	return s.show(w, r, p, nil, caseForm{})
}

// show renders the case, anew with problems after a refused form.
func (s pages) show(w http.ResponseWriter, r *http.Request, p pair, refused error, f caseForm) error {
	c, err := session.Call(r.Context(), s.Portal, casework.FollowCase, casework.FollowRequest(p))
	if fault.Is(err, fault.KindNotFound) { // a new code was given at the desk meanwhile
		return s.Go(w, r, "/follow")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	if refused == nil {
		return session.Render(w, r, casePage(c, f))
	}
	return session.Again(w, r, refused, labels, func(problems ui.Problems) templ.Component {
		f.problems = problems
		return casePage(c, f)
	})
}

// photo is a photo of the person's own, or of a reply to them.
func (s pages) photo(w http.ResponseWriter, r *http.Request) error {
	p := session.Kept[pair](r, followCookie)
	if p.Number == "" {
		return session.Missing(r.Context())
	}
	picture, err := session.Call(r.Context(), s.Portal, casework.FollowPhoto,
		casework.FollowPhotoRequest{Number: p.Number, Code: p.Code, Photo: r.PathValue("photo"), Small: r.FormValue("small") != ""})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", picture.Type)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(picture.Data)
	return err
}

// photos are pictures on the person's case.
func photos(ctx context.Context, all []casework.Photo) templ.Component {
	var g ui.PhotoGrid
	for _, p := range all {
		path := "/follow/case/photos/" + url.PathEscape(p.ID)
		g.Photos = append(g.Photos, ui.Photo{Thumb: path + "?small=true", Full: path, Alt: ui.T(ctx, "public.photo", p.Name)})
	}
	if len(g.Photos) == 0 {
		return nil
	}
	return g
}

// caseForm is what was typed into one of the case's forms.
type caseForm struct {
	name          string // rating or withdrawal
	answer, words string
	problems      ui.Problems
}

// problemsOf are the problems of one of the forms.
func (f caseForm) problemsOf(name string) ui.Problems {
	if f.name != name {
		return nil
	}
	return f.problems
}

// rate takes the person's own answer to the open question.
func (s pages) rate(w http.ResponseWriter, r *http.Request) error {
	p := session.Kept[pair](r, followCookie)
	f := caseForm{name: "rating", answer: session.Value(r, "answer"), words: session.Value(r, "words")}
	_, err := session.Call(r.Context(), s.Portal, casework.RateCase,
		casework.RateRequest{Number: p.Number, Code: p.Code, Answer: casework.Outcome(f.answer), Words: f.words})
	return s.after(w, r, p, err, f, "public.rated")
}

// withdraw takes the case back.
func (s pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	p := session.Kept[pair](r, followCookie)
	f := caseForm{name: "withdrawal", words: session.Value(r, "reason")}
	_, err := session.Call(r.Context(), s.Portal, casework.WithdrawCase,
		casework.WithdrawRequest{Number: p.Number, Code: p.Code, Reason: f.words})
	return s.after(w, r, p, err, f, "public.withdrawn")
}

// after leads back to the case, or shows it with what is to be mended.
func (s pages) after(w http.ResponseWriter, r *http.Request, p pair, err error, f caseForm, done string) error {
	switch {
	case p.Number == "":
		return s.Go(w, r, "/follow", ui.Notice{Tone: ui.Warn, Text: ui.T(r.Context(), "public.follow.again")})
	case err != nil:
		return s.show(w, r, p, err, f)
	}
	return s.Go(w, r, "/follow/case", ui.Done(r.Context(), done))
}

// told is the event of a reply.
const told = "CaseReplied"

// entries is what happened, in words; what the catalogue does not know stays out.
func entries(ctx context.Context, c casework.PublicCase) []ui.Entry {
	var all []ui.Entry
	for _, reply := range c.Replies { // first: of the same moment the reply comes before the question about it
		all = append(all, ui.Entry{Kind: ui.VoiceEntry, Who: reply.UnitName, What: ui.T(ctx, "public.replied", ui.Worded(ctx, reply.Class, "public.class.")), At: reply.At, Body: reply.Text, More: photos(ctx, reply.Photos)})
	}
	for _, e := range c.Entries {
		key := "public.event." + e.What
		if ui.HasText(key) && e.What != told { // the reply itself stands below
			all = append(all, ui.Entry{Kind: ui.EventEntry, What: ui.T(ctx, key), At: e.At, Body: note(ctx, e)})
		}
	}
	sortByTime(all)
	return all
}

// note words what an event carries: where it is a value, its name for people.
func note(ctx context.Context, e casework.PublicEntry) string {
	switch e.What {
	case "PersonAsked":
		return ui.Worded(ctx, e.Note, "public.ask.")
	case "CaseClosed":
		return ui.Worded(ctx, e.Note, "public.outcome.")
	}
	return e.Note
}
