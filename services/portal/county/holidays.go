package county

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const holidaysPath = base + "/holidays"

// daysService keeps what divisions set of their calendars, as rules.
const daysService = "identity"

// counting are the services that say what other working days would do.
var counting = []string{"casework", "roster"}

func holidaysAt(area string) string {
	return holidaysPath + "?" + url.Values{"area": {area}}.Encode()
}

// holidaysView is the calendar of a division, and the form to change it.
type holidaysView struct {
	rulesView
	year    int
	days    *calendar.Calendar
	set     rules.Shown
	hint    *ui.Notice
	back    session.Returned
	reading *identity.HolidayReading
	effects []rules.Effect
}

func (s pages) holidays(w http.ResponseWriter, r *http.Request) error {
	page, err := s.holidaysPage(r, session.Returned{}, nil)
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) holidaysPage(r *http.Request, b session.Returned, reading *identity.HolidayReading) (templ.Component, error) {
	ctx := r.Context()
	v := holidaysView{back: b, reading: reading}
	v.rulesView = rulesView{area: s.area(r), setBy: map[string]string{}, may: session.UserOf(ctx).Has(rulers...), now: s.Now()}
	v.name, v.areas = s.AreaName(v.area), s.areaField(ctx, v.area)
	v.days, v.hint = s.Calendar(v.area), s.HolidayHint(ctx, v.area)
	v.year = v.chosen(r)
	var err error
	if v.set, err = session.Call(ctx, s.Portal, rules.OpsOf(daysService).Show, rules.ShowRequest{Area: v.area}); err != nil {
		return nil, err
	}
	for _, o := range v.set.History {
		s.learnName(ctx, v.setBy, o.SetBy)
		s.learnName(ctx, v.setBy, o.Approved)
	}
	if err := s.addWaiting(ctx, &v.rulesView, daysService); err != nil {
		return nil, err
	}
	if reading != nil && reading.Values != nil {
		if v.effects, err = s.foresee(ctx, v.area, reading.Values); err != nil {
			return nil, err
		}
	}
	return holidaysPage(s.shell(r, ui.T(ctx, "county.holidays")), v, s.AreaName), nil
}

// chosen is the year of the address; else the one that is to be entered.
func (v holidaysView) chosen(r *http.Request) int {
	if n, err := strconv.Atoi(session.Value(r, "year")); err == nil && n >= 2000 && n <= 2100 {
		return n
	}
	if v.hint != nil {
		return v.now.In(ui.Zone).Year() + 1
	}
	return v.now.In(ui.Zone).Year()
}

// foresee asks the services that count working days what others would do.
func (s pages) foresee(ctx context.Context, area string, values []byte) (all []rules.Effect, err error) {
	for _, service := range counting {
		seen, err := session.Call(ctx, s.Portal, holidays.OpOf(service), holidays.ForeseeRequest{Area: area, Values: values})
		if err != nil {
			return nil, err
		}
		all = append(all, seen.Effects...)
	}
	return all, nil
}

// setHolidays reads what was entered, and shows it or proposes it.
func (s pages) setHolidays(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	reading, err := s.readHolidays(r)
	if err == nil && (session.Value(r, "what") == "check" || reading.Values == nil) {
		return s.checked(w, r, &reading)
	}
	var p rules.Proposal
	if err == nil {
		p, err = session.Call(ctx, s.Portal, rules.OpsOf(daysService).Propose, rules.ProposeRequest{
			Draft: rules.Draft{Area: s.area(r), Values: reading.Values}, Reason: session.Value(r, "source")})
	}
	if err == nil {
		return s.Go(w, r, ruleChangeAt(daysService, p.ID), ui.Done(ctx, "county.done.rules"))
	}
	page, shown := s.holidaysPage(r, session.Return(r, "holidays", session.Problems(ctx, err, labels)), nil)
	if shown != nil {
		return shown
	}
	return session.Again(w, r, err, labels, func(ui.Problems) templ.Component { return page })
}

// checked shows what was read, with the lines of a file as text that can be mended.
func (s pages) checked(w http.ResponseWriter, r *http.Request, reading *identity.HolidayReading) error {
	page, err := s.holidaysPage(r, session.Return(r, "holidays", nil), reading)
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) readHolidays(r *http.Request) (identity.HolidayReading, error) {
	year, err := strconv.Atoi(session.Value(r, "year"))
	if err != nil {
		return identity.HolidayReading{}, session.Mend(r.Context(), "year", "session.form-number")
	}
	req := identity.ReadHolidaysRequest{Area: s.area(r), Year: year, Kind: cmp.Or(session.Value(r, "kind"), "local"),
		Provisional: session.Value(r, "provisional") == "true", Source: session.Value(r, "source"), Text: session.Value(r, "text")}
	file, header, err := r.FormFile("file")
	if err == nil {
		defer file.Close()
		data, err := io.ReadAll(file)
		if err != nil {
			return identity.HolidayReading{}, fault.Internal(err)
		}
		req.File = rpc.File{Name: header.Filename, Data: data}
	} else if !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart) {
		return identity.HolidayReading{}, fault.Internal(err)
	}
	return session.Call(r.Context(), s.Portal, identity.ReadHolidays, req)
}

// of are the holidays of the year that hold in the division: the country's notice,
// which the calendar has, and those of the divisions above it and its own.
func (v holidaysView) of() []shownHoliday {
	var all []shownHoliday
	add := func(area string, y calendar.Year) {
		for _, h := range y.Holidays {
			if y.Year == v.year {
				all = append(all, shownHoliday{h, area})
			}
		}
	}
	for _, y := range v.days.Years() {
		add("", y)
	}
	for _, place := range v.set.Line {
		var local calendar.Years
		if raw, ok := place.Own["local"]; ok && local.UnmarshalJSON(raw) == nil {
			for _, y := range local {
				add(place.Area, y)
			}
		}
	}
	sorting.Stably(all, func(a, b shownHoliday) int { return int(a.From - b.From) })
	return all
}

// shownHoliday is a holiday and whose it is; "" for the country's.
type shownHoliday struct {
	calendar.Holiday
	area string
}

// source says where the year's notice comes from, "" where there is none.
func (v holidaysView) source() (source string, status calendar.Status) {
	for _, y := range v.days.Years() {
		if y.Year == v.year {
			return y.Source, y.Status
		}
	}
	return "", calendar.StatusUnknown
}
