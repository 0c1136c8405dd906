package platform

import (
	"fmt"
	"os"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
)

// places are the divisions and their working days: what is built in, and the
// files that the configuration adds; both learn of changes while they serve. Errors name the file and what is wrong in it.
func (c Config) places() (*area.Tree, *calendar.Places, error) {
	tree, days := area.Default(), calendar.Default()
	if c.Places.Villages != "" {
		f, err := os.Open(c.Places.Villages)
		if err != nil {
			return nil, nil, fmt.Errorf("places.villages: %w", err)
		}
		defer f.Close()
		if tree, err = tree.LoadVillages(f); err != nil {
			return nil, nil, fmt.Errorf("places.villages: %s: %w", c.Places.Villages, err)
		}
	}
	for _, name := range c.Places.Holidays {
		year, err := readYear(name)
		if err == nil {
			days, err = days.With(year)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("places.holidays: %s: %w", name, err)
		}
	}
	tree = tree.Live()
	return tree, calendar.NewPlaces(days, tree.Line), nil
}

func readYear(name string) (calendar.Year, error) {
	f, err := os.Open(name)
	if err != nil {
		return calendar.Year{}, err
	}
	defer f.Close()
	return calendar.Parse(f)
}
