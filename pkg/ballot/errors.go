package ballot

import "lianluo/pkg/fault"

var errText = fault.Invalid("ballot.rules.text", "票决规则的文本不完整或有多余内容，不能采用；请从本级的票决规则重新生成。",
	"The text of the ballot's rules is incomplete or holds something that does not belong there. Make it again from the rules of the place.")

var errRankedOnScreen = fault.Invalid("ballot.rules.ranked", "排序投票只能用纸质票，不能用手机；请改用纸质票决，或改选其他票决办法。",
	"Ranking is on paper only. Hold this ballot on paper, or choose another method.").At("method", "排序投票只能用纸质票", "ranking is on paper only")

var errPackage = fault.Invalid("ballot.rules.package", "整体表决只对一份完整清单投一次票：候选为1项、名额为1、等额。请把清单合为一项，或改选其他票决办法。",
	"A vote on the whole list has one candidate, one place and an equal number. Make the list one item, or choose another method.").
	At("places", "整体表决的名额为1", "1 for a vote on the whole list")

var errRunoffChoice = fault.Invalid("ballot.rules.runoff", "再次投票的候选项目应多于名额；票数相等的项目不多于名额时直接当选，不必再次投票。",
	"A run-off needs more candidates than places; if there are no more, all of them are selected without one.")

var errNoRunoff = fault.FailedPrecondition("ballot.no_runoff", "这次票决没有需要再次投票的项目：只有最后名额票数相等、规则定为再次投票时才需要。",
	"This ballot left nothing to a run-off: there is one only where the last places are tied and the rules say so.")

var errNotPresidium = fault.FailedPrecondition("ballot.not_presidium", "这次票决没有留给主席团决定的名额，结果以票数为准。",
	"This ballot left no place to the presidium; the votes have decided.")

func errPresidiumChoice(places int) error {
	return fault.Invalid("ballot.presidium_choice", "请从票数相等的项目中选出 %[1]d 项，不重复，不选其他项目。",
		"Choose %[1]d of the tied projects, each once and none besides.", places)
}

func badMember(name, takes string) error {
	return fault.Invalid("ballot.rules.values", "票决规则 %[1]s 的值不合适，应为：%[2]s。请修改后重新采用。",
		"The value of %[1]s does not fit; it takes: %[2]s. Change it and adopt the rules again.", name, takes).
		At(name, "应为 "+takes, "it takes "+takes)
}

func badNumber(name string, want int) error {
	return fault.Invalid("ballot.rules.numbers", "票决规则 %[1]s 与全体代表人数、名额不符，应为 %[2]d。请重新采用规则，不要手工改数。",
		"%[1]s does not follow from the number of deputies and places; it is %[2]d. Adopt the rules again instead of changing the number.", name, want)
}

func tooFew(candidates, places, least int) error {
	return fault.Invalid("ballot.rules.differential",
		"差额不足：%[2]d 个名额至少要有 %[3]d 个候选项目，现有 %[1]d 个。请增加候选项目或减少名额；确需等额票决的，先由本级在票决规则中写明等额。",
		"Too little to choose from: %[2]d places need at least %[3]d candidates, and there are %[1]d. Add candidates or take fewer places; where an equal number is really wanted, the rules of the place must say so first.",
		candidates, places, least).At("places", "候选项目不足", "too few candidates")
}
