package notification

import (
	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
)

// toDeputies is what deputies hear: of cases they received, and of their shifts.
var toDeputies = []row{
	{On: casework.CaseReplied.Name, To: toDeputy, Title: text("已答复 {number}", "Replied: {number}"),
		Body: text("您接待的意见已由{unit}答复。", "{unit} has replied to the case you received.")},
	{On: casework.CaseClosed.Name, To: toDeputy, Title: text("已办结 {number}", "Closed: {number}"),
		Body: text("您接待的意见已办结，群众评价：{outcome}。", "The case you received is closed. The person: {outcome}.")},
	{On: roster.DayPublishedNews.Name, To: toDeputy, Mail: true, Title: text("接待安排 {date}", "You receive on {date}"),
		Body: text("请您于{date}在{station}（{place}）接待群众，请确认能否到场。", "Please receive people at {station} ({place}) on {date}, and say whether you can come.")},
	{On: roster.DayMoved.Name, To: toDeputy, Mail: true, Title: text("接待改期 {date}", "Your reception moved to {date}"),
		Body: text("{station}的接待改为{date}，地点：{place}。理由：{reason}。", "The reception at {station} is now on {date}, at {place}. Reason: {reason}.")},
	{On: roster.DayCancelledNews.Name, To: toDeputy, Mail: true, Title: text("接待取消 {date}", "Your reception of {date} is cancelled"),
		Body: text("{station}{date}的接待取消。理由：{reason}。", "The reception at {station} on {date} is cancelled. Reason: {reason}.")},
	{On: roster.SwapAsked.Name, To: toDeputy, Mail: true, Title: text("{name}请您换班", "{name} asks you to swap"),
		Body: text("{name}请您接替{date}在{station}的接待，请答复。", "{name} asks you to take the shift at {station} on {date}. Please answer.")},
	{On: roster.SwapAnswered.Name, Variant: "accepted", To: toDeputy, Mail: true, Title: text("换班已定 {date}", "The swap is settled: {date}"),
		Body: text("{date}在{station}的接待由{name}接替{other}。", "{name} takes the shift of {other} at {station} on {date}.")},
	{On: roster.SwapAnswered.Name, Variant: "declined", To: toDeputy, Mail: true, Title: text("换班未成 {date}", "The swap was declined: {date}"),
		Body: text("{other}不能接替{date}在{station}的接待，班次仍由{name}负责。", "{other} cannot take the shift at {station} on {date}; it stays with {name}.")},
	{On: roster.ShiftSubstituted.Name, To: toDeputy, Mail: true, Title: text("接待安排调整 {date}", "Your shift of {date} changed"),
		Body: text("{station}{date}的接待人员有调整，请查看您的安排。", "Who receives at {station} on {date} has changed. See your shifts.")},
	{On: roster.MarkedAbsent.Name, To: toDeputy, Title: text("记为缺席 {date}", "Marked absent: {date}"),
		Body: text("{station}将您{date}的接待记为缺席，理由：{reason}。如不属实，请联系联络站。", "{station} marked you absent on {date}. Reason: {reason}. If that is wrong, tell the station.")},
}

// toVoices is what the people who said it hear, by mail.
var toVoices = []row{
	{On: casework.CaseAssigned.Name, To: toVoice, Title: text("您反映的事项 {number} 已交办", "What you told us ({number}) is in hand"),
		Body: text("您向{station}反映的事项已交由{unit}办理。", "What you told {station} is now with {unit}.")},
	{On: casework.CaseRejected.Name, To: toVoice, Title: text("您反映的事项 {number} 未予受理", "What you told us ({number}) cannot be taken up"),
		Body:  text("{station}不能受理您反映的事项，理由和可以去的地方请见查询页面。", "{station} cannot take it up. The page says why, and where you can turn."),
		Paper: text("{station}不能受理您反映的事项，理由和可以去的地方写在下面。", "{station} cannot take it up. Below stands why, and where you can turn.")},
	{On: casework.ExtensionGranted.Name, To: toVoice, Title: text("您反映的事项 {number} 需要更多时间", "What you told us ({number}) needs more time"),
		Body: text("{unit}将在{date}前答复您。", "{unit} replies to you by {date}.")},
	{On: casework.PersonAsked.Name, Variant: "reply", To: toVoice, Title: text("您反映的事项 {number} 有了答复", "There is a reply to what you told us ({number})"),
		Body:  text("请查看答复，并在{date}前告诉我们您是否满意。", "Please read it, and tell us by {date} whether you are satisfied."),
		Paper: text("答复写在下面。请在{date}前告诉我们您是否满意。", "The reply stands below. Please tell us by {date} whether you are satisfied.")},
	{On: casework.PersonAsked.Name, Variant: "result", To: toVoice, Title: text("您反映的事项 {number} 办得怎么样？", "How did it turn out ({number})?"),
		Body: text("请在{date}前告诉我们您对办理结果是否满意。", "Please tell us by {date} whether you are satisfied with the result.")},
	{On: casework.CaseReopened.Name, To: toVoice, Title: text("您反映的事项 {number} 重新办理", "What you told us ({number}) is handled anew"),
		Body: text("您的意见我们收到了，{station}将重新办理。", "We heard you. {station} sees to it that it is handled anew.")},
	{On: casework.VoiceAdded.Name, Variant: "joined", To: toVoice, Title: text("您的意见已收到 {number}", "We have what you told us ({number})"),
		Body: text("已有人向{station}反映同一件事，您的意见一并办理。", "Others told {station} the same; yours is handled together with theirs.")},
	{On: casework.VoiceAdded.Name, Variant: "merged", To: toVoice, Title: text("您反映的事项 {number} 合并办理", "What you told us ({number}) is handled with others"),
		Body: text("{station}把同一件事合并办理，您的编号和查询码仍然有效。", "{station} handles the same matter together. Your number and code keep working.")},
	{On: casework.CaseClosed.Name, To: toVoice, Title: text("您反映的事项 {number} 已办结", "What you told us ({number}) is closed"),
		Body: text("谢谢您的意见。如有新的情况，请随时告诉{station}。", "Thank you. If anything changes, tell {station} at any time.")},
}

// toAccounts is what happens to an account, told to its owner.
var toAccounts = []row{
	{On: identity.RoleGranted.Name, To: toSelf, Title: text("您的权限有变化", "Your permissions changed"),
		Body: text("管理员给了您新的角色。", "An administrator gave you a new role.")},
	{On: identity.RoleRevoked.Name, To: toSelf, Title: text("您的权限有变化", "Your permissions changed"),
		Body: text("管理员收回了您的一个角色。", "An administrator took one of your roles back.")},
	{On: identity.PasswordChanged.Name, To: toSelf, Mail: true, Title: text("密码已修改", "Your password was changed"),
		Body: text("如果不是您本人修改，请立即联系管理员。", "If that was not you, tell your administrator at once.")},
	{On: identity.FactorsReset.Name, To: toSelf, Mail: true, Title: text("二次验证已重置", "Your second factor was reset"),
		Body: text("安全管理员取消了您的二次验证，所有登录已结束。如果不是您本人要求，请立即联系管理员。", "A security administrator took your second factor, and you are signed out everywhere. If you did not ask for that, tell your administrator at once.")},
	{On: identity.LinkMade.Name, To: toSelf, Mail: true, Title: text("账号已与外部登录关联", "Your account is linked to a sign-in elsewhere"),
		Body: text("有人用其他系统的账号登录了您的账号。如果不是您本人，请立即在“我的—登录设备”中解除并联系管理员。", "Somebody signed in to your account through another system. If that was not you, end the link among your sessions and tell your administrator at once.")},
	{On: identity.AccountLocked.Name, To: toSelf, Mail: true, Title: text("账号已临时锁定", "Your account is locked for a while"),
		Body: text("连续多次输错密码。如果不是您本人，请联系管理员。", "A wrong password was entered several times. If that was not you, tell your administrator.")},
	{On: notification.WebhookFailed.Name, To: toSelf, Mail: true, Title: text("推送“{webhook}”已停用", "The webhook “{webhook}” was disabled"),
		Body: text("对方系统一天来没有收下任何消息，或已不再需要。请与对方核对后重新启用，会从停下的地方继续。",
			"The other system took nothing for a day, or wants no more. Ask there, then make it active again: it goes on where it stopped.")},
}
