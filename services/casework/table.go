package casework

import (
	"iter"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// row says when an operation on a case is allowed. The one table serves the
// guards of all transitions and what the caller is offered next.
type row struct {
	op rpc.Operation
	// first: in these steps it is what should happen next. also: it may happen.
	first, also []casework.Step
	when        func(*Case) bool
	zh, en      string
	// byDeputy: deputies record, forward and supervise; they never resolve
	// (代表法 2025 art. 31), whatever the policy says.
	byDeputy bool
	// byPerson: only people with number and code do it.
	byPerson bool
}

func steps(s ...casework.Step) []casework.Step { return s }

var (
	waiting  = steps(casework.Received, casework.Registered)
	routable = steps(casework.Triaged, casework.Returned)
	inHand   = steps(casework.Assigned, casework.Handling)
	asked    = steps(casework.Replied, casework.Awaiting)
	opened   = slices.Concat(waiting, routable, inHand, asked)
	done     = steps(casework.Closed, casework.Rejected)
	kept     = slices.Concat(opened, done, steps(casework.Archived))
	noted    = slices.Concat(opened, done)
)

// table holds the operations in the order in which they are offered.
var table = []row{
	{op: casework.RecordAnswer.Declared(), first: asked, when: (*Case).waitsForAnswer, zh: "登记群众的回答", en: "recording the answer"},
	{op: casework.AcceptCase.Declared(), first: steps(casework.Assigned), zh: "接收", en: "accepting"},
	{op: casework.ReplyCase.Declared(), first: steps(casework.Handling), zh: "答复", en: "replying"},
	{op: casework.TriageCase.Declared(), first: waiting, also: routable, zh: "研判", en: "triage"},
	{op: casework.AssignCase.Declared(), first: routable, also: inHand, zh: "交办", en: "assigning"},
	{op: casework.DecideExtension.Declared(), first: steps(casework.Handling), when: (*Case).extensionAsked, zh: "审批延期", en: "deciding about more time"},
	{op: casework.ArchiveCase.Declared(), first: done, zh: "归档", en: "filing"},
	{op: casework.RecordTry.Declared(), first: asked, when: (*Case).waitsForAnswer, zh: "登记联系不上", en: "recording a try"},
	{op: casework.UrgeCase.Declared(), first: inHand, zh: "催办", en: "urging"},
	{op: casework.ReturnCase.Declared(), first: steps(casework.Assigned), when: (*Case).returnable, zh: "退回", en: "returning"},
	{op: casework.AskExtension.Declared(), first: steps(casework.Handling), when: (*Case).extendable, zh: "申请延期", en: "asking for more time"},
	{op: casework.SuperviseCase.Declared(), also: opened, when: (*Case).ladderLeft, zh: "督办", en: "supervision"},
	{op: casework.MergeCases.Declared(), also: opened, zh: "并案", en: "merging"},
	{op: casework.SetPublicTitle.Declared(), also: kept, zh: "设置公开标题", en: "setting the public title"},
	{op: casework.AddNote.Declared(), also: noted, zh: "添加记录", en: "adding a note", byDeputy: true},
	{op: casework.NewReceiptCode.Declared(), also: kept, zh: "补发查询码", en: "giving a new code"},
	{op: casework.UnmaskVoice.Declared(), also: kept, zh: "查看联系方式", en: "seeing contact data"},
	{op: casework.RateCase.Declared(), also: asked, when: (*Case).waitsForAnswer, zh: "评价", en: "rating", byPerson: true},
	{op: casework.WithdrawCase.Declared(), also: opened, zh: "撤回", en: "withdrawing", byPerson: true},
}

func (c *Case) waitsForAnswer() bool { return len(c.openAsks()) > 0 }
func (c *Case) extensionAsked() bool { return c.Extension != nil && c.Extension.State == "asked" }
func (c *Case) extendable() bool     { return c.Extension == nil && c.Clock.Light != "red" }
func (c *Case) returnable() bool     { return !c.Binding }
func (c *Case) ladderLeft() bool     { return c.Supervision < maxRung }

var rows = func() map[string]row {
	out := map[string]row{}
	for _, r := range table {
		out[r.op.Name] = r
	}
	return out
}()

// allow is the guard of a transition.
func (c *Case) allow(a Act, op rpc.Operation) error {
	r := rows[op.Name]
	switch {
	case a.Deputy && !r.byDeputy:
		return errDeputy
	case !slices.Contains(r.first, c.Step) && !slices.Contains(r.also, c.Step), r.when != nil && !r.when(c):
		return r.notNow(c)
	}
	return nil
}

func (r row) notNow(c *Case) error {
	step := stepNames[c.Step]
	return fault.FailedPrecondition("case.step", "事项目前“%[1]s”，不能%[2]s。请刷新页面，按当前可办的操作继续。",
		"The case is “%[3]s” now; %[4]s is not possible. Reload it and go on with what is offered.", step.ZH, r.zh, step.EN, r.en)
}

var stepNames = map[casework.Step]fault.Text{
	casework.Received: {ZH: "待查看", EN: "received"}, casework.Registered: {ZH: "待研判", EN: "waiting for triage"},
	casework.Triaged: {ZH: "待交办", EN: "waiting to be assigned"}, casework.Assigned: {ZH: "待接收", EN: "waiting to be accepted"},
	casework.Handling: {ZH: "办理中", EN: "in hand"}, casework.Returned: {ZH: "已退回", EN: "returned"},
	casework.Replied: {ZH: "已答复", EN: "replied"}, casework.Awaiting: {ZH: "待回访结果", EN: "waiting for the result"},
	casework.Closed: {ZH: "已办结", EN: "closed"}, casework.Archived: {ZH: "已归档", EN: "filed"},
	casework.Rejected: {ZH: "不予受理", EN: "not accepted"}, casework.MergedStep: {ZH: "已并案", EN: "merged"},
	casework.Withdrawn: {ZH: "已撤回", EN: "withdrawn"},
}

// next goes over what may be done, the primary action first. may says whether the
// caller may do an operation on this case, as is the caller's part in it.
func (c *Case) next(as func(rpc.Operation) Act, may func(rpc.Operation) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, offered := range []func(row) []casework.Step{
			func(r row) []casework.Step { return r.first }, func(r row) []casework.Step { return r.also },
		} {
			for _, r := range table {
				if r.byPerson || !slices.Contains(offered(r), c.Step) || !may(r.op) {
					continue
				}
				if a := as(r.op); c.allow(a, r.op) == nil && c.within(a, r.op) && !yield(r.op.Name) {
					return
				}
			}
		}
	}
}

// within leaves out what the caller's level would refuse.
func (c *Case) within(a Act, op rpc.Operation) bool {
	switch op.Name {
	case casework.AssignCase.Name:
		return c.decides(a) == nil
	case casework.SuperviseCase.Name:
		return c.maySupervise(a) == nil
	}
	return true
}
