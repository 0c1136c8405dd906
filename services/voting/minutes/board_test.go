package minutes

import (
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
)

// played is a ballot of 9 deputies: three scrutineers of whom two open, four on
// paper, one of these invalid.
func played(t *testing.T, until string) *ballottest.Play {
	t.Helper()
	p := ballottest.New(ballottest.Script{
		Seed: "minutes", Deputies: 9, Trustees: 3, Threshold: 2, Candidates: 4, Places: 2, Method: ballot.ApprovalCapped, Papers: 4, Invalid: 1,
	})
	if err := p.To(until); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheRecordOfAPlayedBallot(t *testing.T) {
	p := played(t, "")
	report := board.Verify(p.Bundle(), nil, nil)
	if !report.Holds() || report.Board.Phase() != board.Declared {
		t.Fatalf("%s: %v", report.Board.Phase(), report.Failures)
	}
	f, err := Of(report.Board, p.Entries)
	if err != nil {
		t.Fatal(err)
	}
	text := says(t, f)
	head := slices.IndexFunc(p.Entries, func(e board.Entry) bool { return e.Kind == board.KindDeclare }) - 1
	for _, want := range []string{
		"辰溪县第十八届人民代表大会第六次会议\n民生实事项目票决记录", "应选2项，候选4项", "全体代表9人，", "9|9|9|8|1|", "手机或平板5张，纸票4张",
		"监票人|代表1|已签名", "监票人|代表3|已签名", "监票人|代表5|已签名", "计票人|", "2026年11月23日09时",
		strings.ReplaceAll(lines(groups(p.Entries[head].Hash.String())), "  ", " "),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if len(f.Tellers) != 2 || f.Seq != head || f.Opened.IsZero() || !f.Closed.After(f.Opened) || !f.Signed.After(f.Closed) {
		t.Errorf("%+v", f)
	}
}

func TestTheRecordIsTheSameBeforeAndAfterTheDeclaration(t *testing.T) {
	p := played(t, "")
	after, err := Of(p.Board, p.Entries)
	if err != nil {
		t.Fatal(err)
	}
	before := slices.DeleteFunc(slices.Clone(p.Entries), func(e board.Entry) bool { return e.Kind == board.KindDeclare })
	b, err := board.Load(before)
	if err != nil {
		t.Fatal(err)
	}
	then, err := Of(b, before)
	if err != nil {
		t.Fatal(err)
	}
	if says(t, after) != says(t, then) {
		t.Fatal("the declaration carries the digest of the record: it cannot change by it")
	}
}

func TestNoRecordBeforeTheSignatures(t *testing.T) {
	p := played(t, "")
	open := slices.IndexFunc(p.Entries, func(e board.Entry) bool { return e.Kind == board.KindSign })
	for _, n := range []int{1, open, open + 1} {
		b, err := board.Load(p.Entries[:n])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Of(b, p.Entries[:n]); !fault.HasCode(err, "minutes.unsigned") {
			t.Errorf("after %d entries: %v", n, err)
		}
	}
}

func TestSuspensionsAndLostPhonesAreInTheRecord(t *testing.T) {
	p := played(t, "")
	f := Facts{Scrutineers: make([]Scrutineer, 3)}
	suspended := map[int]bool{4: true}
	for _, e := range []board.Entry{
		{Kind: board.KindSuspension, Body: `{"seat":7,"suspended":true,"reason":"x"}`},
		{Kind: board.KindSuspension, Body: `{"seat":4,"suspended":false,"reason":"x"}`},
		{Kind: board.KindTrusteeLost, Body: `{"index":3,"reason":"x"}`},
	} {
		if err := f.read(e, suspended); err != nil {
			t.Fatal(err)
		}
	}
	if suspended[4] || !suspended[7] || !f.Scrutineers[2].Lost || f.Scrutineers[0].Lost {
		t.Fatalf("%v %+v", suspended, f)
	}
	if err := f.read(board.Entry{Kind: board.KindSign, Body: "not a body", At: p.At()}, suspended); err == nil {
		t.Fatal("a body that cannot be read was taken")
	}
}
