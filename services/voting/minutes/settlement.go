package minutes

import (
	"fmt"
	"slices"
	"strconv"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
)

// Decision is how the presidium decided among the tied.
type Decision struct {
	Chosen  []string // ids of candidates
	Hands   evaluation.Hands
	Minutes string // their number
	On      string // the day, YYYY-MM-DD
}

var errUnsettled = fault.FailedPrecondition("minutes.unsettled", "还没有登记主席团对票数相等项目的决定，请先在票决页面登记",
	"The presidium's decision among the tied is not recorded yet; record it on the ballot's page first")

// Settlement makes the paper of the presidium's decision, which stands beside the
// record and changes nothing in it. It fails as Paper does, with minutes.unsettled
// before there is a decision, and as ballot.Settle does for one that cannot be.
func Settlement(f Facts, d Decision) (docx.Doc, error) {
	if err := f.check(); err != nil {
		return docx.Doc{}, err
	}
	if len(d.Chosen) == 0 {
		return docx.Doc{}, errUnsettled
	}
	if _, err := ballot.Settle(f.Rules, f.Outcome, d.Chosen); err != nil {
		return docx.Doc{}, err
	}
	out := docx.Doc{Blocks: []docx.Block{docx.Title(f.meeting() + "\n" + f.Title + "票数相等项目的决定记录"), docx.Para{}}}
	for _, part := range [][]docx.Block{f.among(d), d.hands(f), f.apart(), f.signed()} {
		out.Blocks = append(out.Blocks, part...)
	}
	return out, nil
}

// among are the tied, and what became of each.
func (f Facts) among(d Decision) []docx.Block {
	var rows [][]string
	for i, c := range f.Candidates {
		if !slices.Contains(f.Outcome.Tied, c.ID) {
			continue
		}
		became := "未入选"
		if slices.Contains(d.Chosen, c.ID) {
			became = f.chosen()
		}
		rows = append(rows, []string{c.Title, strconv.Itoa(f.Tally.Counts[i][0]), became})
	}
	return []docx.Block{
		docx.Heading(1, "一、票数相等的项目"),
		docx.Text(fmt.Sprintf("票决选出%d项后，余下%d个名额票数相等。按照通过的票决办法，由主席团决定。", len(f.Outcome.Selected), f.Rules.Left(f.Outcome))),
		table([]int{8, 2, 4}, []string{"项目", "赞成", "主席团决定"}, rows...),
	}
}

// hands is the vote and where it is written.
func (d Decision) hands(f Facts) []docx.Block {
	h := d.Hands
	return []docx.Block{
		docx.Heading(1, "二、主席团的表决"),
		docx.Text(fmt.Sprintf("主席团成员%d人，到会%d人。举手表决：赞成%d人，反对%d人，弃权%d人，未举手%d人。", h.Members, h.Present, h.For, h.Against, h.Abstain, h.NotVoting())),
		docx.Text(fmt.Sprintf("赞成超过主席团全体成员的半数，决定%s%d项。", f.chosen(), len(d.Chosen))),
		docx.Text(fmt.Sprintf("会议记录：%s。会议日期：%s。", d.Minutes, d.On)),
	}
}

// apart says that nothing on the board has changed.
func (f Facts) apart() []docx.Block {
	return []docx.Block{
		docx.Heading(1, "三、与票决的关系"),
		docx.Text("本决定不改变票决的票数和公告板。票决编号：" + f.Ballot + fmt.Sprintf("；宣布之前公告板最后一条为第%d条，校验码：", f.Seq)),
		docx.Para{Runs: []docx.Run{{Text: lines(groups(f.Head)), Font: docx.Song}}, Align: docx.Center},
	}
}

func (f Facts) signed() []docx.Block {
	return []docx.Block{
		docx.Para{},
		docx.Para{Runs: []docx.Run{{Text: "会议主持人（签字）：　　　　　　　　"}}, Indent: 2},
		docx.Para{Runs: []docx.Run{{Text: "记录人（签字）：　　　　　　　　"}}, Indent: 2},
		docx.Para{},
		docx.Para{Runs: []docx.Run{{Text: f.Congress + "主席团"}}, Align: docx.Right, FromRight: 2},
	}
}
