package roster

import (
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
)

// What people write in a table, and what it means.
var (
	genders = map[string]string{"男": "male", "女": "female"}
	ranks   = map[string]string{"县级领导": "county_leader", "科级干部": "section_head"}
	levels  = map[string]string{"全国": "national", "省": "province", "市": "city", "县": "county", "乡镇": "township"}
)

var personColumns = []imports.Column{
	{Name: "name", Heading: fault.Text{ZH: "姓名", EN: "Name"}, Needed: true, Example: "向春梅"},
	{Name: "gender", Heading: fault.Text{ZH: "性别", EN: "Gender"}, Choices: []string{"男", "女"}, Example: "女"},
	{Name: "post", Heading: fault.Text{ZH: "职务或职业", EN: "Post"}, Example: "桥头村党支部书记", Hint: fault.Text{ZH: "对外公布", EN: "Published"}},
	{Name: "official", Heading: fault.Text{ZH: "领导干部", EN: "Office-holder"}, Choices: []string{"是", "否"}, Example: "否",
		Hint: fault.Text{ZH: "“双代表”接待中算领导干部代表的填“是”", EN: "Yes for the office-holder of a pair"}},
	{Name: "rank", Heading: fault.Text{ZH: "职级", EN: "Rank"}, Choices: []string{"县级领导", "科级干部"}},
	imports.AreaColumn,
	{Name: "level", Field: "mandates.0.level", Heading: fault.Text{ZH: "代表层级", EN: "Level"}, Needed: true, Choices: []string{"全国", "省", "市", "县", "乡镇"}, Example: "县",
		Hint: fault.Text{ZH: "一人有多级代表资格的，先导入一级，其余到代表页面补登", EN: "One seat a row; add further ones on the person's page"}},
	{Name: "term", Field: "mandates.0.term", Heading: fault.Text{ZH: "届次", EN: "Congress no."}, Needed: true, Example: "18"},
	{Name: "district", Field: "mandates.0.district", Heading: fault.Text{ZH: "选区或选举单位", EN: "District"}, Example: "第三选区"},
	{Name: "from", Field: "mandates.0.from", Heading: fault.Text{ZH: "任职日期", EN: "Since"}, Needed: true, Example: "2021-11-05"},
	{Name: "stations", Heading: fault.Text{ZH: "驻站", EN: "Stations"}, Example: "辰阳镇人大代表联络站", Hint: fault.Text{ZH: "站点全名，多个用顿号隔开；自导入之日起驻站", EN: "Whole names, separated by commas; posted from the day of the import"}},
	{Name: "phone", Heading: fault.Text{ZH: "手机号", EN: "Phone"}, Example: "13812345678", Hint: fault.Text{ZH: "加密保存，只显示后四位", EN: "Kept encrypted"}},
	{Name: "email", Heading: fault.Text{ZH: "邮箱", EN: "E-mail"}},
}
