package voting

import (
	"context"
	"fmt"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errFalls = fault.FailedPrecondition("progress.falls", "完成比例和已用资金不能低于前一次报告，也不能高于后一次报告；如前面的报告有误，请更正那一次报告",
		"Percent and money cannot be below the report before, or above the one after; where an earlier report is wrong, correct that one")
	errReport = fault.NotFound("progress.report", "没有找到要更正的报告，或它已经更正过，请刷新后更正最新的一份", "There is no such report, or it was corrected; reload and correct the one that holds")
	errWhy    = fault.Invalid("progress.why", "更正报告需要说明原因，请填写", "Say why the report is corrected").At("why", "请填写更正原因", "Say why")
	errMany   = fault.FailedPrecondition("progress.many", "这个项目的记录已满 200 条，请先办理完成或未完成", "This project has 200 records; finish it first")
)

// mostRecords bounds reports, and visits, of one project.
const mostRecords = 200

// working: reports come in.
var working = []voting.State{voting.Implementing, voting.AdjustmentRequested}

// standing are the reports that hold, each correction in the place of what it corrects.
func (p *Project) standing() []voting.Report {
	out := []voting.Report{}
	for _, r := range p.Reports {
		i := slices.IndexFunc(out, func(o voting.Report) bool { return o.ID == r.Corrects })
		if i < 0 {
			out = append(out, r)
			continue
		}
		out[i] = r
	}
	return out
}

// reached is how far the project is by the last report that holds, in percent and yuan.
func (p *Project) reached() (percent int, spent int64) {
	if p.Ending != nil && p.Ending.Outcome == voting.Completed {
		return 100, p.Ending.Spent
	}
	if all := p.standing(); len(all) > 0 {
		last := all[len(all)-1]
		percent, spent = last.Percent, last.Spent
	}
	if p.Ending != nil {
		spent = p.Ending.Spent
	}
	return percent, spent
}

// report takes a report, or a correction, with its photos.
func (p *Project) report(a Act, r voting.Report) ([]event.Event, error) {
	switch {
	case !slices.Contains(working, p.State):
		return nil, p.errState()
	case len(p.Reports) >= mostRecords:
		return nil, errMany
	}
	if err := namesNobody(r.Text, r.Next, r.Why); err != nil {
		return nil, err
	}
	before, _ := p.reached()
	t, why := voting.ProgressReported, ""
	p.Reports = slices.Clone(p.Reports)
	if r.Corrects != "" {
		i := slices.IndexFunc(p.Reports, func(o voting.Report) bool { return o.ID == r.Corrects && o.Corrected == "" })
		switch {
		case i < 0:
			return nil, errReport
		case r.Why == "":
			return nil, errWhy
		}
		before, p.Reports[i].Corrected = p.Reports[i].Percent, r.ID
		t, why = voting.ProgressCorrected, r.Why
	}
	if r.Percent > before && len(r.Photos) < a.Rules.ReportPhotos {
		return nil, errEvidence(a.Rules.ReportPhotos)
	}
	p.touch(a)
	light := p.Lit.Light
	p.Reports = append(p.Reports, r)
	if err := p.rises(); err != nil {
		return nil, err
	}
	p.relight(a, light)
	return p.record(a, t, why, quiet), nil
}

// rises: percent and money of the reports that hold never fall, and stay within the
// plan.
func (p *Project) rises() error {
	percent, spent := 0, int64(0)
	for _, r := range p.standing() {
		if r.Percent < percent || r.Spent < spent {
			return errFalls
		}
		percent, spent = r.Percent, r.Spent
	}
	return p.affords(spent)
}

// affords: more than was planned takes an adjustment.
func (p *Project) affords(spent int64) error {
	if planned := p.Plan.Money(); spent > planned {
		return fault.FailedPrecondition("project.overspent", "已用资金 %[1]d 元超过计划的 %[2]d 元。超支需要先按程序申请调整，请核对金额或提出调整申请",
			"%[1]d yuan spent are more than the %[2]d planned. That takes an adjustment: check the amount, or request one", spent, planned).At("spent", "超过计划资金", "more than planned")
	}
	return nil
}

func errEvidence(n int) error {
	return fault.Invalid("progress.evidence", "进度有变化时，至少要附 %[1]d 张现场照片，请拍照上传", "More progress takes %[1]d photos of the place at least; take and upload them", n).
		At("photos", fmt.Sprintf("至少 %d 张", n), fmt.Sprintf("%d at least", n))
}

// ReportProgress serves voting.ReportProgress.
func (s *Service) ReportProgress(ctx context.Context, req voting.ReportRequest) (voting.Project, error) {
	id := s.db.NewID()
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		photos, err := s.attach(ctx, req.Photos, p.ID)
		if err != nil {
			return nil, err
		}
		return p.report(a, voting.Report{ID: id, Percent: req.Percent, Spent: req.Spent, Text: req.Text, Next: req.Next, Photos: photos,
			Corrects: req.Corrects, Why: req.Why, By: a.By, ByName: a.Name, At: a.At})
	})
}
