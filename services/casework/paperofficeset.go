package casework

import (
	"context"
	"strings"
	"unicode"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

var (
	errHalfOffice = fault.Invalid("paper.office", "请同时填写单位名称和机关代字；要恢复通行名称，请把两项都清空",
		"Give both the office's name and its sign; to be called as is usual again, leave both empty").At("name", "与机关代字一起填写", "together with the sign")
	errSignLetters = fault.Invalid("paper.sign-letters", "机关代字只能用汉字、字母和数字，请去掉标点和空格",
		"A sign holds letters and digits only; leave out punctuation and spaces").At("sign", "只能用汉字、字母和数字", "letters and digits only")
)

// SetPaperOffice serves casework.SetPaperOffice.
func (s *Service) SetPaperOffice(ctx context.Context, req casework.SetOfficeRequest) (casework.PaperOfficeView, error) {
	called, usual, err := s.calledAs(ctx, req)
	if err != nil {
		return casework.PaperOfficeView{}, err
	}
	changed := casework.OfficeChanged{Area: req.Area, Station: req.Station, Name: called.Name, Sign: called.Sign, Set: called.Set}
	o, err := s.offices.Upsert(store.System(ctx), called.ID, func() Office { return usual }, func(o *Office) ([]event.Event, error) {
		if o.PaperOffice == called.PaperOffice {
			return nil, nil
		}
		o.PaperOffice = called.PaperOffice
		return []event.Event{casework.PaperOfficeSet.New(changed)}, nil
	})
	return s.officeView(o, usual), err
}

// GetPaperOffice serves casework.GetPaperOffice.
func (s *Service) GetPaperOffice(ctx context.Context, req casework.OfficeOf) (casework.PaperOfficeView, error) {
	called, usual, err := s.calledAs(ctx, casework.SetOfficeRequest(req))
	if err != nil {
		return casework.PaperOfficeView{}, err
	}
	if req.Name == "" {
		called, err = s.officeAt(ctx, req.Area, req.Station)
	}
	return s.officeView(called, usual), err
}

// calledAs is the office with the name and the sign of a request, else as is
// usual, and as is usual.
func (s *Service) calledAs(ctx context.Context, req casework.SetOfficeRequest) (called, usual Office, err error) {
	if (req.Name == "") != (req.Sign == "") {
		return called, usual, errHalfOffice
	}
	if strings.ContainsFunc(req.Sign, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return called, usual, errSignLetters
	}
	var st *Station
	if st, err = s.officePlace(ctx, req.Area, req.Station); err != nil {
		return called, usual, err
	}
	if usual, err = s.usualOffice(ctx, either(areaOf(st), req.Area), st); err != nil || req.Name == "" {
		return usual, usual, err
	}
	called = usual
	called.Name, called.Sign, called.Set = req.Name, req.Sign, true
	return called, usual, s.signTaken(ctx, called)
}

func (s *Service) officeView(o, usual Office) casework.PaperOfficeView {
	v := casework.PaperOfficeView{PaperOffice: o.PaperOffice, UsualName: usual.Name, UsualSign: usual.Sign}
	for _, k := range paper.Kinds {
		v.Numbers = append(v.Numbers, casework.OfficeNumber{Kind: k.Code, Number: paper.Draft(o.Sign, k, calendar.DateOf(s.clock.Now()).Year())})
	}
	return v
}
