package casework

import "lianluo/pkg/fault"

var (
	errNoCase = fault.NotFound("case.not_found", "没有找到这件群众意见，可能不在您的管辖范围内，请核对编号",
		"There is no such case, or it lies outside your area; check the number")
	errFilter = fault.Invalid("case.filter", "这个列表不能按所选条件筛选：结果只用于全部和已结事项，层级需同时选环节，年份不用于按期限排列的列表，请重新选择",
		"This list cannot be filtered so: an outcome goes with all or closed cases, a level with a step, a year with no list by deadline; choose again")
	errShort = fault.Invalid("case.short", "请至少输入两个字", "Enter at least two characters").
			At("q", "请至少输入两个字", "Enter at least two characters")
	errReceipt = fault.NotFound("receipt.not_found", "编号或查询码不对，请对照回执重新输入；查询码遗失可到联络站补发",
		"Number or code is wrong; compare them with your receipt. The station gives a new code if yours is lost")
	errNoStation = fault.NotFound("station.not_found", "没有找到这个联络站，请从列表中选择您负责的联络站",
		"There is no such station within your reach; choose one from the list")
	errStationClosed = fault.FailedPrecondition("station.closed", "该联络站已停用，请选择其他联络站",
		"This station is closed; choose another one")
	errAnonymous = fault.FailedPrecondition("case.anonymous", "本地规定群众意见需实名登记，请填写姓名",
		"Cases need a name here; enter it")
	errNameless = fault.Invalid("case.name", "请填写姓名，或选择匿名", "Enter a name, or choose anonymous").
			At("who.name", "请填写姓名，或选择匿名", "Enter a name, or choose anonymous")
	errNamed = fault.Invalid("case.anonymous_named", "匿名登记时不能填写姓名和联系方式，请清空或取消匿名",
		"An anonymous case has no name or contact data; clear them, or do not choose anonymous")
	errDeputy = fault.Denied("case.deputy", "代表负责听取、登记和监督，不直接处理问题，请交由联络站或承办单位办理",
		"Deputies listen, record and supervise; they do not handle problems. Leave this to the station or the unit")
	errLevel = fault.Denied("case.level", "该事项需由上一级决定，请联系上级人大代表工作机构交办",
		"This case is for the next level to decide; ask the deputy office there to assign it")
	errRung = fault.Denied("case.rung", "这一级督办需由上级发起：第二级由乡镇人大主席团，第三级起由县级人大代表工作机构，请向其报告",
		"This rung is for the level above: the second for the township presidium, from the third on for the county's deputy office; report to it")
	errClass = fault.Invalid("case.class", "没有这个分类，请从分类列表中选择", "There is no such class; choose one of the list").
			At("class", "请从分类列表中选择", "Choose one of the list")
	errWords = fault.Invalid("case.words", "请写明要告诉群众的话：解释内容，或不予受理的原因和去处", "Write what the person is told: the explanation, or why it is not accepted and where to go").
			At("reply", "请写明要告诉群众的话", "Write what the person is told")
	errTitle = fault.Invalid("case.title", "公开标题中不能有电话、身份证等号码，请删去后重新填写",
		"A public title cannot hold telephone or identity numbers; remove them").
		At("publicTitle", "请删去号码", "Remove the number")
	errReason = fault.Invalid("case.reason", "改派需要写明原因，请补充后提交", "Say why it goes to another unit").
			At("reason", "请写明改派原因", "Say why it goes to another unit")
	errSameUnit = fault.FailedPrecondition("case.same_unit", "该事项已在这个单位，请选择其他单位", "This unit has the case already; choose another one")
	errUnit     = fault.Invalid("case.unit", "没有这个承办单位，或它已撤销、不在本辖区，请从推荐单位中选择",
		"There is no such unit, it was retired, or it lies outside the area; choose one of the proposals").
		At("unit", "请从推荐单位中选择", "Choose one of the proposals")
	errCategory = fault.Invalid("case.category", "没有这个诉求分类，请从分类表中选择", "There is no such category; choose one of the list").
			At("category", "请从分类表中选择", "Choose one of the list")
	errPersons = fault.Invalid("case.received_by", "所选接待代表不在本站，也没有在当天值班，请重新选择",
		"A deputy named as receiving neither belongs to this station nor served on that day; choose again").
		At("receivedBy", "请选择本站或当天值班的代表", "Choose deputies of this station or of that day")
	errReceptionDay = fault.Invalid("case.reception_day", "所选接待日不是本站的，请刷新页面后重新选择，或改为日常登记",
		"That reception day is none of this station's; reload the page and choose again, or register it as said at the desk").
		At("receptionDay", "请选择本站的接待日", "Choose a reception day of this station")
	errOwnExtension = fault.Denied("case.own_extension", "不能审批自己提出的延期，请由他人审批", "You asked for it yourself; somebody else has to decide")
	errUrgedToday   = fault.FailedPrecondition("case.urged", "您今天已催办过，请明天再催，或提请督办", "You urged it today already; urge again tomorrow, or ask for supervision")
	errWhichVoice   = fault.Invalid("case.which_voice", "有多位群众待回访，请选择是哪一位", "Several people are asked; say which one").
			At("voice", "请选择是哪一位群众", "Say which person")
	errNotAsked  = fault.FailedPrecondition("case.not_asked", "目前没有待回答的问题，请刷新后查看进展", "There is no open question now; reload to see where it stands")
	errWithdrawn = fault.FailedPrecondition("case.withdrawn", "您已撤回这件意见，无需重复操作", "You took it back already; there is nothing more to do")
	errSelf      = fault.Invalid("case.merge_self", "不能与自身并案，请选择另一件事项", "A case cannot be merged with itself; choose another one").
			At("into", "请选择另一件事项", "Choose another case")
	errInto     = fault.FailedPrecondition("case.merge_into", "目标事项已办结或已并案，请选择仍在办理的事项", "The other case is closed or merged; choose one that is open")
	errUnitDone = fault.FailedPrecondition("case.unit_done", "这件事已不在贵单位办理；如需联系群众，请找登记的联络站",
		"Your unit does not have this case any more; to reach the person, ask the station that registered it")
	errVoice = fault.NotFound("voice.not_found", "没有找到这位群众的登记，请刷新后重试", "There is no such person on this case; reload and try again")
	errPhoto = fault.NotFound("photo.not_found", "照片不存在、已过期或已被使用，请重新上传", "The photo does not exist, has expired or is used already; upload it again")
)
