package casework

import (
	"context"
	"errors"

	"lianluo/api/casework"
	"lianluo/pkg/audit"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// personal is what lies sealed about a voice.
type personal struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
	Address string `json:"address"`
	Lang    string `json:"lang"`
	Paper   bool   `json:"paper,omitempty"`
}

// newVoice makes a voice with a number and a code of its own and seals its
// personal data. Every voice has its own number, so that a receipt keeps working
// whatever its case is merged into.
func (s *Service) newVoice(ctx context.Context, c *Case, who casework.Who, a Act) (casework.Voice, string, string, error) {
	if err := checkWho(who, a.Rules); err != nil {
		return casework.Voice{}, "", "", err
	}
	n, err := s.nextNumber(ctx, c.Area, a)
	if err != nil {
		return casework.Voice{}, "", "", err
	}
	v := casework.Voice{ID: s.db.NewID(), Anonymous: who.Anonymous, Reachable: who.Phone != "" || who.Email != "", Number: n, At: a.At}
	code := number.NewCode()
	return v, code, s.receiptHash(n, code), s.seal(ctx, c, v, who)
}

func checkWho(who casework.Who, r Rules) error {
	switch {
	case who.Anonymous && !r.AnonymousAllowed:
		return errAnonymous
	case who.Anonymous && who != casework.Who{Anonymous: true}:
		return errNamed
	case !who.Anonymous && who.Name == "":
		return errNameless
	}
	return nil
}

// nextNumber counts within the station's area and year; stations elsewhere do
// not wait for it.
func (s *Service) nextNumber(ctx context.Context, code string, a Act) (string, error) {
	series := number.Series(code, calendar.DateOf(a.At).Year())
	c, err := s.counters.Upsert(store.System(ctx), series, func() Counter { return Counter{Series: series} }, func(c *Counter) ([]event.Event, error) {
		c.Last++
		return nil, nil
	})
	return number.Format(series, c.Last), err
}

// seal stores the personal data. The case it belongs to is checked against the
// caller's scope where it is created or changed, in the same unit of work.
func (s *Service) seal(ctx context.Context, c *Case, v casework.Voice, who casework.Who) error {
	ctx = store.System(ctx)
	sealed, err := s.vault.Seal(ctx, v.ID, personal{who.Name, who.Phone, who.Email, who.Address, rpc.LangOf(ctx), who.Paper})
	if err != nil {
		return err
	}
	contact := Contact{Voice: v.ID, Number: v.Number, Case: c.ID, Area: c.Ancestors, Station: c.Station, Sealed: sealed, At: v.At, Names: s.blindNames(who.Name)}
	if phone := digitsOf(who.Phone); phone != "" {
		contact.Phone = s.vault.Blind("phone", phone)
		contact.Tail = s.vault.Blind("tail", phone[len(phone)-4:])
	}
	return s.contacts.Create(ctx, contact)
}

// unseal reads the personal data of a voice of a case that the caller may read.
func (s *Service) unseal(ctx context.Context, voice string) (Contact, personal, error) {
	var p personal
	ctx = store.System(ctx)
	c, err := s.contacts.Get(ctx, voice)
	if err == nil {
		err = s.vault.Open(ctx, voice, c.Sealed, &p)
	}
	return c, p, err
}

func (s *Service) receiptHash(number, code string) string {
	return s.vault.Blind("receipt", number+"/"+code)
}

// receiptScope reaches the one case that a receipt belongs to.
func receiptScope(ctx context.Context, hash string) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{"receipt:" + hash}})
}

// NewReceiptCode serves casework.NewReceiptCode.
func (s *Service) NewReceiptCode(ctx context.Context, req casework.VoiceRequest) (casework.Receipt, error) {
	var out casework.Receipt
	_, err := s.cases.Update(ctx, req.ID, func(c *Case) ([]event.Event, error) {
		a := s.act(ctx, c)
		if err := c.allow(a, casework.NewReceiptCode.Declared()); err != nil {
			return nil, err
		}
		v := c.voice(req.Voice)
		if v == nil {
			return nil, errVoice
		}
		code := number.NewCode()
		c.Codes[v.ID] = s.receiptHash(v.Number, code)
		out = receipt(ctx, c, *v, code)
		return []event.Event{c.record(a, casework.ReceiptRenewed, casework.Entry{Kind: "note"}, about(v.ID))}, nil
	})
	return out, err
}

// UnmaskVoice serves casework.UnmaskVoice; who saw what for what purpose is
// journalled in the same unit of work.
func (s *Service) UnmaskVoice(ctx context.Context, req casework.UnmaskRequest) (casework.VoiceContact, error) {
	c, err := s.cases.Get(ctx, req.ID)
	if err != nil {
		return casework.VoiceContact{}, err
	}
	if err := c.allow(s.act(ctx, &c), casework.UnmaskVoice.Declared()); err != nil {
		return casework.VoiceContact{}, err
	}
	if c.voice(req.Voice) == nil {
		return casework.VoiceContact{}, errVoice
	}
	if !c.withUnit() && c.reachedByUnit(ctx) {
		return casework.VoiceContact{}, errUnitDone
	}
	_, p, err := s.unseal(ctx, req.Voice)
	if err != nil {
		return casework.VoiceContact{}, err
	}
	seen := audit.UnmaskedBy(s.db.Name()).New(audit.Unmasked{
		Object: "case/" + c.ID, Fields: []string{"name", "phone", "email", "address"}, Purpose: req.Purpose,
	})
	return casework.VoiceContact{Name: p.Name, Phone: p.Phone, Email: p.Email, Address: p.Address},
		s.db.Append(ctx, "unmasking", s.db.NewID(), seen)
}

// reachedByUnit reports whether the caller reaches the case through its unit
// alone, and not through the place.
func (c *Case) reachedByUnit(ctx context.Context) bool {
	scope, _ := store.ScopeOf(ctx)
	return !scope.Permits(stationTokens(c.Ancestors, c.Station))
}

// ResolveContact serves casework.ResolveContact to notification alone.
func (s *Service) ResolveContact(ctx context.Context, req casework.ByID) (casework.Contact, error) {
	known, p, err := s.unseal(ctx, req.ID)
	if err != nil {
		return casework.Contact{}, err
	}
	out := casework.Contact{Name: p.Name, Email: p.Email, Phone: p.Phone, Lang: p.Lang, Number: known.Number, Address: p.Address, Paper: p.Paper}
	c, err := s.cases.Get(store.System(ctx), known.Case)
	if n := len(c.Replies); err == nil && n > 0 {
		out.Words, out.Answerer = c.Replies[n-1].Text, c.Replies[n-1].UnitName
	}
	return out, err
}

// masked fills in what everybody who may read the case sees of its voices:
// nothing, where their data were destroyed when their retention ended.
func (s *Service) masked(ctx context.Context, voices []casework.Voice) error {
	for i := range voices {
		_, p, err := s.unseal(ctx, voices[i].ID)
		if err != nil && !errors.Is(err, vault.ErrDestroyed) {
			return err
		}
		voices[i].Name, voices[i].Phone = vault.MaskName(p.Name), vault.MaskPhone(p.Phone)
	}
	return nil
}
