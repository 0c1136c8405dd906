package deputy

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func (s pages) confirm(w http.ResponseWriter, r *http.Request) error {
	return settle(s, w, r, roster.ConfirmShift, "deputy.confirmed")
}

func (s pages) checkIn(w http.ResponseWriter, r *http.Request) error {
	return settle(s, w, r, roster.CheckIn, "deputy.checked-in")
}

func (s pages) checkOut(w http.ResponseWriter, r *http.Request) error {
	return settle(s, w, r, roster.CheckOut, "deputy.checked-out")
}

func (s pages) visitors(w http.ResponseWriter, r *http.Request) error {
	return settle(s, w, r, roster.RecordVisitors, "deputy.visitors-saved")
}

// settle does what needs few words to a shift. What the roster refuses is said
// above the day as it stands: the deputy's next step is there.
func settle[Req any](s pages, w http.ResponseWriter, r *http.Request, op rpc.Op[Req, roster.ReceptionDay], key string) error {
	req, err := session.Decode[Req](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, op, req)
	}
	switch {
	case err == nil || offline.Done(r, err):
		return s.Go(w, r, "/d", ui.Done(r.Context(), key))
	case session.FromOutbox(r):
		return err // said on the list of what waits
	}
	return s.refused(w, r, "/d", err)
}

// refused says above the page to go on from why something cannot be done, or what
// was typed wrongly;
// other failures pass.
func (s pages) refused(w http.ResponseWriter, r *http.Request, back string, err error) error {
	if !fault.Is(err, fault.KindFailedPrecondition) && !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindInvalid) {
		return err
	}
	return s.Go(w, r, back, ui.Notice{Tone: ui.Bad, Text: session.Problems(r.Context(), err, labels)[0].Message})
}

// swapView is a shift and who could take it over.
type swapView struct {
	duty     duty
	others   []roster.Load
	typed    roster.AskSwapRequest
	problems ui.Problems
}

func (s pages) swap(w http.ResponseWriter, r *http.Request) error {
	v, err := s.swapView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, swapPage(s.shell(r, ui.T(r.Context(), "deputy.swap")), v))
}

func (s pages) swapView(r *http.Request) (swapView, error) {
	ctx := r.Context()
	req, err := session.Decode[roster.ShiftRequest](r)
	if err != nil {
		return swapView{}, err
	}
	day, err := session.Call(ctx, s.Portal, roster.GetDay, roster.ByID{ID: req.ID})
	if err != nil {
		return swapView{}, err
	}
	v := swapView{duty: duty{Day: day, Shift: shiftOf(day, req.Shift)}}
	page, err := session.Call(ctx, s.Portal, roster.SwapCandidates, req)
	v.others = page.Items
	return v, err
}

func shiftOf(day roster.ReceptionDay, id string) roster.Shift {
	for _, shift := range day.Shifts {
		if shift.ID == id {
			return shift
		}
	}
	return roster.Shift{}
}

func (s pages) askSwap(w http.ResponseWriter, r *http.Request) error {
	req, problem := session.Decode[roster.AskSwapRequest](r)
	if problem == nil {
		_, problem = session.Call(r.Context(), s.Portal, roster.AskSwap, req)
	}
	if problem == nil {
		return s.Go(w, r, "/d", ui.Done(r.Context(), "deputy.swap-asked"))
	}
	v, err := s.swapView(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		v.typed, v.problems = req, problems
		return swapPage(s.shell(r, ui.T(r.Context(), "deputy.swap")), v)
	})
}

func (s pages) answerSwap(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[roster.AnswerSwapRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, roster.AnswerSwap, req)
	}
	if err != nil {
		return s.refused(w, r, "/d", err)
	}
	if req.Accept {
		return s.Go(w, r, "/d", ui.Done(r.Context(), "deputy.taken"))
	}
	return s.Go(w, r, "/d", ui.Done(r.Context(), "deputy.declined"))
}
