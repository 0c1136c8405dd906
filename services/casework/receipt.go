package casework

import (
	"context"
	"fmt"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// receipt is what the person takes home.
func receipt(ctx context.Context, c *Case, v casework.Voice, code string) casework.Receipt {
	return casework.Receipt{Case: c.ID, Number: v.Number, Code: code, Next: whatNext(c).In(rpc.LangOf(ctx))}
}

// whatNext says in words what happens next, until when.
func whatNext(c *Case) fault.Text {
	day := c.Clock.Due.In(calendar.Zone)
	until := fault.Text{ZH: fmt.Sprintf("%d月%d日", day.Month(), day.Day()), EN: day.Format("January 2")}
	switch c.Clock.What {
	case toTriage:
		return fault.Text{ZH: "联络站将在" + until.ZH + "前研判，并告诉您由谁办理。",
			EN: "The station decides by " + until.EN + " who takes care of it and tells you."}
	case toAssign, toAccept:
		return fault.Text{ZH: "正在交办，" + until.ZH + "前确定承办单位。", EN: "It is being assigned; by " + until.EN + " a unit has it in hand."}
	case toReply:
		return fault.Text{ZH: "承办单位将在" + until.ZH + "前答复您。", EN: "The unit replies to you by " + until.EN + "."}
	case toRate, toResult:
		return fault.Text{ZH: "请在" + until.ZH + "前告诉我们您是否满意。", EN: "Please tell us by " + until.EN + " whether you are satisfied."}
	case toWait:
		return fault.Text{ZH: until.ZH + "前后，我们会再问您办理结果如何。", EN: "About " + until.EN + " we ask you again how it turned out."}
	}
	return fault.Text{ZH: "可凭编号和查询码查看进展。", EN: "Follow it with number and code."}
}
