package public

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// labels is where the names of this place's fields stand.
const labels = "public.field"

// sayForm is what the visitor typed, and what is wrong with it.
type sayForm struct {
	station  station.PublicStation
	req      casework.SubmitRequest
	photos   []kept
	problems ui.Problems
}

// keptFor is how long a device shows a page of its last visit without a network.
const keptFor = 7 * 24 * time.Hour

// draft is the name under which the device keeps what is typed.
func (f sayForm) draft() string { return "say-" + f.station.Code }

func (s pages) say(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	session.Offline(w, r, keptFor)
	return session.Render(w, r, sayPage(sayForm{station: b.Station}))
}

// submit takes what somebody says: photos first, so that they are kept when
// something else is to be mended.
func (s pages) submit(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	req, unread := session.Decode[casework.SubmitRequest](r)
	f := sayForm{station: b.Station, req: req, photos: keptPhotos(r)}
	f.req.Station = b.Station.Code
	failed := uploads(r, &f.photos, func(ctx context.Context, file rpc.File) (kept, error) {
		p, err := session.Call(ctx, s.Portal, casework.SubmitPhoto, casework.SubmitPhotoRequest{Station: b.Station.Code, File: file})
		return kept{ID: p.ID, Name: p.Name}, err
	})
	err = together(unread, rpc.Validate(f.request()), nameless(r.Context(), req.Who), failed)
	var receipt casework.Receipt
	if err == nil {
		receipt, err = s.hand(r, f)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			f.problems = problems
			return sayPage(f)
		})
	}
	if session.FromOutbox(r) {
		return session.Outcome{State: session.OutcomeSent, Number: receipt.Number, Code: ui.Spoken(receipt.Code), Text: receipt.Next, Link: "/follow?n=" + url.QueryEscape(receipt.Number)}.Tell(w)
	}
	ui.DropDraft(w, f.draft())
	s.keepReceipt(w, stub{Station: b.Station.Name, StationCode: b.Station.Code, Number: receipt.Number, Code: receipt.Code, Next: receipt.Next, At: s.Now()})
	return s.Go(w, r, "/receipt")
}

// request is what the form says, with the photos that were stored.
func (f sayForm) request() casework.SubmitRequest {
	req := f.req
	req.Photos = idsOf(f.photos)
	if req.Who.Anonymous {
		req.Who = casework.Who{Anonymous: true}
	}
	return req
}

// nameless fails for somebody who neither gives a name nor wants to be anonymous.
func nameless(ctx context.Context, who casework.Who) error {
	if who.Anonymous || who.Name != "" {
		return nil
	}
	return session.Mend(ctx, "who.name", "public.who.missing")
}

// together makes one refusal of several, so that all there is to mend is said at
// once. Failures of another kind pass as they are.
func together(errs ...error) error {
	var all *fault.Error
	for _, err := range errs {
		e := fault.Of(err)
		switch {
		case e == nil:
		case e.Kind != fault.KindInvalid:
			return err
		case all == nil:
			all = e
		default:
			for _, f := range e.Fields {
				all = all.At(f.Name, f.Text.ZH, f.Text.EN)
			}
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// hand gives the words to casework.
func (s pages) hand(r *http.Request, f sayForm) (casework.Receipt, error) {
	res, err := session.Call(r.Context(), s.Portal, casework.SubmitCase, f.request())
	return res, swept(r.Context(), err)
}
