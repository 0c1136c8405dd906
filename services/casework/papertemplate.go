package casework

import (
	"context"
	"io"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

// PaperTemplate holds an area's templates of a kind of paper.
type PaperTemplate struct {
	ID       string                     `json:"id"` // area/kind
	Area     string                     `json:"area"`
	Kind     string                     `json:"kind"`
	Reach    []string                   `json:"reach"`
	Using    int                        `json:"using"`
	Versions []casework.TemplateVersion `json:"versions"` // the oldest first; version n is at n-1
}

var (
	errNoVersion = fault.NotFound("paper.template", "没有这个模板版本，请刷新页面后重新选择", "There is no such version of the template; reload the page and choose again")
	errSameFile  = fault.Conflict("paper.template_same", "这个文件与最新版本相同，不用重复上传", "The file is the same as the newest version")
	errVersions  = fault.FailedPrecondition("paper.template_many", "这种文书的模板版本已达上限（%d 个），请联系系统管理员", "There are %d versions already; ask the operator", maxVersions)
)

const maxVersions = 200

func declareTemplates(db *store.DB) *store.Collection[PaperTemplate] {
	return store.NewCollection(db, "papertemplate", store.Def[PaperTemplate]{
		ID:      func(t *PaperTemplate) string { return t.ID },
		Tokens:  func(t *PaperTemplate) []string { return t.Reach },
		Missing: errNoVersion,
		Blobs: func(t *PaperTemplate) []string {
			var out []string
			for _, v := range t.Versions {
				out = append(out, v.Hash)
			}
			return out
		},
	})
}

// templates are an area's own, none where it sent nothing.
func (s *Service) templates(ctx context.Context, code, kind string) (PaperTemplate, error) {
	t, err := s.paperTemplates.Get(store.System(ctx), code+"/"+kind) // callers checked the area, or inherit from it
	if fault.Is(err, fault.KindNotFound) {
		return PaperTemplate{ID: code + "/" + kind, Area: code, Kind: kind, Reach: authz.AreaTokens(s.tree, code)}, nil
	}
	return t, err
}

// holding is the template that holds in an area, its own or the next above; with
// above its own is left out.
func (s *Service) holding(ctx context.Context, code, kind string, above bool) (casework.Template, []byte, error) {
	ancestors := s.ancestors(code)
	for i := len(ancestors) - 1; i >= 0; i-- {
		if above && ancestors[i] == code {
			continue
		}
		t, err := s.templates(ctx, ancestors[i], kind)
		if err != nil {
			return casework.Template{}, nil, err
		}
		if t.Using > 0 {
			data, err := s.readBlob(ctx, t.Versions[t.Using-1].Hash)
			return casework.Template{Area: t.Area, Version: t.Using}, data, err
		}
	}
	k, _ := paper.Of(kind)
	return casework.Template{}, k.BuiltIn(), nil
}

// version is a version's file; 0 is what the area would inherit.
func (s *Service) version(ctx context.Context, id casework.TemplateID) ([]byte, error) {
	if err := s.templateAt(ctx, id.Area, id.Kind); err != nil {
		return nil, err
	}
	if id.Version == 0 {
		_, data, err := s.holding(ctx, id.Area, id.Kind, true)
		return data, err
	}
	t, err := s.templates(ctx, id.Area, id.Kind)
	if err != nil {
		return nil, err
	}
	if id.Version > len(t.Versions) {
		return nil, errNoVersion
	}
	return s.readBlob(ctx, t.Versions[id.Version-1].Hash)
}

func (s *Service) readBlob(ctx context.Context, hash string) ([]byte, error) {
	r, err := s.db.OpenBlob(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// templateAt checks that there is such a kind and that the caller reaches the area.
func (s *Service) templateAt(ctx context.Context, code, kind string) error {
	if _, ok := paper.Of(kind); !ok {
		return errPaperKind
	}
	return s.reaches(ctx, code)
}

// ListPaperTemplates serves casework.ListPaperTemplates.
func (s *Service) ListPaperTemplates(ctx context.Context, req casework.TemplatesOf) (rpc.Page[casework.PaperTemplates], error) {
	out := rpc.Page[casework.PaperTemplates]{Items: []casework.PaperTemplates{}}
	if err := s.reaches(ctx, req.Area); err != nil {
		return out, err
	}
	for _, k := range paper.Kinds {
		shown, err := s.shownTemplates(ctx, req.Area, k)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, shown)
	}
	return out, nil
}

func (s *Service) shownTemplates(ctx context.Context, code string, k paper.Kind) (casework.PaperTemplates, error) {
	lang := rpc.LangOf(ctx)
	t, err := s.templates(ctx, code, k.Code)
	if err != nil {
		return casework.PaperTemplates{}, err
	}
	from, _, err := s.holding(ctx, code, k.Code, false)
	out := casework.PaperTemplates{Kind: k.Code, Name: k.Name.In(lang), Area: code, Using: t.Using, Source: from.Area, Holds: from.Version,
		Versions: []casework.TemplateVersion{}}
	for i := len(t.Versions) - 1; i >= 0; i-- {
		out.Versions = append(out.Versions, t.Versions[i])
	}
	for _, f := range k.Fields {
		out.Fields = append(out.Fields, casework.TemplateField{Name: f.Name, Hint: f.Hint.In(lang), List: f.List != nil})
		for _, in := range f.List {
			out.Fields = append(out.Fields, casework.TemplateField{Name: in.Name, Hint: in.Hint.In(lang), In: f.Name})
		}
	}
	return out, err
}

// AddPaperTemplate serves casework.AddPaperTemplate.
func (s *Service) AddPaperTemplate(ctx context.Context, req casework.AddTemplateRequest) (casework.PaperTemplates, error) {
	if err := s.templateAt(ctx, req.Area, req.Kind); err != nil {
		return casework.PaperTemplates{}, err
	}
	k, _ := paper.Of(req.Kind)
	if _, err := docx.Parse(req.File.Data, k.Known()); err != nil {
		return casework.PaperTemplates{}, err
	}
	hash, err := s.db.PutBlob(ctx, req.File.Data)
	if err != nil {
		return casework.PaperTemplates{}, err
	}
	err = s.changeTemplates(ctx, req.Area, req.Kind, func(t *PaperTemplate) (event.Event, error) {
		n := len(t.Versions)
		if n > 0 && t.Versions[n-1].Hash == hash {
			return event.Event{}, errSameFile
		}
		if n >= maxVersions {
			return event.Event{}, errVersions
		}
		t.Versions = append(t.Versions, casework.TemplateVersion{Version: n + 1, Name: req.File.Name, Note: req.Note, Hash: hash,
			By: event.CauseOf(ctx).Actor, ByName: authz.Actor(ctx).Name, At: s.clock.Now()})
		return casework.TemplateAdded.New(casework.TemplateChanged{Area: t.Area, Kind: t.Kind, Version: n + 1, Hash: hash}), nil
	})
	if err != nil {
		return casework.PaperTemplates{}, err
	}
	return s.shownTemplates(ctx, req.Area, k)
}

// UsePaperTemplate serves casework.UsePaperTemplate.
func (s *Service) UsePaperTemplate(ctx context.Context, req casework.UseTemplateRequest) (casework.PaperTemplates, error) {
	if err := s.templateAt(ctx, req.Area, req.Kind); err != nil {
		return casework.PaperTemplates{}, err
	}
	err := s.changeTemplates(ctx, req.Area, req.Kind, func(t *PaperTemplate) (event.Event, error) {
		if req.Version > len(t.Versions) {
			return event.Event{}, errNoVersion
		}
		if t.Using = req.Version; t.Using > 0 {
			t.Versions[t.Using-1].Used = s.clock.Now().Truncate(time.Millisecond)
		}
		return casework.TemplateUsed.New(casework.TemplateChanged{Area: t.Area, Kind: t.Kind, Version: t.Using, Reason: req.Reason}), nil
	})
	if err != nil {
		return casework.PaperTemplates{}, err
	}
	k, _ := paper.Of(req.Kind)
	return s.shownTemplates(ctx, req.Area, k)
}

func (s *Service) changeTemplates(ctx context.Context, code, kind string, fn func(*PaperTemplate) (event.Event, error)) error {
	fresh, err := s.templates(ctx, code, kind)
	if err != nil {
		return err
	}
	_, err = s.paperTemplates.Upsert(ctx, fresh.ID, func() PaperTemplate { return fresh }, func(t *PaperTemplate) ([]event.Event, error) {
		e, err := fn(t)
		if err != nil {
			return nil, err
		}
		return []event.Event{e}, nil
	})
	return err
}

// GetPaperTemplate serves casework.GetPaperTemplate.
func (s *Service) GetPaperTemplate(ctx context.Context, req casework.TemplateID, w *rpc.Writer) error {
	data, err := s.version(ctx, req)
	if err != nil {
		return err
	}
	k, _ := paper.Of(req.Kind)
	return sendPaper(w, k.Name.ZH+".docx", data)
}

// TryPaperTemplate serves casework.TryPaperTemplate.
func (s *Service) TryPaperTemplate(ctx context.Context, req casework.TryTemplateRequest, w *rpc.Writer) error {
	data, err := s.version(ctx, req.TemplateID)
	if err != nil {
		return err
	}
	about := casework.PaperAbout{Kind: req.Kind, Case: req.Case, Day: req.Day, Station: req.Station, Month: req.Month}
	d, err := s.draftPaper(ctx, about, true)
	if err != nil {
		return err
	}
	if data, err = d.fill(data); err != nil {
		return err
	}
	return sendPaper(w, d.kind.Name.ZH+".docx", data)
}

func sendPaper(w *rpc.Writer, name string, data []byte) error {
	w.SetType(docx.MediaType)
	w.SetName(name)
	_, err := w.Write(data)
	return err
}
