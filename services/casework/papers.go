package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"

	"lianluo/api/casework"
	"lianluo/pkg/audit"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/docx"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

func (s *Service) handlePapers(r *rpc.Server) {
	rpc.Handle(r, casework.IssuePaper, s.IssuePaper)
	rpc.HandleStream(r, casework.PreviewPaper, s.PreviewPaper)
	rpc.Handle(r, casework.ListPapers, s.ListPapers)
	rpc.Handle(r, casework.GetPaper, s.GetPaper)
	rpc.HandleStream(r, casework.GetPaperFile, s.GetPaperFile)
	rpc.Handle(r, casework.OpenPaper, s.OpenPaper)
	rpc.Handle(r, casework.VoidPaper, s.VoidPaper)
	rpc.Handle(r, casework.ListPaperTemplates, s.ListPaperTemplates)
	rpc.Handle(r, casework.AddPaperTemplate, s.AddPaperTemplate)
	rpc.HandleStream(r, casework.GetPaperTemplate, s.GetPaperTemplate)
	rpc.HandleStream(r, casework.TryPaperTemplate, s.TryPaperTemplate)
	rpc.Handle(r, casework.UsePaperTemplate, s.UsePaperTemplate)
	rpc.Handle(r, casework.SetPaperOffice, s.SetPaperOffice)
	rpc.Handle(r, casework.GetPaperOffice, s.GetPaperOffice)
}

// IssuePaper serves casework.IssuePaper. The number is counted in the unit of work
// that files the paper: what fails or is killed leaves no gap.
func (s *Service) IssuePaper(ctx context.Context, req casework.IssuePaperRequest) (casework.Paper, error) {
	d, err := s.draftPaper(ctx, req.PaperAbout, false)
	if err != nil {
		return casework.Paper{}, err
	}
	year := calendar.DateOf(d.at).Year()
	serial, err := s.nextSerial(ctx, d, year)
	if err != nil {
		return casework.Paper{}, err
	}
	p := s.newPaper(ctx, d)
	p.Number = paper.Number(d.office.Sign, d.kind, year, serial)
	d.text("发文字号", p.Number)
	p.Values = docx.Values{Texts: maps.Clone(d.values.Texts), Lists: d.values.Lists}
	from, template, err := s.holding(ctx, d.station.Area, d.kind.Code, false)
	if err != nil {
		return casework.Paper{}, err
	}
	p.Template = from
	if err := s.print(ctx, d, &p, template, req.Purpose); err != nil {
		return casework.Paper{}, err
	}
	if err := s.papers.Create(ctx, p, casework.PaperIssued.New(p.changed(""))); err != nil {
		return casework.Paper{}, err
	}
	return p.Paper, s.onCase(ctx, &p, casework.PaperFiled, "")
}

func (s *Service) newPaper(ctx context.Context, d *draft) Paper {
	subject := authz.Actor(ctx)
	p := Paper{Ancestors: s.ancestors(d.station.Area), County: d.office.County, Subject: subjectOf(d.about), Request: d.about}
	p.ID, p.Kind, p.Title, p.Office, p.OfficeName = s.db.NewID(), d.kind.Code, d.title, d.office.ID, d.office.Name
	p.Area, p.Station, p.Unit, p.At = d.station.Area, d.station.Station, d.unit, d.at
	p.Case, p.Day = d.about.Case, d.about.Day
	if d.kind.Code == paper.Notice {
		p.Month = d.about.Month
	}
	p.By, p.ByName = event.CauseOf(ctx).Actor, subject.Name
	if d.c != nil {
		p.Persons = d.c.ReceivedBy
	}
	return p
}

// nextSerial counts within office, kind and year, and keeps the office as it is
// called now, so that its sign stays its own.
func (s *Service) nextSerial(ctx context.Context, d *draft, year int) (int, error) {
	ctx = store.System(ctx)
	if _, err := s.offices.Upsert(ctx, d.office.ID, func() Office { return d.office }, func(*Office) ([]event.Event, error) { return nil, nil }); err != nil {
		return 0, err
	}
	series := seriesOf(d.office.ID, d.kind.Code, year)
	c, err := s.counters.Upsert(ctx, series, func() Counter { return Counter{Series: series} }, func(c *Counter) ([]event.Event, error) {
		c.Last++
		return nil, nil
	})
	return c.Last, err
}

// print makes the file and keeps it; one that names the person in full lies
// sealed under their key, which is destroyed with their other data.
func (s *Service) print(ctx context.Context, d *draft, p *Paper, template []byte, purpose string) (err error) {
	if purpose != "" {
		if p.Voice, err = s.named(ctx, d); err != nil {
			return err
		}
		p.Sealed = true
		if err := s.mayUnmask(ctx, p, purpose); err != nil {
			return err
		}
	}
	data, err := d.fill(template)
	if err != nil {
		return err
	}
	kept := data
	if p.Sealed {
		if kept, err = s.vault.Seal(ctx, p.Voice, data); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(kept)
	p.Hash, p.Bytes = hex.EncodeToString(sum[:]), len(data)
	p.Blob, err = s.db.PutBlob(ctx, kept)
	return err
}

// mayUnmask checks that the caller may see who it is, and journals the purpose.
func (s *Service) mayUnmask(ctx context.Context, p *Paper, purpose string) error {
	scope, err := s.keeper.Authorize(ctx, authz.Actor(ctx), casework.UnmaskVoice.Permission)
	if err != nil {
		return err
	}
	if !scope.Permits(p.tokens()) {
		return errNoPaper
	}
	seen := audit.UnmaskedBy(s.db.Name()).New(audit.Unmasked{Object: "paper/" + p.ID, Fields: []string{"name"}, Purpose: purpose})
	return s.db.Append(ctx, "unmasking", s.db.NewID(), seen)
}

// onCase writes a paper that was issued or voided into the history of its case.
func (s *Service) onCase(ctx context.Context, p *Paper, t event.Type[casework.Changed], why string) error {
	if p.Case == "" {
		return nil
	}
	// Who may issue or void the paper reaches the case's station.
	_, err := s.cases.Update(store.System(ctx), p.Case, func(c *Case) ([]event.Event, error) {
		a := s.act(ctx, c)
		return []event.Event{c.record(a, t, casework.Entry{Note: p.Number, Why: why, Paper: p.ID})}, nil
	})
	return err
}

// VoidPaper serves casework.VoidPaper.
func (s *Service) VoidPaper(ctx context.Context, req casework.Reasoned) (casework.Paper, error) {
	p, err := s.papers.Update(ctx, req.ID, func(p *Paper) ([]event.Event, error) {
		if p.Voided != nil {
			return nil, errVoided
		}
		p.Voided = &casework.Voiding{By: event.CauseOf(ctx).Actor, ByName: authz.Actor(ctx).Name, At: s.clock.Now(), Reason: req.Reason}
		return []event.Event{casework.PaperVoided.New(p.changed(req.Reason))}, nil
	})
	if err != nil {
		return casework.Paper{}, err
	}
	return p.Paper, s.onCase(ctx, &p, casework.PaperUnfiled, req.Reason)
}
