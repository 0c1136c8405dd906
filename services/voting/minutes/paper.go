package minutes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianluo/pkg/ballot"
	"lianluo/pkg/docx"
	"lianluo/pkg/sorting"
)

// Paper makes the record: the same facts give the same document. It fails with a
// fault minutes.… or ballot.… where the facts do not fit together.
func Paper(f Facts) (docx.Doc, error) {
	if err := f.check(); err != nil {
		return docx.Doc{}, err
	}
	var d docx.Doc
	for _, part := range [][]docx.Block{f.head(), f.basis(), f.turnout(), f.counts(), f.people(), f.proof(), f.foot()} {
		d.Blocks = append(d.Blocks, part...)
	}
	return d, nil
}

func (f Facts) head() []docx.Block {
	name := "票决记录"
	if !f.Rules.Method.Decides() {
		name = "票选推荐记录"
	}
	title := strings.TrimSuffix(f.Title, strings.TrimSuffix(name, "记录"))
	return []docx.Block{docx.Title(f.meeting() + "\n" + title + name), docx.Para{}}
}

// meeting is how the session is called: the term stands within the congress's name.
// Who only recommends has no term.
func (f Facts) meeting() string {
	if f.Term == 0 {
		return f.Congress
	}
	return strings.TrimSuffix(f.Congress, congress) + ordinal(f.Term) + "届" + congress + ordinal(f.Session) + "次会议"
}

const congress = "人民代表大会"

// basis is what the ballot stood on.
func (f Facts) basis() []docx.Block {
	r := f.Rules
	out := []docx.Block{
		docx.Heading(1, "一、票决办法"),
		docx.Text(fmt.Sprintf("办法：%s。应选%d项，候选%d项。", methods[r.Method], r.Places, len(f.Candidates))),
		docx.Text(fmt.Sprintf("全体代表%d人%s，法定到会人数%d人（三分之二），%s。", r.Roll, f.suspended(), r.Quorum, f.mark())),
		docx.Text(fmt.Sprintf("投票自%s起，至%s止。", moment(f.Opened), moment(f.Closed))),
	}
	if f.RunoffOf != "" {
		out = append(out, docx.Text("本次为票数相等后的再次投票，原票决编号："+f.RunoffOf+"。两次的公告板应当一并核验。"))
	}
	return out
}

func (f Facts) suspended() string {
	switch {
	case f.Suspended == 0:
		return ""
	case f.Rules.SuspendedCount:
		return fmt.Sprintf("（含暂停执行职务、不参加投票的%d人）", f.Suspended)
	}
	return fmt.Sprintf("（不含暂停执行职务的%d人）", f.Suspended)
}

func (f Facts) mark() string {
	if f.RunoffOf != "" {
		return "以得票多的当选"
	}
	return fmt.Sprintf("赞成不少于%d票为过半数", f.Rules.Pass)
}

func (f Facts) turnout() []docx.Block {
	t := f.Turnout
	return []docx.Block{
		docx.Heading(1, "二、投票情况"),
		table([]int{1, 1, 1, 1, 1}, []string{"到会", "发出", "收回", "有效", "无效"}, numbers(t.Present, t.Issued, t.Collected, t.Valid, t.Invalid)),
		docx.Text(fmt.Sprintf("收回的票中，手机或平板%d张，纸票%d张。收回不多于发出，发出不多于到会，票决有效。", f.Screen, f.Paper)),
	}
}

// counts is a row for each candidate, most approvals first.
func (f Facts) counts() []docx.Block {
	order := make([]int, len(f.Candidates))
	for i := range order {
		order[i] = i
	}
	sorting.Stably(order, func(a, b int) int { return f.Tally.Counts[b][0] - f.Tally.Counts[a][0] })
	heads, widths := []string{"序号", "项目", "赞成", "弃权", "结果"}, []int{2, 8, 2, 3, 5}
	opposed := slices.Contains(f.Rules.Choices, ballot.Oppose)
	if opposed {
		heads, widths = slices.Insert(heads, 3, "反对"), slices.Insert(widths, 3, 2)
	} else {
		heads[3] = "未赞成"
	}
	var rows [][]string
	for _, i := range order {
		row := []string{strconv.Itoa(i + 1), f.Candidates[i].Title}
		left := f.Tally.Valid
		for _, n := range f.Tally.Counts[i] {
			row, left = append(row, strconv.Itoa(n)), left-n
		}
		rows = append(rows, append(row, strconv.Itoa(left), f.standing(i)))
	}
	return []docx.Block{docx.Heading(1, "三、计票结果"), table(widths, heads, rows...), docx.Text(f.conclusion())}
}

// people is who vouches for it, with room to sign.
func (f Facts) people() []docx.Block {
	t := table([]int{3, 3, 4, 5}, []string{"职责", "姓名", "公告板上的签名", "签字"})
	for _, s := range f.Scrutineers {
		t.Rows = append(t.Rows, signing("监票人", s.Name, s.sign()))
	}
	for _, name := range f.Tellers {
		t.Rows = append(t.Rows, signing("计票人", name, ""))
	}
	return []docx.Block{
		docx.Heading(1, "四、监票人和计票人"),
		docx.Text(fmt.Sprintf("监票人%d人，其中任意%d人可以共同开箱。", len(f.Scrutineers), f.Threshold)),
		t,
	}
}

// signing is a row with a cell that a pen has room in.
func signing(texts ...string) docx.Row {
	r := docx.RowOf(texts...)
	room := docx.Para{Runs: []docx.Run{{Text: "　\n　", Size: docx.Xiaosi}}}
	return docx.Row{Cells: append(r.Cells, docx.Cell{Paras: []docx.Para{room}})}
}

func (s Scrutineer) sign() string {
	switch {
	case s.Signed:
		return "已签名"
	case s.Lost:
		return "手机报失，仅在纸上签字"
	}
	return "未签名"
}

// proof is what anyone needs to verify it without trust in whoever printed this.
func (f Facts) proof() []docx.Block {
	return []docx.Block{
		docx.Heading(1, "五、核对"),
		docx.Text("票决编号：" + f.Ballot + "；规则版本：" + f.Rules.Version + "。"),
		docx.Text(fmt.Sprintf("宣布之前公告板最后一条为第%d条，校验码：", f.Seq)),
		docx.Para{Runs: []docx.Run{{Text: lines(groups(f.Head)), Font: docx.Song}}, Align: docx.Center},
		docx.Text("公告板全文向社会公开。任何人可以用核验程序在不联网的设备上重新计票，并用上面的序号和校验码核对公告板没有被改动或替换。"),
	}
}

// lines breaks a head of sixteen groups in the middle, as people read it out.
func lines(head string) string {
	half := (len(head) - 1) / 2
	return strings.TrimSpace(head[:half]) + "\n" + strings.TrimSpace(head[half:])
}

func (f Facts) foot() []docx.Block {
	return []docx.Block{
		docx.Para{},
		docx.Para{Runs: []docx.Run{{Text: "主持人（签字）：　　　　　　　　"}}, Indent: 2},
		docx.Para{},
		docx.Para{Runs: []docx.Run{{Text: f.Congress}}, Align: docx.Right, FromRight: 2},
		docx.Para{Runs: []docx.Run{{Text: date(f.Signed)}}, Align: docx.Right, FromRight: 4},
	}
}

func table(widths []int, heads []string, rows ...[]string) docx.Table {
	t := docx.Table{Widths: widths, Rows: []docx.Row{docx.HeadRow(heads...)}}
	for _, r := range rows {
		var cells []docx.Cell
		for i, text := range r {
			align := docx.Center
			if heads[i] == "项目" {
				align = docx.Left
			}
			cells = append(cells, docx.CellOf(text, align))
		}
		t.Rows = append(t.Rows, docx.Row{Cells: cells})
	}
	return t
}

func numbers(of ...int) []string {
	out := make([]string, len(of))
	for i, n := range of {
		out[i] = strconv.Itoa(n)
	}
	return out
}
