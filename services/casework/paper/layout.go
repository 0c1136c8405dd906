package paper

import "lianluo/pkg/docx"

const red = "FF0000"

// yihao is 一号: letterheads of long names still fit one line.
const yihao = 52

func right(text string, chars int) docx.Para {
	return docx.Para{Runs: []docx.Run{{Text: text}}, Align: docx.Right, FromRight: chars}
}

func addressee(text string) docx.Para {
	return docx.Para{Runs: []docx.Run{{Text: text}}, Align: docx.Left}
}

// labelled is a line of a letter with a name before it.
func labelled(label, text string) docx.Para {
	return docx.Para{Runs: []docx.Run{{Text: label, Font: docx.Hei}, {Text: text}}, Indent: 2}
}

// only keeps blocks where the text is not empty.
func only(field string, blocks ...docx.Block) []docx.Block {
	return append(append([]docx.Block{docx.Text("{{#" + field + "}}")}, blocks...), docx.Text("{{/"+field+"}}"))
}

// head is the letterhead: office, number, red line, title.
func head(title string) []docx.Block {
	return []docx.Block{
		docx.Para{Runs: []docx.Run{{Text: "{{发文机关}}", Font: docx.XiaoBiao, Size: yihao, Color: red}}, Align: docx.Center},
		docx.Para{},
		docx.Para{Runs: []docx.Run{{Text: "{{发文字号}}"}}, Align: docx.Center, Rule: red},
		docx.Para{},
		docx.Title(title),
		docx.Para{},
	}
}

// foot is who issued it and when, and whom to ask.
func foot(contact bool) []docx.Block {
	out := []docx.Block{docx.Para{}, right("{{发文机关}}", 2), right("{{成文日期}}", 4)}
	if contact {
		out = append(out, only("联系电话", docx.Para{}, docx.Text("（联系人：{{经办人}}，联系电话：{{联系电话}}）"))...)
	}
	return out
}

func join(parts ...[]docx.Block) docx.Doc {
	var d docx.Doc
	for _, p := range parts {
		d.Blocks = append(d.Blocks, p...)
	}
	return d
}

func handover() docx.Doc {
	return join(head("关于交办“{{标题}}”的函"),
		[]docx.Block{addressee("{{承办单位}}："), docx.Text("现将一件群众意见交由你单位办理。有关情况如下："),
			labelled("编号：", "{{编号}}"), labelled("收到日期：", "{{收到日期}}"), labelled("反映人：", "{{反映人}}")},
		only("地点", labelled("地点：", "{{地点}}")),
		[]docx.Block{docx.Para{Runs: []docx.Run{{Text: "反映内容：", Font: docx.Hei}}, Indent: 2}, docx.Text("{{反映内容}}")},
		only("交办要求", docx.Para{Runs: []docx.Run{{Text: "办理要求：", Font: docx.Hei}}, Indent: 2}, docx.Text("{{交办要求}}")),
		only("附言", docx.Text("{{附言}}")),
		[]docx.Block{docx.Text("请于{{接收期限}}前接收；确不属于你单位职责的，请在此前说明理由并退回。请于{{办理期限}}前办结，并将办理情况答复反映人。办理中请主动与反映人和接待代表沟通，注意保护反映人的个人信息。")},
		foot(true))
}

func urging() docx.Doc {
	return join(head("关于催办“{{标题}}”的函"),
		[]docx.Block{addressee("{{承办单位}}："),
			docx.Text("{{交办日期}}交由你单位办理的群众意见“{{标题}}”（编号{{编号}}），办理期限为{{办理期限}}，{{进度说明}}。")},
		only("督办情况", docx.Text("{{督办情况}}。")),
		only("催办理由", labelled("催办理由：", "{{催办理由}}")),
		only("附言", docx.Text("{{附言}}")),
		[]docx.Block{docx.Text("请抓紧办理，尽快答复反映人，并将办理进展和不能按期办结的原因书面告知我们。")},
		foot(true))
}

func report() docx.Doc {
	return join(head("关于“{{标题}}”的报告"),
		[]docx.Block{addressee("{{报送单位}}："), docx.Text("{{收到日期}}，{{联络站}}收到群众关于“{{标题}}”的意见（编号{{编号}}）。经研判，该事项属于{{研判意见}}。现将有关情况报告如下："),
			docx.Heading(1, "一、群众反映的情况"), docx.Text("{{反映内容}}")},
		only("地点", docx.Text("地点：{{地点}}。")),
		[]docx.Block{docx.Heading(1, "二、研判意见"), docx.Text("{{研判理由}}")},
		only("附言", docx.Heading(1, "三、调研情况和建议"), docx.Text("{{附言}}")),
		[]docx.Block{docx.Text("请予研究办理，并将办理情况反馈{{发文机关}}。"), docx.Para{}, docx.Text("附件：群众意见清单")},
		foot(true),
		[]docx.Block{
			docx.Para{Runs: []docx.Run{{Text: "附件", Font: docx.Hei}}, Align: docx.Left, Break: true},
			docx.Title("群众意见清单"), docx.Para{},
			docx.Table{Widths: []int{9, 31, 17, 13, 30}, Rows: []docx.Row{
				docx.HeadRow("序号", "编号", "日期", "反映人", "反映内容"),
				{Cells: []docx.Cell{docx.CellOf("{{#反映清单}}{{序号}}", docx.Center), docx.CellOf("{{收件编号}}", docx.Center), docx.CellOf("{{日期}}", docx.Center),
					docx.CellOf("{{姓名}}", docx.Center), docx.CellOf("{{内容}}{{/反映清单}}", docx.Left)}},
			}},
		})
}

func reply() docx.Doc {
	return join(head("关于“{{标题}}”的答复函"),
		[]docx.Block{addressee("{{反映人}}："), docx.Text("您于{{收到日期}}反映的“{{标题}}”（编号{{编号}}）收悉，已由{{答复单位}}办理。现答复如下："),
			docx.Text("{{答复内容}}"), docx.Text("办理结果：{{办理结果}}。")},
		only("附言", docx.Text("{{附言}}")),
		only("评价期限", docx.Text("请您在{{评价期限}}前凭回执上的编号和查询码，或通过联络站，告诉我们您是否满意。")),
		[]docx.Block{docx.Text("感谢您对人大代表工作的关心和支持。")},
		foot(true))
}

func reception() docx.Doc {
	info := func(label, field string) docx.Row {
		return docx.Row{Cells: []docx.Cell{{Paras: []docx.Para{{Runs: []docx.Run{{Text: label, Font: docx.Hei, Size: docx.Xiaosi}}, Align: docx.Center}}}, docx.CellOf(field, docx.Left)}}
	}
	return join(
		[]docx.Block{docx.Title("人大代表接待群众记录"),
			docx.Para{Runs: []docx.Run{{Text: "{{发文字号}}"}}, Align: docx.Center}, docx.Para{},
			docx.Table{Widths: []int{18, 82}, Rows: []docx.Row{
				info("联络站", "{{联络站}}"), info("接待时间", "{{接待日期}} {{接待时间}}"), info("接待地点", "{{接待地点}}"),
				info("接待主题", "{{接待主题}}"), info("接待人次", "{{接待人次}}"),
			}}, docx.Para{},
			docx.Table{Widths: []int{30, 35, 35}, Rows: []docx.Row{
				docx.HeadRow("接待代表", "类别", "签到"),
				{Cells: []docx.Cell{docx.CellOf("{{#代表名单}}{{姓名}}", docx.Center), docx.CellOf("{{代表类别}}", docx.Center), docx.CellOf("{{签到}}{{/代表名单}}", docx.Center)}},
			}}, docx.Para{},
			docx.Table{Widths: []int{9, 31, 13, 25, 22}, Rows: []docx.Row{
				docx.HeadRow("序号", "编号", "反映人", "反映内容", "办理情况"),
				{Cells: []docx.Cell{docx.CellOf("{{#接待清单}}{{序号}}", docx.Center), docx.CellOf("{{编号}}", docx.Center), docx.CellOf("{{姓名}}", docx.Center),
					docx.CellOf("{{内容}}", docx.Left), docx.CellOf("{{办理情况}}{{/接待清单}}", docx.Left)}},
			}}, docx.Para{}},
		only("附言", docx.Text("{{附言}}")),
		[]docx.Block{docx.Para{Runs: []docx.Run{{Text: "接待代表（签名）：　　　　　　　记录人：{{经办人}}"}}, Align: docx.Left}, right("{{成文日期}}", 0)})
}

func notice() docx.Doc {
	return join(head("{{月份}}人大代表接待日公告"),
		[]docx.Block{docx.Text("为方便群众向人大代表反映意见和建议，现将{{联络站}}{{月份}}代表接待安排公告如下，欢迎广大群众届时前来。"), docx.Para{},
			docx.Table{Widths: []int{14, 11, 20, 27, 28}, Rows: []docx.Row{
				docx.HeadRow("日期", "星期", "时间", "地点", "接待代表"),
				{Cells: []docx.Cell{docx.CellOf("{{#接待安排}}{{日期}}", docx.Center), docx.CellOf("{{星期}}", docx.Center), docx.CellOf("{{时间}}", docx.Center),
					docx.CellOf("{{地点}}", docx.Left), docx.CellOf("{{代表}}{{/接待安排}}", docx.Left)}},
			}}, docx.Para{}},
		only("附言", docx.Text("{{附言}}")),
		only("联络站地址", docx.Text("地址：{{联络站地址}}")),
		only("联系电话", docx.Text("电话：{{联系电话}}")),
		foot(false))
}
