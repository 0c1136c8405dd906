package session

import (
	"strconv"

	"lianluo/api/roster"
)

// Visitors is how many came to a reception, as it was said; "" where nobody said.
func Visitors(d roster.ReceptionDay) string {
	if d.Visitors == nil {
		return ""
	}
	return strconv.Itoa(*d.Visitors)
}
