package casework

import (
	"slices"
	"strconv"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Paper is an official paper as it is stored: never changed but for its voiding.
type Paper struct {
	casework.Paper
	Ancestors []string            `json:"ancestors"`
	County    string              `json:"county"` // within which numbers are unique
	Persons   []string            `json:"persons,omitempty"`
	Subject   string              `json:"subject"` // case/…, day/… or month/…
	Blob      string              `json:"blob"`
	Voice     string              `json:"voice,omitempty"` // under whose key a sealed file lies
	Values    docx.Values         `json:"values"`
	Request   casework.PaperAbout `json:"request"`
}

var (
	errNoPaper = fault.NotFound("paper.not_found", "没有找到这份文书，可能不在您的管辖范围内，请核对文号",
		"There is no such paper, or it lies outside your area; check its number")
	errPaperTaken = fault.Conflict("paper.number", "这个文号已被使用，请重新出文书", "The number is used already; issue the paper again")
	errPaperKind  = fault.Invalid("paper.kind", "没有这种文书，或缺少它所属的群众意见、接待日或月份，请返回重新选择",
		"There is no such paper, or what it is about is missing; go back and choose again")
	errPaperStep = fault.FailedPrecondition("paper.step", "事项目前的环节还不能出这种文书，请先办理（如交办、答复）后再出",
		"The case is not at a step for this paper; first assign it, or have it replied to")
	errPaperDay   = fault.FailedPrecondition("paper.day", "接待日尚未公布或已取消，不能出接待记录；请在接待当天或之后出", "The reception day is not published or was cancelled; a record is made on the day or after it")
	errPaperMonth = fault.FailedPrecondition("paper.month", "这个月还没有已公布的接待日，请先在排班页公布", "No reception day of the month is published; publish the month in the roster first")
	errVoided     = fault.FailedPrecondition("paper.voided", "这份文书已经作废，不用再次作废", "This paper was voided already")
	errSealed     = fault.FailedPrecondition("paper.sealed", "这份文书写有群众的完整姓名，请写明用途后打开", "This paper names the person in full; say what it is needed for to open it")
	errInFull     = fault.Invalid("paper.purpose", "只有答复函可以写完整姓名，且反映人不能是匿名，请去掉用途后重试",
		"Only a reply letter to somebody who gave a name can name them in full; leave the purpose out").At("purpose", "只用于答复函", "for reply letters only")
)

func declarePapers(db *store.DB) *store.Collection[Paper] {
	at := func(p *Paper) store.Key { return store.Key{p.At} }
	return store.NewCollection(db, "paper", store.Def[Paper]{
		ID:      func(p *Paper) string { return p.ID },
		Tokens:  (*Paper).tokens,
		Missing: errNoPaper,
		Blobs:   func(p *Paper) []string { return []string{p.Blob} },
		Indexes: []store.Index[Paper]{
			{Name: "at", Scoped: true, Key: at},
			{Name: "subject", Scoped: true, Key: func(p *Paper) store.Key { return store.Key{p.Subject, p.At} }},
			{Name: "station", Scoped: true, Key: func(p *Paper) store.Key { return store.Key{p.Station, p.At} }},
			{Name: "number", Unique: true, Key: func(p *Paper) store.Key { return store.Key{p.County, p.Number} }, Taken: errPaperTaken},
		},
	})
}

// tokens: whoever reaches the station, the unit it was sent to, and the deputies
// who received the case; one that names the person in full is the offices' alone.
func (p *Paper) tokens() []string {
	out := stationTokens(p.Ancestors, p.Station)
	if p.Unit != "" {
		out = append(out, authz.UnitToken(p.Unit))
	}
	if p.Sealed {
		return out
	}
	for _, id := range p.Persons {
		out = append(out, authz.PersonToken(id))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// subjectOf is what a paper is filed under.
func subjectOf(a casework.PaperAbout) string {
	switch {
	case a.Case != "":
		return "case/" + a.Case
	case a.Day != "":
		return "day/" + a.Day
	}
	return "month/" + a.Station + "/" + a.Month
}

func (p *Paper) changed(reason string) casework.PaperChanged {
	return casework.PaperChanged{Paper: p.ID, Number: p.Number, Kind: p.Kind, Office: p.Office, Area: p.Area, Station: p.Station,
		Case: p.Case, Day: p.Day, Month: p.Month, Hash: p.Hash, Template: p.Template, Reason: reason}
}

// fileName is what the file is called on the reader's device.
func (p *Paper) fileName() string { return p.Number + " " + p.Title + ".docx" }

// seriesOf is what a paper's serial counts within.
func seriesOf(office, kind string, year int) string {
	return "paper/" + office + "/" + kind + "/" + strconv.Itoa(year)
}
