package voting

import "lianluo/pkg/fault"

var (
	errNoProject = fault.NotFound("project.not_found", "没有找到这个项目，可能编号有误或不在您的管辖范围内，请核对",
		"There is no such project: check the number; it may also lie outside your area")
	errNoRound = fault.NotFound("round.not_found", "没有找到这次征集，请刷新后重新选择", "There is no such call for proposals; reload and choose again")
	errArea    = fault.Invalid("area.unknown", "没有这个区划，或已撤销，请重新选择", "There is no such division any more; choose another").
			At("area", "请选择乡镇、街道或县级以上区划", "Choose a township, street, county or above")
	errDays = fault.Invalid("round.days", "征集的截止日期应在开始日期之后，请修改", "The last day comes after the first; correct the days").
		At("closes", "应在开始日期之后", "comes after the first day")
	errTaken   = fault.Conflict("round.taken", "本区划这一年度已有征集，请在其中延长期限或修改", "The division has a call for that year; change that one or move its last day")
	errEnded   = fault.FailedPrecondition("round.ended", "这次征集已经结束，不能再修改；如需继续，请发布新的征集", "This call has ended and cannot be changed; publish another if it is needed")
	errNotOpen = fault.FailedPrecondition("round.not_open", "这次征集目前不在征集期内，请不选征集，直接提交到项目储备库", "This call takes no proposals now; hand it in without a call, into the pool")
	errPlace   = fault.Invalid("project.where", "请选择联络站、征集或群众意见，以确定项目所在区划", "Choose a station, a call or cases: they say where the project lies").
			At("station", "请选择联络站", "Choose a station")
	errNoStation = fault.NotFound("station.not_found", "没有找到这个联络站，请从列表中选择您负责的联络站", "There is no such station within your reach; choose one from the list")
	errNoCase    = fault.NotFound("case.not_found", "没有找到这件群众意见，可能不在您的管辖范围内，请核对编号", "There is no such case, or it lies outside your area; check the number")
	errCaseGone  = fault.FailedPrecondition("project.case_gone", "其中有未予受理或已撤回的群众意见，不能作为项目来源，请去掉后重试",
		"One of the cases was rejected or withdrawn and cannot stand behind a project; leave it out and try again")
	errCasesApart = fault.Invalid("project.cases_apart", "所选群众意见不在同一个乡镇（街道），请选择征集后再提交", "The cases lie in different townships; choose a call, then hand it in").
			At("round", "请选择征集", "Choose a call")
	errNoCases   = fault.Invalid("project.cases", "请至少选择一件群众意见", "Choose one case at least").At("cases", "请至少选择一件", "Choose one at least")
	errText      = fault.Invalid("project.text", "请写明为什么需要这个项目", "Say why the project is needed").At("text", "请写明为什么需要", "Say why it is needed")
	errNotDeputy = fault.Denied("project.not_deputy", "只有人大代表可以这样提出，请改用联络站登记", "Only deputies can propose like this; have the station take it down")
	errElsewhere = fault.FailedPrecondition("project.elsewhere", "这里不在该次征集的范围内，请选择本地的征集", "This lies outside that call; choose a call of the place")
	errAnonymous = fault.FailedPrecondition("project.anonymous", "本地规定提项目需实名，请填写姓名", "Proposals need a name here; enter it").At("who.name", "请填写姓名", "Enter a name")
	errNameless  = fault.Invalid("project.name", "请填写姓名，或选择匿名", "Enter a name, or choose anonymous").At("who.name", "请填写姓名，或选择匿名", "Enter a name, or choose anonymous")
	errNamed     = fault.Invalid("project.anonymous_named", "匿名时不能填写姓名和联系方式，请清空或取消匿名", "An anonymous proposal has no name or contact data; clear them, or do not choose anonymous")
)
