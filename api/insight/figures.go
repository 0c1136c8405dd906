package insight

import (
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// ListFigures lists the figures with their one definition, which pages and
// reports show.
var ListFigures = rpc.Get[rpc.None, rpc.Page[Definition]]("insight.ListFigures", "/api/insight/v1/figures", rpc.Needs("insight.read"))

// Definition says what a figure is. Its name is that of the field in Counts.
type Definition struct {
	Figure string `json:"figure"`
	// Of is the figure that a rate takes this one of, "" where there is none.
	Of    string     `json:"of,omitempty"`
	Parts string     `json:"parts,omitempty" doc:"what RowsRequest.Of chooses one of"`
	Title fault.Text `json:"title"`
	How   fault.Text `json:"how"`
}

// Definitions are all figures, each with rows of its own.
var Definitions = []Definition{
	{"received", "", "", fault.Text{ZH: "收到", EN: "Received"}, fault.Text{ZH: "期内登记的全部意见，后来并案、撤回或不予受理的也在内", EN: "All cases taken down in the period, whatever became of them later"}},
	{"handedOver", "received", "", fault.Text{ZH: "交办", EN: "Handed over"}, fault.Text{ZH: "期内收到的意见中，至少交办过一次的", EN: "Of those received in the period: assigned to a unit at least once"}},
	{"standing", "", "", fault.Text{ZH: "应答复", EN: "To be answered"}, fault.Text{ZH: "期内收到的意见，减去不予受理、撤回和并案的", EN: "Received in the period, less those rejected, withdrawn or merged"}},
	{"replied", "standing", "", fault.Text{ZH: "已答复", EN: "Replied"}, fault.Text{ZH: "应答复的意见中，到现在已经答复或当场解释的", EN: "Of those to be answered: replied to, or explained at once, by now"}},
	{"settled", "standing", "", fault.Text{ZH: "收到并已办结", EN: "Received and closed"}, fault.Text{ZH: "应答复的意见中，到现在已经办结的", EN: "Of those to be answered: closed by now"}},
	{"right", "handedOver", "", fault.Text{ZH: "一次交对", EN: "Right at once"}, fault.Text{ZH: "期内收到并交办的意见中，承办单位已经签收、从未退回的", EN: "Of those received in the period and handed over: accepted by the unit and never given back"}},
	{"bounced", "handedOver", "", fault.Text{ZH: "被退回", EN: "Given back"}, fault.Text{ZH: "期内收到并交办的意见中，至少被退回过一次的", EN: "Of those received in the period and handed over: given back at least once"}},
	{"category", "", "category", fault.Text{ZH: "类别", EN: "Category"}, fault.Text{ZH: "期内收到的意见，按现在的类别", EN: "Received in the period, by the category they have now"}},
	{"closed", "", "", fault.Text{ZH: "办结", EN: "Closed"}, fault.Text{ZH: "期内办到底的意见，按办结日期；不含不予受理、撤回和并案", EN: "Handled to the end in the period, whenever received; not those rejected, withdrawn or merged"}},
	{"endedOtherwise", "", "", fault.Text{ZH: "其他了结", EN: "Ended otherwise"}, fault.Text{ZH: "期内不予受理、撤回或并案的意见", EN: "Rejected, withdrawn or merged in the period"}},
	{"answered", "closed", "", fault.Text{ZH: "群众已评价", EN: "Rated"}, fault.Text{ZH: "期内办结的意见中，群众作了评价的；没有回答和无法询问的不算", EN: "Of those closed in the period: the people said how it was; silence is no answer"}},
	{"satisfied", "answered", "", fault.Text{ZH: "群众满意", EN: "Satisfied"}, fault.Text{ZH: "期内办结的意见中，群众回答满意或基本满意的；没有回答的不算", EN: "Of those closed in the period: the people are satisfied or basically satisfied; silence is no answer"}},
	{"classed", "closed", "", fault.Text{ZH: "答复有分类", EN: "Classed"}, fault.Text{ZH: "期内办结的意见中，答复写明了办理结果分类的", EN: "Of those closed in the period: the reply says how far it was solved"}},
	{"solved", "classed", "", fault.Text{ZH: "已解决", EN: "Solved"}, fault.Text{ZH: "期内办结、答复有分类的意见中，属于已经解决（A 类）的", EN: "Of those closed in the period with a classed reply: solved (class A)"}},
	{"late", "closed", "", fault.Text{ZH: "办理中曾超期", EN: "Late on the way"}, fault.Text{ZH: "期内办结的意见中，办理过程中有期限没有赶上的", EN: "Of those closed in the period: some deadline was missed on the way"}},
	{"outcome", "closed", "outcome", fault.Text{ZH: "评价", EN: "Outcome"}, fault.Text{ZH: "期内办结的意见，按群众的评价", EN: "Closed in the period, by what the people said"}},
	{"open", "", "", fault.Text{ZH: "在办", EN: "Open"}, fault.Text{ZH: "现在还没有了结的意见，不分时段", EN: "Cases that are not ended now, whenever received"}},
	{"overdue", "open", "", fault.Text{ZH: "超期", EN: "Overdue"}, fault.Text{ZH: "在办意见中，现在已过办理期限的", EN: "Open cases past their deadline now"}},
	{"supervised", "open", "", fault.Text{ZH: "督办中", EN: "Supervised"}, fault.Text{ZH: "在办意见中，列入督办的", EN: "Open cases under supervision"}},
	{"step", "open", "step", fault.Text{ZH: "环节", EN: "Step"}, fault.Text{ZH: "在办意见，按现在的环节", EN: "Open cases, by the step they are at"}},
	{"receptions", "", "", fault.Text{ZH: "接待日", EN: "Receptions held"}, fault.Text{ZH: "期内已举行、有代表到岗的接待日", EN: "Reception days of the period that were held, some deputy having come"}},
	{"missed", "", "", fault.Text{ZH: "无人到岗", EN: "Nobody came"}, fault.Text{ZH: "期内公告了、但没有代表到岗的接待日", EN: "Announced reception days of the period to which no deputy came"}},
	{"cancelled", "", "", fault.Text{ZH: "公告后取消", EN: "Called off"}, fault.Text{ZH: "期内公告之后又取消的接待日", EN: "Reception days of the period that were called off after they were announced"}},
	{"attended", "", "", fault.Text{ZH: "代表接待", EN: "Attended by deputies"}, fault.Text{ZH: "期内代表到岗接待的人次", EN: "Receptions of the period that deputies attended, each deputy counted"}},
	{"rank", "attended", "rank", fault.Text{ZH: "按职级", EN: "By rank"}, fault.Text{ZH: "期内代表接待人次，按代表当时的职级", EN: "Attended receptions, by the rank of the deputy's office then"}},
	{"topics", "", "", fault.Text{ZH: "征集项目", EN: "Topics collected"}, fault.Text{ZH: "期内提出的民生实事项目；合并、拆分的按合并、拆分后计", EN: "Livelihood projects proposed in the period; merged or split ones as what they became"}},
	{"chosen", "", "", fault.Text{ZH: "票决选定", EN: "Chosen by ballot"}, fault.Text{ZH: "期内由人大代表票决选定的民生实事项目，不论何时提出", EN: "Livelihood projects that a congress chose in the period, whenever proposed"}},
	{"deputies", "", "", fault.Text{ZH: "代表", EN: "Deputies"}, fault.Text{ZH: "到期末在任的本区域代表", EN: "Deputies of the division in office on the period's last day"}},
	{"covered", "deputies", "", fault.Text{ZH: "已编入站点", EN: "Posted to a station"}, fault.Text{ZH: "到期末在任、并已编入联络站的代表", EN: "Of these deputies: posted to a station then"}},
	{"uncovered", "deputies", "", fault.Text{ZH: "未编入站点", EN: "Not posted"}, fault.Text{ZH: "到期末在任、还没有编入任何联络站的代表", EN: "Of these deputies: posted to no station then"}},
}

// Define returns the definition of a figure; the zero one for an unknown name.
func Define(figure string) Definition {
	for _, d := range Definitions {
		if d.Figure == figure {
			return d
		}
	}
	return Definition{}
}

// Share is a rate: how many of the figure that it is of.
type Share struct {
	Figure  string
	Yes, Of int
}

// Shares are the rates of the counts, in the order in which offices ask for them.
func (c Counts) Shares() []Share {
	return []Share{
		{"replied", c.Replied, c.Standing}, {"solved", c.Solved, c.Classed}, {"satisfied", c.Satisfied, c.Answered},
		{"late", c.Late, c.Closed}, {"right", c.Right, c.Right + c.Bounced},
		{"receptions", c.Receptions, c.Receptions + c.Missed + c.Cancelled}, {"covered", c.Covered, c.Deputies},
	}
}
