// Package paper knows the official papers of a station (文书): which there are,
// what each can say, how it looks where an office has no template of its own,
// and how it is numbered. It knows nothing of cases or of where papers are kept.
package paper

import (
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
)

// The kinds of paper.
const (
	Handover  = "handover"  // 交办函, to the handling unit
	Urging    = "urging"    // 催办函, to the handling unit
	Report    = "report"    // 报告和清单, to the government or the congress
	Reply     = "reply"     // 答复函, to the person
	Reception = "reception" // 接待记录, of a reception day
	Notice    = "notice"    // 接待日公告, of a month
)

// Kind is a kind of paper.
type Kind struct {
	Code   string
	Name   fault.Text
	Sign   string // the character that its numbers carry: 交, 督, …
	Fields []Field
	layout func() docx.Doc
}

// Field is a placeholder: a text, or a list with fields of its own.
type Field struct {
	Name string
	Hint fault.Text
	List []Field
}

// Known are the kind's fields as templates are checked against them.
func (k Kind) Known() docx.Fields { return known(k.Fields) }

func known(fields []Field) docx.Fields {
	out := docx.Fields{}
	for _, f := range fields {
		out[f.Name] = nil
		if f.List != nil {
			out[f.Name] = known(f.List)
		}
	}
	return out
}

// BuiltIn is the layout that holds where no office above has its own: a template
// in the form of GB/T 9704-2012, always the same bytes.
func (k Kind) BuiltIn() []byte { return docx.Write(k.layout()) }

// Of finds a kind by its code; false where there is none.
func Of(code string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}

func text(name, zh, en string) Field { return Field{Name: name, Hint: fault.Text{ZH: zh, EN: en}} }

func list(name, zh, en string, fields ...Field) Field {
	return Field{Name: name, Hint: fault.Text{ZH: zh, EN: en}, List: fields}
}

// office are the fields that every paper has.
var office = []Field{
	text("发文机关", "发文单位名称，如“辰溪县人大常委会代表工作委员会”", "name of the issuing office"),
	text("发文字号", "如“辰人联交〔2026〕12号”，出文书时自动编号", "the paper's number, given when it is issued"),
	text("成文日期", "如“2026年3月2日”", "date of issue"),
	text("联络站", "联络站名称", "name of the station"),
	text("所在地", "联络站所在的乡镇街道全称", "the station's division, in full"),
	text("联系电话", "联络站的公开电话", "the station's public telephone number"),
	text("经办人", "出文书的人", "who issues it"),
	text("附言", "出文书时填写的补充说明", "what was added when it was issued"),
}

// matter are the fields of papers about a case.
var matter = []Field{
	text("编号", "群众意见的编号", "the case's number"),
	text("标题", "群众意见的标题", "the case's title"),
	text("类别", "诉求分类", "category"),
	text("反映内容", "群众的原话", "what the person said"),
	text("地点", "事情发生的地点", "where it is"),
	text("反映人", "隐去部分姓名；多人时如“张**等3人”", "the person, masked; with the number of others"),
	text("收到日期", "何时反映的", "when it was said"),
	text("接待代表", "接待的代表姓名", "the deputies who received it"),
	text("承办单位", "现在的承办单位", "the unit that has it in hand"),
	text("交办日期", "交给承办单位的日期", "when it was handed over"),
	text("交办要求", "交办时写给承办单位的要求", "what exactly is asked of the unit"),
	text("接收期限", "承办单位接收或退回的期限", "until when the unit accepts or returns it"),
	text("办理期限", "答复群众的期限", "until when the person gets a reply"),
	text("研判意见", "研判分类", "the class of triage"),
	text("研判理由", "研判时写明的理由", "the reason given at triage"),
	text("进度说明", "如“已超过期限3个工作日”", "how far before or past the deadline"),
	text("催办次数", "已催办的次数", "how often it was urged"),
	text("督办情况", "督办到第几级", "rung of the supervision ladder"),
	text("催办理由", "最近一次催办或督办的理由", "why it was urged or supervised last"),
	text("答复内容", "承办单位最近一次答复", "the last reply"),
	text("答复单位", "作出答复的单位", "who replied"),
	text("答复日期", "何时答复", "when"),
	text("办理结果", "已解决、正在解决等", "solved, in progress, planned, explained"),
	text("评价期限", "请群众评价的期限", "until when the person may answer"),
	list("反映清单", "每位反映人一行", "one entry for every person who said it",
		text("序号", "从1开始", "from 1"), text("收件编号", "回执上的编号", "number on the receipt"), text("日期", "反映日期", "date"),
		text("姓名", "隐去部分姓名", "name, masked"), text("内容", "反映的内容", "what was said")),
}

// Kinds are all kinds, in the order of the seven steps.
var Kinds = []Kind{
	{Handover, fault.Text{ZH: "交办函", EN: "Handover letter"}, "交", about(), handover},
	{Urging, fault.Text{ZH: "催办函", EN: "Urging letter"}, "督", about(), urging},
	{Report, fault.Text{ZH: "报告和清单", EN: "Report and list"}, "报",
		about(text("报送单位", "乡镇政府、街道办事处或县级人大常委会", "the government or standing committee that it goes to")), report},
	{Reply, fault.Text{ZH: "答复函", EN: "Reply letter"}, "复", about(), reply},
	{Reception, fault.Text{ZH: "接待记录", EN: "Reception record"}, "记", append(dayFields(),
		text("接待人次", "当日登记的群众意见件数", "number of cases taken down that day"),
		list("接待清单", "当日登记的每件群众意见一行", "one entry for every case of the day",
			text("序号", "从1开始", "from 1"), text("编号", "编号", "number"), text("姓名", "隐去部分姓名", "name, masked"),
			text("内容", "标题", "title"), text("办理情况", "目前到哪一步、由谁办理", "the step it is in, and who has it"))), reception},
	{Notice, fault.Text{ZH: "接待日公告", EN: "Monthly notice"}, "告", append(append([]Field{}, office...),
		text("月份", "如“2026年3月”", "the month"), text("联络站地址", "联络站地址", "the station's address"),
		list("接待安排", "每个接待日一行", "one entry for every reception day",
			text("序号", "从1开始", "from 1"), text("日期", "如“3月16日”", "date"), text("星期", "如“周一”", "weekday"), text("时间", "如“9:00至11:00”", "from, to"),
			text("地点", "接待地点", "place"), text("代表", "接待代表姓名", "names of the deputies"), text("主题", "接待主题", "topic"))), notice},
}

func about(more ...Field) []Field {
	return append(append(append([]Field{}, office...), matter...), more...)
}

func dayFields() []Field {
	return append(append([]Field{}, office...),
		text("接待日期", "如“2026年3月16日”", "date of the reception"), text("接待时间", "如“9:00至11:00”", "from, to"),
		text("接待地点", "接待地点", "place"), text("接待主题", "接待主题", "topic"),
		text("接待代表", "到场代表姓名", "names of the deputies who came"),
		list("代表名单", "每位代表一行", "one entry for every deputy",
			text("姓名", "姓名", "name"), text("代表类别", "领导干部代表或基层代表", "holder of an office, or grass roots"), text("签到", "签到时间，或“未到”", "when they came, or that they did not")))
}
