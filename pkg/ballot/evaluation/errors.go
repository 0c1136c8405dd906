package evaluation

import "lianluo/pkg/fault"

var errDenominator = fault.Invalid("evaluation.denominator", "测评的计算基数应为“按投票数”或“按全体组成人员数”，请重新选择。",
	"A verdict counts by votes cast or by all members; choose one of them.")

var errAbove = fault.Invalid("evaluation.above", "测评通过比例应在50到90之间（须超过这个百分比），请修改后保存。",
	"The share that a verdict needs is between 50 and 90 percent, to be exceeded. Change it and save again.")

var errRatings = fault.Invalid("evaluation.ratings", "测评票数不合理：各项不能为负，合计不能多于全体组成人员。请核对后重新填写。",
	"These ratings cannot be: none is negative, and all together are no more than the members. Check the numbers.")

var errNobody = fault.FailedPrecondition("evaluation.nobody", "还没有人参加测评，不能得出结论；请等收到测评票后再统计。",
	"Nobody has rated yet, and there is no verdict. Count when ratings have come in.")

var errItem = fault.Invalid("evaluation.item", "测评表里没有这一项；请刷新后按最新的测评表填写。",
	"The sheet does not ask about this. Load it again and fill in the current one.")

var errMark = fault.Invalid("evaluation.mark", "请选择满意、基本满意或不满意；不填即为弃权。",
	"Choose satisfied, basically satisfied or dissatisfied; leave it empty to abstain.")

var errBeen = fault.Invalid("evaluation.been", "没有到过现场的，不能评价现场情况；请去掉这一项，或到现场看过后再评。",
	"Whoever has not been there cannot rate the site. Leave that item empty, or rate it after a visit.")

var errHands = fault.Invalid("hands.counts", "举手表决的人数不合理：赞成、反对、弃权合计不能多于到会人数，到会不能多于全体成员。请核对后重新填写。",
	"These counts cannot be: for, against and abstaining are no more than those present, and those present no more than the members. Check the numbers.")

func errHandsQuorum(present, members int) error {
	return fault.FailedPrecondition("hands.quorum", "到会 %[1]d 人，未超过全体成员 %[2]d 人的一半，会议不能作出决定；请等人数足够后再表决。",
		"%[1]d present are not more than half of the %[2]d members, and the meeting cannot decide. Vote when enough are there.", present, members)
}

var errLights = fault.Invalid("lights.rule", "亮灯规则不合理：黄灯起点至少为 1 个百分点，红灯不低于黄灯，且不超过 99。请修改后保存。",
	"This rule for lights does not work: yellow begins at 1 point or more, red not below yellow, and no higher than 99. Change it and save again.")
