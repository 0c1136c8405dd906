package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// TriageCase serves casework.TriageCase.
func (s *Service) TriageCase(ctx context.Context, req casework.TriageRequest) (casework.Case, error) {
	if req.Category != "" && !known(req.Category) {
		return casework.Case{}, errCategory
	}
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Triage(a, req) })
}

// AssignCase serves casework.AssignCase.
func (s *Service) AssignCase(ctx context.Context, req casework.AssignRequest) (casework.Case, error) {
	// A look-up of reference data; whether the unit fits is checked on the case.
	u, err := s.units.Get(store.System(ctx), req.Unit)
	if err != nil {
		return casework.Case{}, fault.Instead(err, errUnit)
	}
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) {
		if !u.Retired.IsZero() || !s.serves(u, c) {
			return nil, errUnit
		}
		return c.Assign(a, u, req.Reason, req.Letter)
	})
}

// serves: units above and below the case's place can have it, and any within
// the division that decides.
func (s *Service) serves(u Unit, c *Case) bool {
	unit, place := area.Code(u.Area), area.Code(c.Area)
	return s.tree.IsAncestorOrSelf(unit, place) || s.tree.IsAncestorOrSelf(place, unit) ||
		s.tree.IsAncestorOrSelf(area.Code(c.divisionOf(c.Level)), unit)
}

// AcceptCase serves casework.AcceptCase.
func (s *Service) AcceptCase(ctx context.Context, req casework.ByID) (casework.Case, error) {
	return s.change(ctx, req.ID, (*Case).Accept)
}

// ReturnCase serves casework.ReturnCase. The unit sees what became of it once
// more; afterwards the case is no longer its own.
func (s *Service) ReturnCase(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Return(a, req.Reason) })
}

// AskExtension serves casework.AskExtension.
func (s *Service) AskExtension(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.AskMoreTime(a, req.Reason) })
}

// DecideExtension serves casework.DecideExtension.
func (s *Service) DecideExtension(ctx context.Context, req casework.DecideRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.DecideMoreTime(a, req.Grant, req.Reason) })
}

// AddNote serves casework.AddNote.
func (s *Service) AddNote(ctx context.Context, req casework.NoteRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Note(a, req.Text, req.Contact) })
}

// ReplyCase serves casework.ReplyCase.
func (s *Service) ReplyCase(ctx context.Context, req casework.ReplyRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) {
		if err := c.allow(a, casework.ReplyCase.Declared()); err != nil {
			return nil, err
		}
		photos, err := s.attach(ctx, req.Photos, c.ID, "")
		if err != nil {
			return nil, err
		}
		return c.Reply(a, req.Text, req.Class, photos)
	})
}

// UrgeCase serves casework.UrgeCase.
func (s *Service) UrgeCase(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Urge(a, req.Reason) })
}

// SuperviseCase serves casework.SuperviseCase.
func (s *Service) SuperviseCase(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Supervise(a, req.Reason) })
}

// RecordTry serves casework.RecordTry.
func (s *Service) RecordTry(ctx context.Context, req casework.TryRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Try(a, req.Voice, req.Note) })
}

// RecordAnswer serves casework.RecordAnswer.
func (s *Service) RecordAnswer(ctx context.Context, req casework.AnswerRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) {
		if err := c.allow(a, casework.RecordAnswer.Declared()); err != nil {
			return nil, err
		}
		return c.Answer(a, req.Voice, req.Answer, req.Words, a.By)
	})
}

// ArchiveCase serves casework.ArchiveCase.
func (s *Service) ArchiveCase(ctx context.Context, req casework.ByID) (casework.Case, error) {
	return s.change(ctx, req.ID, (*Case).Archive)
}

// SetPublicTitle serves casework.SetPublicTitle.
func (s *Service) SetPublicTitle(ctx context.Context, req casework.PublicTitleRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.SetTitle(a, req.Title) })
}

// MergeCases serves casework.MergeCases. The merged case lets go of its numbers
// before the other takes them, since each belongs to one case at a time.
func (s *Service) MergeCases(ctx context.Context, req casework.MergeRequest) (casework.Case, error) {
	if req.ID == req.Into {
		return casework.Case{}, errSelf
	}
	into, err := s.cases.Get(ctx, req.Into)
	if err != nil {
		return casework.Case{}, err
	}
	var over []handedOver
	from, err := s.cases.Update(ctx, req.ID, func(c *Case) (events []event.Event, err error) {
		events, over, err = c.Merge(s.act(ctx, c), &into, req.Reason)
		return events, err
	})
	if err != nil {
		return casework.Case{}, err
	}
	for _, v := range over {
		if err := s.moveContact(ctx, v.ID, &into); err != nil {
			return casework.Case{}, err
		}
	}
	return s.change(ctx, req.Into, func(c *Case, a Act) ([]event.Event, error) { return c.TakeOver(a, &from, over) })
}

func (s *Service) moveContact(ctx context.Context, voice string, into *Case) error {
	_, err := s.contacts.Update(store.System(ctx), voice, func(c *Contact) ([]event.Event, error) {
		c.Case, c.Area, c.Station = into.ID, into.Ancestors, into.Station
		return nil, nil
	})
	return err
}
