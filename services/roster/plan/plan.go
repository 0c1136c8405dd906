package plan

// Plan is one month's proposal.
type Plan struct {
	Assignments []Assignment // the fixed ones included; by time, station, kind, deputy
	Shortages   []Shortage   // what nobody could fill, in the same order
	// Violations are broken rules that planning could not mend: fixed assignments
	// against a rule, stations with fewer receptions than they must have.
	Violations []Violation
	Loads      []Load // of every deputy, by ID
	Stats      Stats
	ByKind     map[Kind]Stats
}

// Load is what one deputy carries.
type Load struct {
	Deputy  Person
	Kind    Kind
	Served  int // this year, before this month
	Planned int // this month
	Year    int // both together
}

// Stats measures how even and how complete a plan is. Min, Max and SumSquares are
// over the year's loads; Needed and Filled count deputies on shifts.
type Stats struct {
	Deputies   int
	Needed     int
	Filled     int
	Min        int
	Max        int
	SumSquares int
}

// Make plans the month. It fails with ErrMalformed; a month that cannot be filled
// is no failure but a plan with shortages.
func Make(p Problem) (Plan, error) {
	m, err := compile(p)
	if err != nil {
		return Plan{}, err
	}
	b := newBook(m)
	for _, f := range m.fixed {
		b.add(f)
	}
	s := newSolver(b)
	var short []Shortage
	for _, g := range m.groups() {
		s.solve(g)
		short = append(short, s.shortages()...)
	}
	m.sortShortages(short)
	return b.plan(short), nil
}

func (b *book) plan(short []Shortage) Plan {
	p := Plan{Shortages: short, Violations: b.violations(false), ByKind: make(map[Kind]Stats)}
	for _, at := range b.seats() {
		p.Assignments = append(p.Assignments, Assignment{b.shifts[at.shift].Shift, b.deputies[at.deputy].ID})
	}
	p.Loads = b.loads()
	p.Stats = b.stats(p.Loads, kinds[:]...)
	for _, k := range kinds {
		p.ByKind[k] = b.stats(p.Loads, k)
	}
	return p
}

func (b *book) loads() []Load {
	all := make([]Load, len(b.deputies))
	for i := range all {
		d := &b.deputies[i]
		all[i] = Load{d.Person, kinds[d.kind], d.served, len(b.shiftsBy[i]), b.year(i)}
	}
	return all
}
