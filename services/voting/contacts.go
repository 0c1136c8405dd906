package voting

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/audit"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Contact is a proposer's personal data, sealed under a key of their own.
type Contact struct {
	Source  string `json:"source"`
	Project string `json:"project"`
	Number  string `json:"number"`
	Sealed  []byte `json:"sealed"`
}

// Counter counts the numbers of a series, or what came in a day.
type Counter struct {
	Series string `json:"series"`
	Last   int    `json:"last"`
	Day    string `json:"day,omitempty"` // that Last is of, where a day counts
}

func declareContacts(db *store.DB) *store.Collection[Contact] {
	return store.NewCollection(db, "contact", store.Def[Contact]{ID: func(c *Contact) string { return c.Source }})
}

func declareCounters(db *store.DB) *store.Collection[Counter] {
	return store.NewCollection(db, "counter", store.Def[Counter]{ID: func(c *Counter) string { return c.Series }, Busy: true})
}

// personal is what lies sealed about a proposer.
type personal struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
	Lang  string `json:"lang"`
}

func checkWho(who voting.Who, r Rules) error {
	switch {
	case who.Anonymous && !r.AnonymousAllowed:
		return errAnonymous
	case who.Anonymous && who != voting.Who{Anonymous: true}:
		return errNamed
	case !who.Anonymous && who.Name == "":
		return errNameless
	}
	return nil
}

// firstSerial keeps the numbers of proposals apart from those of cases: of the same
// division and year, theirs begin with 9.
const firstSerial = 90_000

// nextNumber counts within the division and year.
func (s *Service) nextNumber(ctx context.Context, code string, a Act) (string, error) {
	series := number.Series(code, calendar.DateOf(a.At).Year())
	c, err := s.counters.Upsert(store.System(ctx), series, func() Counter { return Counter{Series: series, Last: firstSerial} }, func(c *Counter) ([]event.Event, error) {
		c.Last++
		return nil, nil
	})
	return number.Format(series, c.Last), err
}

func (s *Service) seal(ctx context.Context, p *Project, src voting.Source, who voting.Who) error {
	if who.Anonymous {
		return nil
	}
	ctx = store.System(ctx)
	sealed, err := s.vault.Seal(ctx, src.ID, personal{who.Name, who.Phone, who.Email, rpc.LangOf(ctx)})
	if err != nil {
		return err
	}
	return s.contacts.Create(ctx, Contact{Source: src.ID, Project: p.ID, Number: src.Number, Sealed: sealed})
}

func (s *Service) unseal(ctx context.Context, source string) (Contact, personal, error) {
	var held personal
	ctx = store.System(ctx)
	c, err := s.contacts.Get(ctx, source)
	if err == nil {
		err = s.vault.Open(ctx, source, c.Sealed, &held)
	}
	return c, held, err
}

// mask fills in what everybody who may read the project sees of its proposers:
// nothing, where they are anonymous or their data were destroyed.
func (s *Service) mask(ctx context.Context, sources []voting.Source) {
	for i := range sources {
		if _, held, err := s.unseal(ctx, sources[i].ID); err == nil {
			sources[i].Name, sources[i].Phone = vault.MaskName(held.Name), vault.MaskPhone(held.Phone)
		}
	}
}

// UnmaskProposer serves voting.UnmaskProposer; who saw what for what purpose is
// journalled in the same unit of work.
func (s *Service) UnmaskProposer(ctx context.Context, req voting.UnmaskProposerRequest) (voting.ProposerContact, error) {
	p, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return voting.ProposerContact{}, err
	}
	if !p.came(req.Source) {
		return voting.ProposerContact{}, errNoProposer
	}
	_, held, err := s.unseal(ctx, req.Source)
	if err != nil {
		return voting.ProposerContact{}, fault.Instead(err, errNoProposer)
	}
	seen := audit.UnmaskedBy(s.db.Name()).New(audit.Unmasked{Object: "project/" + p.ID, Fields: []string{"name", "phone", "email"}, Purpose: req.Purpose})
	return voting.ProposerContact{Name: held.Name, Phone: held.Phone, Email: held.Email}, s.db.Append(ctx, "unmasking", s.db.NewID(), seen)
}

// ResolveContact serves voting.ResolveContact to notification alone.
func (s *Service) ResolveContact(ctx context.Context, req voting.ByID) (voting.Contact, error) {
	c, held, err := s.unseal(ctx, req.ID)
	return voting.Contact{Name: held.Name, Phone: held.Phone, Email: held.Email, Lang: held.Lang, Number: c.Number}, fault.Instead(err, errNoProposer)
}

func (s *Service) receiptHash(number, code string) string {
	return s.vault.Blind("receipt", number+"/"+code)
}

// receiptToken reaches the projects that a receipt's proposal lives in.
func receiptToken(hash string) string { return "receipt:" + hash }
