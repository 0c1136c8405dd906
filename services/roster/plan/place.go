package plan

import (
	"fmt"
	"time"
)

// Place names a shift fully enough to be shown to a person.
type Place struct {
	Shift   string // shift ID
	Station string // station ID
	Name    string // station name, or its ID
	Start   time.Time
	End     time.Time

	// clock asks for the hour in sentences: the station has two shifts that day.
	clock bool
}

// Person names a deputy.
type Person struct {
	ID   string
	Name string // or the ID
}

// Words is one sentence in the two languages of the product.
type Words struct {
	ZH string
	EN string
}

func (p Place) zh() string {
	day := p.Start.Format("1月2日")
	if p.clock {
		day += p.Start.Format(" 15:04")
	}
	return day + " " + p.Name
}

func (p Place) en() string {
	layout := "2 Jan"
	if p.clock {
		layout = "2 Jan 15:04"
	}
	return p.Name + " on " + p.Start.Format(layout)
}

func (k Kind) zh() string {
	if k == Official {
		return "领导干部代表"
	}
	return "基层代表"
}

func (k Kind) en(count int) string {
	name := "grass-roots deputy"
	if k == Official {
		name = "office-holding deputy"
	}
	return counted(count, name, name[:len(name)-1]+"ies")
}

// counted puts a number before the noun form that fits it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// nameOr falls back to the ID where no name is known.
func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
