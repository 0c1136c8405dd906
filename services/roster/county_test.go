package roster

import (
	"fmt"
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
)

// county is one of the size of Chenxi: 23 stations and 1,500 deputies.
func county(t *testing.T) *fixture {
	f := start(t)
	var stations []string
	for i := range 23 {
		stations = append(stations, fmt.Sprint("站", i))
	}
	f.stations(town, stations...)
	for i := range 1500 {
		posted := []string{stations[i%23]}
		if i%20 == 0 {
			posted = append(posted, stations[(i+7)%23])
		}
		f.person(fmt.Sprint("代", i), i%3 == 0, posted...)
	}
	return f
}

// A county's month is planned in one go, within the time of a request.
func TestACountysMonth(t *testing.T) {
	f := county(t)
	made := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Area: chenxi, Month: month})
	if len(made.Days) != 23 || len(made.Shortages) != 0 || len(made.Loads) != 1500 {
		t.Fatalf("%d days, %d shortages, %d loads", len(made.Days), len(made.Shortages), len(made.Loads))
	}
	for i := range 23 {
		f.publish(fmt.Sprint("站", i))
	}
}
