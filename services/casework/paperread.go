package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/docx"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// PreviewPaper serves casework.PreviewPaper.
func (s *Service) PreviewPaper(ctx context.Context, req casework.PaperAbout, w *rpc.Writer) error {
	d, err := s.draftPaper(ctx, req, false)
	if err != nil {
		return err
	}
	_, data, err := s.holding(ctx, d.station.Area, d.kind.Code, false)
	if err == nil {
		data, err = d.fill(data)
	}
	if err != nil {
		return err
	}
	return sendPaper(w, d.kind.Name.ZH+".docx", data)
}

// ListPapers serves casework.ListPapers.
func (s *Service) ListPapers(ctx context.Context, req casework.ListPapersRequest) (rpc.Page[casework.Paper], error) {
	about := casework.PaperAbout{Case: req.Case, Day: req.Day, Station: req.Station, Month: req.Month}
	q := store.Query{Index: "at", Desc: true, Limit: req.Limit, After: req.After}
	switch {
	case req.Case != "" || req.Day != "" || req.Station != "" && req.Month != "":
		q.Index, q.Eq = "subject", store.Key{subjectOf(about)}
	case req.Station != "":
		q.Index, q.Eq = "station", store.Key{req.Station}
	}
	page, err := s.papers.List(ctx, q)
	out := rpc.Page[casework.Paper]{Items: []casework.Paper{}, Next: page.Next}
	for _, p := range page.Items {
		out.Items = append(out.Items, p.Paper)
	}
	return out, err
}

// GetPaper serves casework.GetPaper.
func (s *Service) GetPaper(ctx context.Context, req casework.ByID) (casework.PaperRecord, error) {
	p, err := s.papers.Get(ctx, req.ID)
	return casework.PaperRecord{Paper: p.Paper, Data: dataOf(p.Values)}, err
}

func dataOf(v docx.Values) casework.PaperData {
	out := casework.PaperData{Texts: v.Texts, Lists: map[string][]map[string]string{}}
	for name, list := range v.Lists {
		for _, e := range list {
			out.Lists[name] = append(out.Lists[name], e.Texts)
		}
	}
	return out
}

// GetPaperFile serves casework.GetPaperFile.
func (s *Service) GetPaperFile(ctx context.Context, req casework.ByID, w *rpc.Writer) error {
	p, err := s.papers.Get(ctx, req.ID)
	if err != nil {
		return err
	}
	if p.Sealed {
		return errSealed
	}
	data, err := s.readBlob(ctx, p.Blob)
	if err != nil {
		return err
	}
	return sendPaper(w, p.fileName(), data)
}

// OpenPaper serves casework.OpenPaper.
func (s *Service) OpenPaper(ctx context.Context, req casework.OpenPaperRequest) (casework.PaperFile, error) {
	p, err := s.papers.Get(ctx, req.ID)
	if err != nil {
		return casework.PaperFile{}, err
	}
	data, err := s.readBlob(ctx, p.Blob)
	if err != nil || !p.Sealed {
		return casework.PaperFile{Name: p.fileName(), Data: data}, err
	}
	if err := s.mayUnmask(ctx, &p, req.Purpose); err != nil {
		return casework.PaperFile{}, err
	}
	var clear []byte
	err = s.vault.Open(ctx, p.Voice, data, &clear)
	return casework.PaperFile{Name: p.fileName(), Data: clear}, err
}
