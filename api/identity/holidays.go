package identity

import (
	"encoding/json"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// ReadHolidays reads an arrangement of holidays (the notice's sentences, a table, a
// line for each day; Excel, CSV or text) and says in words what each row means and
// what is wrong with it; it changes nothing. Its values go to ProposeRules. It fails
// with invalid for a file that is none of these.
var ReadHolidays = rpc.Upload[ReadHolidaysRequest, HolidayReading]("identity.ReadHolidays", "/api/identity/v1/holidays/reading",
	rpc.Needs("rules.manage"), rpc.ReadOnly(), rpc.MaxBody(2<<20))

// GetWorkdays lists what divisions set of their calendars: which days are worked is
// public. What no setting names is as in the program's own calendar.
var GetWorkdays = rpc.Get[rpc.None, Workdays]("identity.GetWorkdays", "/api/identity/v1/public/workdays", rpc.Public())

// ReadHolidaysRequest sends lines, or a file with them.
type ReadHolidaysRequest struct {
	Area string `json:"area" validate:"required,area"`
	Year int    `json:"year" validate:"min=2000,max=2100"`
	// Kind: notice is the arrangement for the country, which a province enters; local
	// are days of the division itself.
	Kind        string   `json:"kind" validate:"oneof=notice local"`
	Provisional bool     `json:"provisional" doc:"foreseen, not announced yet"`
	Source      string   `json:"source" validate:"required,min=2,max=300" doc:"the paper's name, date and address"`
	Text        string   `json:"text" validate:"max=20000"`
	File        rpc.File `file:"file"`
}

// HolidayReading is what was read.
type HolidayReading struct {
	Rows     []HolidayRow `json:"rows"`
	Problems []fault.Text `json:"problems"`
	Warnings []fault.Text `json:"warnings"`
	Text     string       `json:"text" doc:"the lines, to be sent again"`
	// Values is what ProposeRules and ForeseeCalendar take; absent with problems.
	Values json.RawMessage `json:"values,omitempty"`
}

// HolidayRow is what was taken from a line.
type HolidayRow struct {
	Line     int          `json:"line"`
	Source   string       `json:"source"`
	Text     fault.Text   `json:"text" doc:"what it was taken for"`
	Problems []fault.Text `json:"problems,omitempty" doc:"keep the whole from being taken over"`
	Warnings []fault.Text `json:"warnings,omitempty" doc:"unusual; somebody should look"`
}

// Workdays are all settings, the earliest first.
type Workdays struct {
	Settings []WorkdaySetting `json:"settings"`
}

// WorkdaySetting is one version of what a division sets.
type WorkdaySetting struct {
	ID     string          `json:"id"`
	Area   string          `json:"area"`
	From   time.Time       `json:"from"`
	Values json.RawMessage `json:"values"`
}
