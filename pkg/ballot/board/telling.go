package board

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"lianluo/pkg/fault"
)

// check is a check and how far a board must have come for it to say something.
type check struct {
	code    Code
	reached func(Report) bool
}

func always(Report) bool { return true }

func since(reached func(*Board) bool) func(Report) bool {
	return func(r Report) bool { return reached(r.Board) }
}

var (
	voted   = since(func(b *Board) bool { return b.casts+len(b.agreed) > 0 })
	papered = since(func(b *Board) bool { return len(b.agreed) > 0 })
	frozen  = since(func(b *Board) bool { return b.frozen.Keys != nil })
	counted = since(func(b *Board) bool { return b.entry != nil })
	opened  = since(func(b *Board) bool {
		return slices.ContainsFunc(b.trustees, func(t trusteeState) bool { return t.opened != nil })
	})
	keyed      = since(func(b *Board) bool { return b.joint != nil })
	closedOnce = since(func(b *Board) bool { return b.shut })
)

// checks are all, in the order in which a report tells them.
var checks = []check{
	{CodeBundle, always}, {CodeChain, always}, {CodeClock, always}, {CodeSignature, always}, {CodeBody, always}, {CodeEncoding, always},
	{CodeCopied, always}, {CodeOrder, always}, {CodeHead, func(r Report) bool { return r.Witnesses > 0 }},
	{CodeDefinition, always}, {CodeRules, always}, {CodeCeremony, keyed}, {CodeKey, frozen}, {CodeSuspended, frozen}, {CodeTwice, frozen},
	{CodeFreeze, frozen}, {CodeQuorum, frozen}, {CodeContext, voted}, {CodeShape, voted}, {CodeProof, voted},
	{CodeReceipt, func(r Report) bool { return r.Receipts > 0 }}, {CodeTeller, papered}, {CodeFloor, papered},
	{CodeCollected, closedOnce}, {CodeEarly, closedOnce}, {CodePartial, opened}, {CodeTrustees, counted}, {CodeTally, counted}, {CodeResult, counted},
}

// Phrases of a report that belong to no check.
var (
	sayEntry   = fault.Text{ZH: "第 %d 条", EN: "entry %d"}
	sayEntries = fault.Text{ZH: "公告板共 %d 条记录，最后一条的校验码（写入会议记录）：\n  %d:%s\n", EN: "The board has %d entries. Its head, as in the minutes:\n  %d:%s\n"}
	sayPhase   = fault.Text{ZH: "进行到：%s\n", EN: "It has come to: %s\n"}
	sayNumbers = fault.Text{ZH: "发出 %d 票，收回 %d 票（手机 %d，纸质 %d），其中有效 %d 票、无效 %d 票\n",
		EN: "Issued %d, collected %d (%d on screens, %d on paper), of which %d valid, %d invalid\n"}
	sayNoHead = fault.Text{ZH: "没有给出见证码（-head 序号:校验码）：看不出公告板是否曾被分叉或回退。请用两位监票人手机上保存的校验码再核验一次。",
		EN: "No witness's head was given (-head seq:hash), so a forked or rolled-back board would not show. Verify again with the heads that two scrutineers' phones kept."}
	sayHolds    = fault.Text{ZH: "结论：以上各项全部核对相符。\n", EN: "All of this holds.\n"}
	sayWrong    = fault.Text{ZH: "结论：发现 %d 处问题，这份数据不可采信。请不要据此宣布结果，立即报告主席团和监票人。\n", EN: "%d problems were found; this bundle cannot be relied on. Do not declare a result by it; tell the presidium and the scrutineers at once.\n"}
	sayColumns  = map[string]fault.Text{"approve": {ZH: "赞成", EN: "approve"}, "oppose": {ZH: "反对", EN: "oppose"}}
	sayChosen   = fault.Text{ZH: "入选", EN: "selected"}
	sayTied     = fault.Text{ZH: "票数相等", EN: "tied"}
	sayOutcomes = map[string]fault.Text{
		"decided": {ZH: "结果：已经决定", EN: "The ballot is decided"}, "short": {ZH: "结果：达到过半数的不足名额", EN: "Fewer than the places passed"},
		"runoff":    {ZH: "结果：最后名额票数相等，需要再次投票", EN: "The last places are tied; a run-off decides"},
		"presidium": {ZH: "结果：最后名额票数相等，由主席团决定", EN: "The last places are tied; the presidium decides"},
		"void":      {ZH: "结果：无效", EN: "The ballot is void"},
	}
	sayPhases = map[Phase]fault.Text{
		Empty: {ZH: "没有开始", EN: "not begun"}, Defined: {ZH: "已设置", EN: "defined"}, Ceremony: {ZH: "正在生成票箱密钥", EN: "the key is being made"},
		Keyed: {ZH: "票箱密钥已生成", EN: "the key is made"}, Frozen: {ZH: "名册已冻结", EN: "the roll is frozen"}, Open: {ZH: "正在投票", EN: "the urn is open"},
		Closed: {ZH: "已截止投票", EN: "the urn is closed"}, Counted: {ZH: "已计票", EN: "counted"}, Signed: {ZH: "监票人已签字", EN: "signed by the scrutineers"},
		Declared: {ZH: "已宣布", EN: "declared"}, Voided: {ZH: "已宣布作废，不产生结果", EN: "declared void: it decides nothing"},
	}
)

// Words tells what was checked and what was found, for people, in a language. What
// a bundle says of itself cannot command a terminal.
func (r Report) Words(lang string) string {
	var b strings.Builder
	r.head(&b, lang)
	for _, c := range checks {
		r.tell(&b, c, lang)
	}
	if r.Witnesses == 0 && r.Entries > 0 {
		fmt.Fprintf(&b, "  – %s\n", sayNoHead.In(lang))
	}
	if r.Board.entry != nil {
		r.result(&b, lang)
	}
	b.WriteString("\n")
	if r.Holds() {
		b.WriteString(sayHolds.In(lang))
	} else {
		fmt.Fprintf(&b, sayWrong.In(lang), len(r.Failures))
	}
	return strings.Map(printable, b.String())
}

func printable(c rune) rune {
	if c == '\n' || unicode.IsPrint(c) {
		return c
	}
	return '·'
}

func (r Report) head(b *strings.Builder, lang string) {
	if r.Entries == 0 {
		return
	}
	d := r.Board.definition
	fmt.Fprintf(b, "%s · %s（%s）\n", d.Congress.Name, d.Title, d.Ballot)
	fmt.Fprintf(b, sayEntries.In(lang), r.Entries, r.Board.size-1, r.Board.head)
	fmt.Fprintf(b, sayPhase.In(lang), sayPhases[r.Board.phase].In(lang))
	b.WriteString("\n")
}

func (r Report) tell(b *strings.Builder, c check, lang string) {
	if !r.Failures.Has(c.code) {
		if r.Entries > 0 && c.reached(r) {
			fmt.Fprintf(b, "  ✓ %s\n", c.code.Holds(lang))
		}
		return
	}
	fmt.Fprintf(b, "  ✗ %s [%s]\n", c.code.Wrong(lang), c.code)
	for _, f := range r.Failures {
		switch {
		case f.Code == c.code && f.Seq >= 0:
			fmt.Fprintf(b, "      "+sayEntry.In(lang)+" · %s\n", f.Seq, f.Detail)
		case f.Code == c.code:
			fmt.Fprintf(b, "      %s\n", f.Detail)
		}
	}
}

func (r Report) result(b *strings.Builder, lang string) {
	board := r.Board
	c, result := board.closed, board.result
	b.WriteString("\n")
	fmt.Fprintf(b, sayNumbers.In(lang), c.Issued, c.Collected, c.Screen, c.Paper, result.Valid, result.Invalid)
	for i, candidate := range board.definition.Candidates {
		if i >= len(result.Counts) {
			break
		}
		fmt.Fprintf(b, "  %2d. %s", i+1, candidate.Title)
		for column, n := range result.Counts[i] {
			if column < len(board.rules.Choices) {
				fmt.Fprintf(b, "  %s %d", sayColumns[board.rules.Choices[column]].In(lang), n)
			}
		}
		if slices.Contains(result.Selected, candidate.ID) {
			fmt.Fprintf(b, "  %s", sayChosen.In(lang))
		}
		if slices.Contains(result.Tied, candidate.ID) {
			fmt.Fprintf(b, "  %s", sayTied.In(lang))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "%s\n", sayOutcomes[string(result.Outcome.Outcome)].In(lang))
}
