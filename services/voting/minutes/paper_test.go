package minutes

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/ballot"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
)

// chenxi is the record of a ballot of 45 deputies, two places of four candidates.
func chenxi() Facts {
	r := ballot.Rules{
		Version: "default", Method: ballot.ApprovalCapped, Places: 2, Limit: 2, Choices: []string{ballot.Approve}, Roll: 45,
		SuspendedCount: true, Quorum: 30, Pass: 23, Tie: ballot.TieRunoff, Short: ballot.ShortEmpty, PaperFloor: 3,
	}
	f := Facts{
		Congress: "孝坪镇人民代表大会", Term: 18, Session: 4, Title: "2027年民生实事项目票决", Ballot: "b-1",
		Rules: r, Suspended: 1, Turnout: ballot.Turnout{Present: 41, Issued: 41, Collected: 40, Valid: 39, Invalid: 1},
		Candidates: []ballot.Candidate{{ID: "a", Title: "村道路灯"}, {ID: "b", Title: "卫生室"}, {ID: "c", Title: "农贸市场"}, {ID: "d", Title: "文化广场"}},
		Screen:     36, Paper: 4,
		Tally:     ballot.Tally{Counts: [][]int{{12}, {30}, {25}, {10}}, Valid: 39, Invalid: 1},
		Threshold: 2, Tellers: []string{"钱一", "孙二"},
		Scrutineers: []Scrutineer{{Name: "赵明", Signed: true}, {Name: "李华", Signed: true}, {Name: "王芳", Lost: true}},
		Opened:      time.Date(2026, 12, 20, 1, 5, 0, 0, time.UTC), Closed: time.Date(2026, 12, 20, 1, 40, 0, 0, time.UTC),
		Signed: time.Date(2026, 12, 20, 17, 0, 0, 0, time.UTC), Seq: 131, Head: strings.Repeat("0123456789abcdef", 4),
	}
	f.Outcome = ballot.Count(r, f.Candidates, f.Tally)
	return f
}

// says is the text of the record, a line per paragraph and per row.
func says(t *testing.T, f Facts) string {
	t.Helper()
	d, err := Paper(f)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	para := func(p docx.Para) {
		for _, r := range p.Runs {
			out.WriteString(r.Text)
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case docx.Para:
			para(b)
		case docx.Table:
			for _, row := range b.Rows {
				for _, cell := range row.Cells {
					para(cell.Paras[0])
					out.WriteString("|")
				}
				out.WriteString("\n")
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestTheRecordSaysWhatTheBoardSays(t *testing.T) {
	text := says(t, chenxi())
	for _, want := range []string{
		"孝坪镇第十八届人民代表大会第四次会议\n2027年民生实事项目票决记录", "应选2项，候选4项",
		"全体代表45人（含暂停执行职务、不参加投票的1人），法定到会人数30人（三分之二），赞成不少于23票为过半数",
		"2026年12月20日09时05分起，至2026年12月20日09时40分止。",
		"41|41|40|39|1|", "手机或平板36张，纸票4张",
		"2|卫生室|30|9|当选|\n3|农贸市场|25|14|当选|\n1|村道路灯|12|27|未过半数|\n4|文化广场|10|29|未过半数|",
		"当选2项。", "监票人|赵明|已签名|　\n　|", "监票人|王芳|手机报失，仅在纸上签字|　\n　|", "计票人|孙二||　\n　|", "监票人3人，其中任意2人可以共同开箱",
		"第131条", "0123 4567 89ab cdef 0123 4567 89ab cdef\n0123 4567 89ab cdef 0123 4567 89ab cdef",
		"主持人（签字）：", "\n孝坪镇人民代表大会\n", "2026年12月21日", // 17:00 UTC is the next day here
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

func TestOppositionAndAbstentionStandApart(t *testing.T) {
	f := chenxi()
	f.Rules.Choices = []string{ballot.Approve, ballot.Oppose}
	f.Tally.Counts = [][]int{{12, 5}, {30, 0}, {25, 14}, {10, 20}}
	f.Outcome = ballot.Count(f.Rules, f.Candidates, f.Tally)
	text := says(t, f)
	if !strings.Contains(text, "序号|项目|赞成|反对|弃权|结果|") || !strings.Contains(text, "3|农贸市场|25|14|0|当选|") {
		t.Fatal(text)
	}
}

func TestEveryEndOfABallotIsWorded(t *testing.T) {
	even := ballot.Tally{Counts: [][]int{{26}, {26}, {26}, {0}}, Valid: 39, Invalid: 1}
	one := ballot.Tally{Counts: [][]int{{26}, {24}, {24}, {0}}, Valid: 39, Invalid: 1}
	few := ballot.Tally{Counts: [][]int{{26}, {22}, {2}, {0}}, Valid: 39, Invalid: 1}
	for name, c := range map[string]struct {
		change func(*Facts)
		want   []string
	}{
		"run-off":      {func(f *Facts) { f.Tally = one }, []string{"当选1项；余下1个名额票数相等，在票数相等的2项中再次投票", "票数相等，再次投票"}},
		"presidium":    {func(f *Facts) { f.Tally, f.Rules.Tie = one, ballot.TiePresidium }, []string{"由主席团在2项中决定", "票数相等，由主席团决定"}},
		"all admitted": {func(f *Facts) { f.Tally, f.Rules.Tie = even, ballot.TieAdmitAll }, []string{"当选3项；最后名额票数相等，按规则全部当选"}},
		"too few":      {func(f *Facts) { f.Tally = few }, []string{"余下1个名额因过半数的不足而空缺。", "未过半数"}},
		"second vote":  {func(f *Facts) { f.Tally, f.Rules.Short = few, ballot.ShortSecondVote }, []string{"是否再次票决由主席团决定"}},
		"passed, no place": {func(f *Facts) {
			f.Rules.Places, f.Rules.Limit = 1, 1
			f.Tally = ballot.Tally{Counts: [][]int{{24}, {15}, {0}, {0}}, Valid: 39, Invalid: 1}
		}, []string{"当选1项。"}},
		"recommendation": {func(f *Facts) {
			f.Rules.Method, f.Title, f.Congress, f.Term = ballot.Recommendation, "2027年民生实事项目", "城东街道居民议事会", 0
		}, []string{"城东街道居民议事会\n2027年民生实事项目票选推荐记录", "推荐2项", "|推荐|", "结果不具有决定效力"}},
		"recommendation, tied": {func(f *Facts) {
			f.Tally, f.Rules.Method, f.Rules.Tie = one, ballot.Recommendation, ballot.TiePresidium
		}, []string{"推荐1项；余下1个名额票数相等的2项并列供上级参考。", "票数相等，并列供上级参考"}},
		"not counted":      {func(f *Facts) { f.Rules.SuspendedCount = false }, []string{"全体代表45人（不含暂停执行职务的1人）"}},
		"a run-off itself": {func(f *Facts) { f.RunoffOf, f.Rules.Pass = "b-0", 1; f.Tally = few }, []string{"再次投票，原票决编号：b-0", "以得票多的当选", "未入选"}},
	} {
		f := chenxi()
		c.change(&f)
		f.Outcome = ballot.Count(f.Rules, f.Candidates, f.Tally)
		text := says(t, f)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q:\n%s", name, want, text)
			}
		}
	}
}

func TestAWholeListPassesOrNot(t *testing.T) {
	for approvals, want := range map[int]string{23: "赞成超过全体代表的半数，通过。", 22: "赞成未过全体代表的半数，未通过。"} {
		f := chenxi()
		f.Rules.Method, f.Rules.Places, f.Rules.Limit, f.Rules.EqualNumber = ballot.Package, 1, 1, true
		f.Candidates = f.Candidates[:1]
		f.Tally.Counts = [][]int{{approvals}}
		f.Outcome = ballot.Count(f.Rules, f.Candidates, f.Tally)
		if text := says(t, f); !strings.Contains(text, want) {
			t.Errorf("%d: %s", approvals, text)
		}
	}
}

func TestNoRecordOfWhatDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Facts)
		code   string
	}{
		"another winner":    {func(f *Facts) { f.Outcome.Selected = []string{"b", "a"} }, "minutes.outcome"},
		"another order":     {func(f *Facts) { f.Outcome.Selected = []string{"c", "b"} }, "minutes.outcome"},
		"other counts":      {func(f *Facts) { f.Tally.Counts[0][0] = 31 }, "minutes.outcome"},
		"impossible counts": {func(f *Facts) { f.Tally.Counts[0][0] = 40; f.Outcome = ballot.Count(f.Rules, f.Candidates, f.Tally) }, "minutes.outcome"},
		"no head":           {func(f *Facts) { f.Head = "" }, "minutes.head"},
		"half a head":       {func(f *Facts) { f.Head = f.Head[:32] }, "minutes.head"},
		"papers vanished":   {func(f *Facts) { f.Paper = 3 }, "minutes.numbers"},
		"other invalid":     {func(f *Facts) { f.Tally.Invalid = 2 }, "minutes.numbers"},
		"below the quorum":  {func(f *Facts) { f.Rules.Quorum = 42 }, "ballot.quorum"},
		"one signature":     {func(f *Facts) { f.Scrutineers[1].Signed = false }, "minutes.unsigned"},
		"no threshold":      {func(f *Facts) { f.Threshold = 0 }, "minutes.unsigned"},
	} {
		f := chenxi()
		c.change(&f)
		if d, err := Paper(f); !fault.HasCode(err, c.code) || len(d.Blocks) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSameFactsAreTheSamePaper(t *testing.T) {
	a, err := Paper(chenxi())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Paper(chenxi())
	if !bytes.Equal(docx.Write(a), docx.Write(b)) {
		t.Fatal("the digest of the minutes goes onto the board: they must not differ")
	}
}

func TestOrdinals(t *testing.T) {
	for n, want := range map[int]string{1: "第一", 4: "第四", 10: "第十", 11: "第十一", 18: "第十八", 20: "第二十", 21: "第二十一", 99: "第九十九", 100: "第100", 0: "第0"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestGroups(t *testing.T) {
	for in, want := range map[string]string{"": "", "abc": "abc", "abcd": "abcd", "abcdef": "abcd ef"} {
		if got := groups(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
