package notification

import (
	"lianluo/api/notification"
	"lianluo/api/voting"
	"lianluo/pkg/event"
)

// toProjects is what those behind a project hear at every turn, with the reason, and
// who has to do something about it.
var toProjects = []row{
	{On: voting.ProjectProposed.Name, To: toOffice, Title: text("新的项目建议 {number}", "A project was proposed: {number}"),
		Body: text("请看一看，纳入储备库或说明理由。", "Please read it and take it into the pool, or say why not.")},
	backers(voting.ProjectPooled, "", "已纳入项目储备库", "is in the project pool", "您参与提出的项目{title}已纳入储备库，等待筛选。理由：{reason}", "{title}, which you stand behind, is in the pool and waits to be screened. Reason: {reason}"),
	backers(voting.ScreeningBegun, "", "开始筛选", "is being screened", "政府正在论证{title}是否合法、有无资金和用地、当年能否完成。说明：{reason}", "Whether {title} is lawful, has money and land and can be finished in the year is being looked into. {reason}"),
	backers(voting.ProjectRejected, "", "未能入选", "was not taken up", "{title}这次没有入选。理由：{reason}", "{title} was not taken up this time. Reason: {reason}"),
	backers(voting.CandidateNamed, "", "成为候选项目", "is a candidate", "{title}通过筛选，成为候选项目，将由人大审查和票决。理由：{reason}", "{title} passed the screening and is a candidate; the congress reviews it and votes. Reason: {reason}"),
	backers(voting.ProjectMerged, "", "与同类项目合并", "was merged", "{title}与同类项目合并推进，您的意见随之并入。理由：{reason}", "{title} goes on together with a project like it, and so does what you said. Reason: {reason}"),
	backers(voting.ProjectSplit, "", "拆分为几个项目", "was split", "{title}拆分为几个项目推进，每个项目都记着您的意见。理由：{reason}", "{title} goes on as several projects; each keeps what you said. Reason: {reason}"),
	backers(voting.CandidateReviewed, "agreed", "通过审查", "passed its review", "{title}通过人大审查，将提交大会票决。理由：{reason}", "{title} passed its review and goes to the congress. Reason: {reason}"),
	backers(voting.CandidateReviewed, "returned", "审查后退回完善", "was sent back", "{title}经审查需要完善，退回重新筛选。理由：{reason}", "{title} was sent back to be improved. Reason: {reason}"),
	backers(voting.ProjectSubmitted, "", "已提交大会", "is before the congress", "{title}已提交人民代表大会。说明：{reason}", "{title} is before the congress. {reason}"),
	backers(voting.DeliberationOpened, "", "交付审议", "is being deliberated", "代表们开始审议{title}。说明：{reason}", "Deputies deliberate {title}. {reason}"),
	backers(voting.ProjectAdopted, "", "票决通过", "was chosen", "{title}经人民代表大会票决通过，将向社会公告并组织实施。", "The congress chose {title}. It will be announced and carried out."),
	backers(voting.ProjectAnnounced, "", "已公告", "was announced", "{title}已正式公告（{reason}），责任单位将公布实施计划。每一步都会告诉您。", "{title} is announced ({reason}). The responsible unit publishes its plan next; you are told at every step."),
	backers(voting.ProjectStarted, "", "开工", "has begun", "{title}已经开工。{reason}", "Work on {title} has begun. {reason}"),
	backers(voting.ProjectCompleted, "", "完成", "is finished", "{title}已经完成。{reason} 请看现场照片和资金情况。", "{title} is finished. {reason} See the photos and what was spent."),
	backers(voting.ProjectUnfinished, "", "没有按期完成", "was not finished in time", "{title}没有按期完成。原因：{reason}", "{title} was not finished in time. Reason: {reason}"),
	backers(voting.ProjectTerminated, "", "终止", "was ended", "{title}经法定程序终止，不再实施。理由：{reason}", "{title} was ended by decision of the organ that may. Reason: {reason}"),
	backers(voting.AdjustmentDecided, "", "实施计划有决定", "had its plan decided on", "{title}的调整申请已有决定，项目继续实施。说明：{reason}", "What was asked about the plan of {title} is decided; work goes on. {reason}"),
	backers(voting.ProjectNotAdopted, "", "未通过票决", "was not chosen", "{title}这次没有通过人民代表大会票决，已退回储备库，今后还可以再列为候选。", "The congress did not choose {title} this time. It is back in the pool and may be a candidate again."),
	backers(voting.ProjectRecommended, "", "获票选推荐", "was recommended", "{title}经街道票选获得推荐，供上级参考；票选不作决定，项目继续审议。", "The street recommends {title} to the level above. A recommendation decides nothing; the project is deliberated still."),
	backers(voting.ProjectNotRecommended, "", "未获票选推荐", "was not recommended", "{title}这次没有获得街道票选推荐；票选不作决定，项目继续审议。", "The street did not recommend {title} this time. A recommendation decides nothing; the project is deliberated still."),
	backers(voting.ProjectEvaluated, "", "测评结果公布", "was judged", "{title}的测评结果已经公布：{reason}", "What people thought of {title} is published: {reason}"),
	backers(voting.ProjectCarriedOver, "", "结转下一年度", "goes on next year", "{title}没有全部完成，将在下一年度继续推进。说明：{reason}", "{title} is not finished and goes on in the next year. {reason}"),
	{On: voting.RectificationOrdered.Name, To: toUnit, Title: text("民生实事项目需要整改 {number}", "A project is to be put right: {number}"),
		Body: text("{title}需要整改：{reason}。请按期整改并在项目页面报告。", "{title} is to be put right: {reason}. Do it in time and report on the project's page.")},
	{On: voting.RectificationDone.Name, To: toOffice, Title: text("整改情况已报告 {number}", "What was put right is reported: {number}"),
		Body: text("{title}的责任单位报告了整改情况，可以再次测评。", "The unit reported what it put right about {title}; it can be judged again.")},
	{On: voting.QuestionAsked.Name, To: toUnit, Title: text("代表询问候选项目 {number}", "A deputy asks about {number}"),
		Body: text("有代表询问{title}，请答复。", "A deputy asks about {title}. Please answer.")},
	{On: voting.QuestionAsked.Name, To: toOffice, Title: text("代表询问候选项目 {number}", "A deputy asks about {number}"),
		Body: text("有代表询问{title}，请答复或请责任单位答复。", "A deputy asks about {title}. Please answer, or have the unit answer.")},
	{On: voting.QuestionAnswered.Name, To: toDeputy, Title: text("您的询问有了答复 {number}", "Your question is answered: {number}"),
		Body: text("您对{title}的询问已答复，请查看。", "Your question about {title} is answered.")},
	toStaffOf(voting.ProjectLightChanged, toUnit, "项目进度落后 {number}", "A project is behind {number}", "{title}按计划已经落后，进度灯变了。请报告进度，或说明原因。", "{title} is behind its plan and its light has changed. Report progress, or say why."),
	toStaffOf(voting.ProjectLightChanged, toOffice, "项目进度落后 {number}", "A project is behind {number}", "{title}按计划已经落后，进度灯变了。请督促责任单位。", "{title} is behind its plan and its light has changed. Push the unit that answers for it."),
	toStaffOf(voting.AdjustmentAsked, toOffice, "申请调整或终止项目 {number}", "An adjustment is requested {number}", "{title}申请调整或终止，请提请有权机关决定。理由：{reason}", "Another plan, or the end, of {title} is requested; put it before the organ that decides. Reason: {reason}"),
	toStaffOf(voting.AdjustmentDecided, toUnit, "调整申请已有决定 {number}", "A request was decided {number}", "{title}的申请已有决定，请按现行计划继续。说明：{reason}", "What was asked about {title} is decided; go on by the plan that holds. {reason}"),
	toStaffOf(voting.ProjectTerminated, toUnit, "项目终止 {number}", "A project was ended {number}", "{title}经有权机关决定终止。理由：{reason}", "{title} was ended by decision of the organ that may. Reason: {reason}"),
	toStaffOf(voting.ProjectVisited, toUnit, "代表走访了项目 {number}", "Deputies visited a project {number}", "代表走访了{title}，请查看走访情况并改进。", "Deputies visited {title}. Read what they found and see to it."),
	toStaffOf(voting.SupervisorsNamed, toDeputy, "请您督办项目 {number}", "You supervise a project {number}", "您是{title}督办小组的成员，可在“项目”中查看进度、登记走访。", "You are of the group that watches over {title}; see under Projects how it goes, and write down your visits."),
}

// backers is a row for everybody behind a project: the people of its cases, those who
// proposed it and deputies who did.
func backers(on event.Type[voting.Changed], variant, zh, en, bodyZH, bodyEN string) row {
	return row{On: on.Name, Variant: variant, To: toBacker, Title: text("民生实事项目"+zh, "A livelihood project "+en), Body: text(bodyZH, bodyEN)}
}

// toStaffOf is a row for those who have to do something about it.
func toStaffOf(on event.Type[voting.Changed], to, zh, en, bodyZH, bodyEN string) row {
	return row{On: on.Name, To: to, Title: text(zh, en), Body: text(bodyZH, bodyEN)}
}

// projectNews is an event of a project as the table of hearers reads it.
func projectNews(e event.Event, d voting.Changed) news {
	n := news{event: e, area: d.Area, unit: d.Unit, tell: d.Tell, params: map[string]notification.Text{
		"number": same(d.Number), "title": or(d.Title, "您提出的项目", "the project"), "reason": or(d.Reason, "未注明", "none given"),
	}}
	n.hidden = d.Title == ""
	for _, v := range d.Voices {
		n.backers = append(n.backers, "voice:"+v)
	}
	for _, p := range d.Proposers {
		n.backers = append(n.backers, "proposer:"+p)
	}
	n.persons = d.Persons
	if e.Type == voting.QuestionAnswered.Name || e.Type == voting.SupervisorsNamed.Name {
		n.persons = bare("person:", d.Tell)
	}
	if e.Type == voting.CandidateReviewed.Name {
		n.variant = "returned"
		if d.State == voting.CommitteeReviewed {
			n.variant = "agreed"
		}
	}
	return n
}
