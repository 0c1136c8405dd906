package demo

import (
	"lianluo/pkg/calendar"
)

// chain is a year of livelihood projects in small, lived through in the weeks before
// today: what people said becomes a topic, a candidate, the choice of a congress, and
// one of the chosen is built, finished and judged.
type chain struct{ *session }

// chained is the township whose year it is, by its place in the county's list.
const chained = 2

// built are the projects; what several people had said before is the first.
var built = []wish{
	{title: "进组路水泥硬化工程", text: "进组的路下雨天走不了人", need: "两个村民小组八十户人家出行靠泥路，多次有老人摔倒。", goal: "硬化进组路 1.8 公里，宽 3.5 米，加装护栏。", wan: 72, why: "多位群众先后反映，受益面广，当年可完成"},
	{title: "背街小巷路灯安装", text: "晚上漆黑，出门摔跤", need: "集镇背街小巷没有照明，夜间出行不安全。", goal: "安装太阳能路灯 96 盏。", wan: 38, why: "投资少、见效快，当年可完成"},
	{title: "集镇饮水管网改造工程", text: "管子老化，夏天停水", need: "供水管网使用二十年，漏损率高。", goal: "更换主管网 4.1 公里。", wan: 160, why: "关系全镇用水安全，已完成论证"},
}

// chainPlaces of them are chosen.
const chainPlaces = 2

// chainActs are what happens on which of the working days.
func (l *Loader) chainActs(days []calendar.Date) []act {
	n := len(days)
	if len(l.townships) <= chained || n < 30 {
		return nil
	}
	c := chain{l.session("chain", string(l.townships[chained].Code), chainPlaces, built)}
	if !c.sits() {
		return nil
	}
	return onDays(days, dated{0, c.call}, dated{13, c.propose}, dated{n - 11, c.screen}, dated{n - 10, c.deliberate}, dated{n - 9, c.vote}, dated{n - 8, c.announce}, dated{n - 7, c.plan}, dated{n - 6, c.start},
		dated{n - 5, c.reports(30, 18, "路基平整完成，开始浇筑第一段。")}, dated{n - 4, c.visit}, dated{n - 3, c.reports(75, 49, "浇筑完成 1.4 公里，护栏已到场。")}, dated{n - 2, c.finish}, dated{n - 1, c.evaluate})
}
