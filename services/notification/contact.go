package notification

import (
	"context"
	"strings"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// contact is how somebody is reached, as the owning service says at the moment
// of sending. It is not kept.
type contact struct {
	Name, Email, Phone, Lang string
	// Number is the one on a voice's own receipt.
	Number string
	// Address is where letters go, Paper that letters alone are wanted; Words and
	// Answerer what a letter has to say itself.
	Address, Words, Answerer string
	Paper                    bool
	// OpenID is who they are to the official account, where they follow it.
	OpenID string
}

// contacts asks the services that own personal data. Each fails with not_found
// for somebody unknown or forgotten, with unavailable when the service is away.
type contacts struct {
	voice, account, person, proposer func(ctx context.Context, id string) (contact, error)
}

// ask asks other services in this service's own name: with the journals, the one
// thing that services ask one another.
func ask(peer func(string) *rpc.Client) contacts {
	return contacts{
		voice: func(ctx context.Context, id string) (contact, error) {
			c, err := rpc.Call(ctx, peer("casework"), casework.ResolveContact, casework.ByID{ID: id})
			return contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Lang: c.Lang, Number: c.Number,
				Address: c.Address, Words: c.Words, Answerer: c.Answerer, Paper: c.Paper}, err
		},
		proposer: func(ctx context.Context, id string) (contact, error) {
			c, err := rpc.Call(ctx, peer("voting"), voting.ResolveContact, voting.ByID{ID: id})
			return contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Lang: c.Lang, Number: c.Number}, err
		},
		account: func(ctx context.Context, id string) (contact, error) {
			c, err := rpc.Call(ctx, peer("identity"), identity.ResolveContact, identity.ByID{ID: id})
			return contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Lang: c.Lang}, err
		},
		person: func(ctx context.Context, id string) (contact, error) {
			c, err := rpc.Call(ctx, peer("roster"), roster.ResolveContact, roster.ByID{ID: id})
			return contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Lang: c.Lang}, err
		},
	}
}

// reachable reports whether there is any address at all.
func (c contact) reachable() bool { return c.Email != "" || c.Phone != "" || c.OpenID != "" }

// contact resolves a recipient, with the official account that they follow.
func (s *Service) contact(ctx context.Context, recipient string) (contact, error) {
	c, err := s.owned(ctx, recipient)
	if err == nil && s.wechat != nil {
		c.OpenID, err = s.follows(ctx, recipient)
	}
	return c, err
}

// owned asks the owner of the data; empty addresses mean that there is no way.
func (s *Service) owned(ctx context.Context, recipient string) (contact, error) {
	kind, id, _ := strings.Cut(recipient, ":")
	switch kind {
	case "voice":
		return known(s.contacts.voice(ctx, id))
	case "proposer":
		return known(s.contacts.proposer(ctx, id))
	case "person":
		return s.personContact(ctx, id)
	}
	c, err := known(s.contacts.account(ctx, id))
	if err != nil || c.reachable() {
		return c, err
	}
	a, err := s.accounts.Get(ctx, id)
	if err != nil || a.Person == "" {
		return c, none(err)
	}
	return known(s.contacts.person(ctx, a.Person))
}

// personContact prefers the address that a deputy gave to their own account.
func (s *Service) personContact(ctx context.Context, person string) (contact, error) {
	page, err := s.accounts.List(ctx, store.Query{Index: "post", Of: "person:" + person, Limit: 10})
	if err != nil {
		return contact{}, err
	}
	for _, a := range page.Items {
		if c, err := known(s.contacts.account(ctx, a.ID)); err != nil || c.Email != "" {
			return c, err
		}
	}
	return known(s.contacts.person(ctx, person))
}

// known takes somebody whom the owner does not know (any more) for somebody
// without an address.
func known(c contact, err error) (contact, error) { return c, none(err) }

func none(err error) error {
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}
