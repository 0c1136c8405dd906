package world

import (
	"lianluo/api/casework"
	"lianluo/pkg/docx"
	"lianluo/pkg/rpc"
)

// Paper is a handover letter about a case in the hands of Unit, kept for what it
// is named after.
func (p *Place) Paper(of string) string {
	if p.papers[of] == "" {
		p.w.t.Helper()
		req := casework.IssuePaperRequest{PaperAbout: p.letter(of)}
		p.papers[of] = Must(p.w, "maker", casework.IssuePaper, req).ID
	}
	return p.papers[of]
}

func (p *Place) letter(of string) casework.PaperAbout {
	return casework.PaperAbout{Kind: "handover", Case: p.Assigned(of).ID}
}

func (p *Place) template() casework.TemplateID {
	return casework.TemplateID{Kind: "handover", Area: p.Area}
}

// Letter is a template of a paper as an office would send it.
func Letter() rpc.File {
	return rpc.File{Name: "letter.docx", Data: docx.Write(docx.Doc{Blocks: []docx.Block{docx.Title("{{标题}}"), docx.Text("{{反映内容}}")}})}
}

var paperSamples = map[string]sample{
	"casework.IssuePaper":   {of: func(p *Place) any { return &casework.IssuePaperRequest{PaperAbout: p.letter("papered")} }},
	"casework.PreviewPaper": {of: func(p *Place) any { r := p.letter("papered"); return &r }},
	"casework.ListPapers":   {of: func(p *Place) any { return &casework.ListPapersRequest{Case: p.Assigned("papered").ID} }, shows: func(p *Place) string { return p.Paper("papered") }},
	"casework.GetPaper":     {of: func(p *Place) any { return &casework.ByID{ID: p.Paper("papered")} }},
	"casework.GetPaperFile": {of: func(p *Place) any { return &casework.ByID{ID: p.Paper("papered")} }},
	"casework.OpenPaper":    {of: func(p *Place) any { return &casework.OpenPaperRequest{ID: p.Paper("papered"), Purpose: "邮寄"} }},
	"casework.VoidPaper":    {of: func(p *Place) any { return &casework.Reasoned{ID: p.Paper("voided"), Reason: reason} }},

	"casework.ListPaperTemplates": {of: func(p *Place) any { return &casework.TemplatesOf{Area: p.Area} }},
	"casework.AddPaperTemplate": {of: func(p *Place) any {
		return &casework.AddTemplateRequest{Area: p.Area, Kind: "handover", File: Letter()}
	}},
	"casework.GetPaperTemplate": {of: func(p *Place) any { r := p.template(); return &r }},
	"casework.TryPaperTemplate": {of: func(p *Place) any {
		return &casework.TryTemplateRequest{TemplateID: p.template(), Case: p.Assigned("papered").ID}
	}},
	"casework.UsePaperTemplate": {of: func(p *Place) any {
		return &casework.UseTemplateRequest{Kind: "handover", Area: p.Area, Reason: reason}
	}},
	"casework.SetPaperOffice": {of: func(p *Place) any {
		return &casework.SetOfficeRequest{Area: p.Area, Station: p.NextStation.ID, Name: p.NextStation.Name + "联络站", Sign: Text("联")[:12]}
	}},
	"casework.GetPaperOffice": {of: func(p *Place) any { return &casework.OfficeOf{Area: p.Area, Station: p.NextStation.ID} }},
}
