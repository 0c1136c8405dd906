package plan

import "fmt"

// Words says what is wrong and what to do about it.
func (v Violation) Words() Words {
	if say, ok := sayings[v.Rule]; ok {
		return say(v)
	}
	return Words{ZH: string(v.Rule), EN: string(v.Rule)}
}

// sayings holds one sentence per rule.
var sayings = map[Rule]func(Violation) Words{
	RuleUnknownShift: func(v Violation) Words {
		return words("本月没有编号为 %s 的班次；请刷新后重排", "There is no shift %s this month; reload and plan again", v.Where.Shift)
	},
	RuleUnknownDeputy: func(v Violation) Words {
		return words("没有编号为 %s 的代表；请刷新后重排", "There is no deputy %s; reload and plan again", v.Deputy.ID)
	},
	RuleDuplicate: func(v Violation) Words {
		return v.of("%s 已在 %s 的班次上；请去掉重复的一条", "%s is on the shift at %s already; remove the repetition")
	},
	RulePosting: func(v Violation) Words {
		return v.of("%s 不是驻站代表：%s；请换人，或先安排驻站", "%s is not posted to the station: %s; choose somebody else or post them first")
	},
	RuleLeave: func(v Violation) Words {
		return v.of("%s 请假：%s；请换人，或商请销假", "%s is on leave: %s; choose somebody else or ask for a change of the leave")
	},
	RuleTwiceAtOnce: func(v Violation) Words { return v.collision("时间重叠", "overlap in time") },
	RulePerDay: func(v Violation) Words {
		return v.collision(
			fmt.Sprintf("同日共 %d 场，每人每日至多 %d 场", v.Have, v.Allowed),
			fmt.Sprintf("are among %d on one day, where %d is the most", v.Have, v.Allowed))
	},
	RulePerMonth: func(v Violation) Words {
		return words("%s 本月 %d 场，超过上限 %d 场；请换人，或提高上限", "%s has %d shifts this month, above the limit of %d; choose somebody else or raise the limit",
			v.Deputy.Name, v.Have, v.Allowed)
	},
	RuleMissing: func(v Violation) Words {
		n := v.Allowed - v.Have
		return Words{
			ZH: fmt.Sprintf("%s：缺少 %d 名%s；请补排", v.Where.zh(), n, v.Kind.zh()),
			EN: fmt.Sprintf("%s: short of %s; add somebody", v.Where.en(), v.Kind.en(n)),
		}
	},
	RuleSurplus: func(v Violation) Words {
		return Words{
			ZH: fmt.Sprintf("%s：已排 %d 名%s，只需 %d 名；请减少", v.Where.zh(), v.Have, v.Kind.zh(), v.Allowed),
			EN: fmt.Sprintf("%s: has %s, needs %d; take somebody off", v.Where.en(), v.Kind.en(v.Have), v.Allowed),
		}
	},
	RuleFixed: func(v Violation) Words {
		return v.of("%s 在 %s 的安排已固定，不能去掉；请先取消固定", "%s is fixed at %s and cannot be taken off; release the assignment first")
	},
	RuleMinReceptions: func(v Violation) Words {
		return Words{
			ZH: fmt.Sprintf("%s：本月设接待 %d 场，排齐代表的 %d 场，规则要求至少 %d 场；请增加接待日或补齐代表", v.Where.Name, v.Planned, v.Have, v.Allowed),
			EN: fmt.Sprintf("%s: of %s this month %d fully staffed, the rule asks for at least %d; add a reception day or the lacking deputies",
				v.Where.Name, counted(v.Planned, "reception", "receptions"), v.Have, v.Allowed),
		}
	},
}

// words fills the same arguments into both languages.
func words(zh, en string, args ...any) Words {
	return Words{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// of fills in the deputy, then the shift.
func (v Violation) of(zh, en string) Words {
	return Words{ZH: fmt.Sprintf(zh, v.Deputy.Name, v.Where.zh()), EN: fmt.Sprintf(en, v.Deputy.Name, v.Where.en())}
}

// collision speaks of two shifts of one deputy.
func (v Violation) collision(zh, en string) Words {
	return Words{
		ZH: fmt.Sprintf("%s 的两场接待（%s、%s）%s；请换掉其中一场", v.Deputy.Name, v.Other.zh(), v.Where.zh(), zh),
		EN: fmt.Sprintf("%s: two shifts (%s; %s) %s; give one of them to somebody else", v.Deputy.Name, v.Other.en(), v.Where.en(), en),
	}
}
