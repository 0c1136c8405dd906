package casework

import (
	"time"

	"lianluo/pkg/fault"
)

// skew is by how much a device's clock may be wrong; what it says then counts as now.
const skew = 2 * time.Minute

var errAhead = fault.FailedPrecondition("case.ahead", "设备上的时间比实际时间快，无法确认登记时刻。请校准设备时间后重新登记。",
	"The device's clock is ahead, so the time cannot be right: set the clock and register it again").
	At("at", "请校准设备时间", "Set the device's clock")

func errStale(days int) error {
	return fault.FailedPrecondition("case.stale", "离线登记须在 %[1]d 天内送达，这一条已超过。请以现在的时间重新登记，并在内容中写明当时的日期。",
		"What was taken down without a network has to arrive within %[1]d days, and this did not: register it anew as of now, and write the date of then into the text", days)
}

// taken is when something was taken down. A time given is the device's word: it
// is bounded on both sides.
func taken(given time.Time, a Act) (time.Time, error) {
	switch {
	case given.IsZero():
		return a.At, nil
	case given.After(a.At.Add(skew)):
		return a.At, errAhead
	case a.At.Sub(given) > time.Duration(a.Rules.LateDays)*24*time.Hour:
		return a.At, errStale(a.Rules.LateDays)
	case !given.Before(a.At):
		return a.At, nil
	}
	return given.UTC(), nil
}

// since is the time for the history's line about what arrived now: zero where it
// was taken down now.
func since(taken time.Time, a Act) time.Time {
	if a.At.Sub(taken) > skew {
		return taken
	}
	return time.Time{}
}
