// Package calendar knows the working days of China, the deadlines that the law
// counts in them, and the clock that the whole system takes its time from.
//
// Days are days in Asia/Shanghai, whatever the zone of a time.Time that comes in.
// A deadline that falls on a day is met until that day is over: 23:59:59.
package calendar

import (
	"time"
	_ "time/tzdata" // minimal images carry no zone files
)

// Zone is Asia/Shanghai, in which everything is shown and every day begins.
var Zone = shanghai()

func shanghai() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("calendar: the embedded zone data are damaged, build again: " + err.Error())
	}
	return zone
}
