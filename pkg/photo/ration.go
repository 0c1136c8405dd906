package photo

import (
	"time"

	"lianluo/pkg/calendar"
)

// Ration adds a picture of size bytes to the kilobytes that came on a day; another
// day begins at none. It reports whether all of them are within so many megabytes,
// and how long the day still lasts.
func Ration(day *string, kilobytes *int, size, megabytes int, now time.Time) (rest time.Duration, within bool) {
	today := calendar.DateOf(now)
	if *day != today.String() {
		*day, *kilobytes = today.String(), 0
	}
	*kilobytes += (size + 1023) / 1024
	return (today + 1).Start().Sub(now), *kilobytes <= megabytes*1024
}
