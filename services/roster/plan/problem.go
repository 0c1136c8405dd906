package plan

import "time"

// Kind says which half of the pair (双代表) a deputy is.
type Kind string

// The two kinds of deputy. A deputy is exactly one of them.
const (
	Official   Kind = "official"   // 领导/党员干部: holds an office
	Grassroots Kind = "grassroots" // 基层代表
)

// kinds fixes the order of kinds everywhere; inside the package a kind is its
// index here.
var kinds = [...]Kind{Official, Grassroots}

// Problem is everything that decides one month's roster.
type Problem struct {
	Year     int
	Month    time.Month
	Stations []Station
	Shifts   []Shift
	Deputies []Deputy
	// Fixed is kept as it is, even where it breaks a rule (Plan.Violations tells).
	Fixed []Assignment
	Rules Rules
	// Location decides what a day is; nil means China Standard Time.
	Location *time.Location
}

// Station is a place that receives constituents.
type Station struct {
	ID   string
	Name string // shown in sentences; the ID when empty
}

// Shift is one reception at a station. Start and End lie on one day of the
// problem's month; End itself is free again.
type Shift struct {
	ID      string
	Station string
	Start   time.Time
	End     time.Time
	Needs   []Need // empty: Rules.Needs
}

// Need asks for Count deputies of one kind, 0 to 100.
type Need struct {
	Kind  Kind
	Count int
}

// Deputy is somebody who can be planned at the stations they are posted to.
type Deputy struct {
	ID       string
	Name     string // shown in sentences; the ID when empty
	Kind     Kind
	Stations []string
	// Served counts the receptions of this year before this month, 0 to 100,000.
	Served int
	Leave  []Leave
	// MaxPerMonth bounds this deputy's shifts; 0 means the rule's bound.
	MaxPerMonth int
}

// Leave is a time of absence, from From up to but without Until. A leave of whole
// days ends at the next day's midnight.
type Leave struct {
	From  time.Time
	Until time.Time
}

// Assignment puts a deputy on a shift.
type Assignment struct {
	Shift  string
	Deputy string
}

// Rules are the area's settings for the month. The zero value holds the usual
// ones: one reception per station, one shift per deputy and day, the pair.
type Rules struct {
	MinReceptions int    // fully staffed receptions per station; 0 means 1
	MaxPerDay     int    // shifts per deputy and day; 0 means 1
	MaxPerMonth   int    // shifts per deputy; 0 means no bound
	Needs         []Need // of a shift that states none; empty means one of each kind
}
