package roster

import (
	"context"

	api "lianluo/api/roster"
	"lianluo/pkg/audit"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// sealContact takes over what is given; empty values keep the old ones.
func (s *Service) sealContact(ctx context.Context, p *person, phone, email string) error {
	if phone == "" && email == "" {
		return nil
	}
	known, err := s.openContact(ctx, p)
	if err != nil {
		return err
	}
	if phone != "" {
		known.Phone, p.Phone = phone, vault.MaskPhone(phone)
	}
	if email != "" {
		known.Email, p.Email = email, vault.MaskEmail(email)
	}
	p.Contact, err = s.vault.Seal(ctx, p.ID, known)
	return err
}

func (s *Service) openContact(ctx context.Context, p *person) (api.PersonContact, error) {
	var out api.PersonContact
	if p.Contact == nil {
		return out, nil
	}
	return out, s.vault.Open(ctx, p.ID, p.Contact, &out)
}

// UnmaskPerson serves roster.UnmaskPerson. Who saw what, and why, is journalled
// in the same unit of work: without the record, no answer.
func (s *Service) UnmaskPerson(ctx context.Context, req api.UnmaskRequest) (api.PersonContact, error) {
	p, err := s.people.Get(ctx, req.ID)
	if err != nil {
		return api.PersonContact{}, err
	}
	out, err := s.openContact(ctx, &p)
	if err != nil {
		return api.PersonContact{}, err
	}
	seen := audit.Unmasked{Object: "person/" + p.ID, Fields: []string{"phone", "email"}, Purpose: req.Purpose}
	return out, s.db.Append(ctx, "unmasking", s.db.NewID(), audit.UnmaskedBy("roster").New(seen))
}

// ResolveContact serves roster.ResolveContact. Notification asks for whom it has
// an event to deliver; it acts for no caller, so there is no scope to keep to.
func (s *Service) ResolveContact(ctx context.Context, req api.ByID) (api.Contact, error) {
	ctx = store.System(ctx)
	p, err := s.people.Get(ctx, req.ID)
	if err != nil {
		return api.Contact{}, err
	}
	c, err := s.openContact(ctx, &p)
	return api.Contact{Name: p.Name, Email: c.Email, Phone: c.Phone, Lang: "zh"}, err
}
