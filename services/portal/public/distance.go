package public

import (
	"context"
	"math"
	"strconv"

	"lianluo/services/portal/ui"
)

// far is from where a distance is told in kilometres.
const far = 1000

// distance words metres: "840 米", "3.2 公里".
func distance(ctx context.Context, metres float64) string {
	if metres < far {
		const step = 10
		return ui.T(ctx, "public.metres", int(math.Ceil(metres/step))*step)
	}
	return ui.T(ctx, "public.kilometres", strconv.FormatFloat(metres/far, 'f', 1, 64))
}
