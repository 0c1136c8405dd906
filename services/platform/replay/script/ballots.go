package script

import (
	"fmt"
	"slices"
	"strings"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
)

// Ballot is a township's year of livelihood projects: what its people ask for, and
// the secret ballot in which its congress chooses among the candidates.
type Ballot struct {
	Station int
	Topics  []int // numbers of the script's topics
	Places  int
	// Phones are the deputies who vote on phones, the first three of them scrutineers;
	// the others vote on paper.
	Phones []int
	On     calendar.Date // of the session
}

// Topic is a project that somebody asks for.
type Topic struct {
	Ballot                  int
	Title, Text, Need, Goal string
	Wan                     int64 // cost in ten thousands of yuan
	Candidate               bool
	Why                     string // of the screening
}

// The acts on topics and ballots.
const (
	Call    What = "call"  // the township asks its people
	Topical What = "topic" // somebody proposes
	Screen  What = "screen"
	Session What = "session" // the candidates are put before the congress
	Vote    What = "vote"
)

// Days of the solicitation: the session is in the new year, one township after another.
var (
	called   = Begin + 10
	sessions = calendar.NewDate(2022, 1, 10)
)

// asked are what people ask for, with what it is good for.
var asked = []struct{ title, need, goal string }{
	{"通学路硬化", "学生每天走泥路上学，雨天常有人摔倒", "硬化路面并加装护栏和反光标志"},
	{"饮水管网改造", "管网老化，夏天经常停水", "更换主管网，新建加压站一座"},
	{"日间照料中心", "留守老人白天无人照料", "改造闲置校舍，设床位和助餐点"},
	{"太阳能路灯安装", "夜间没有照明，出行不安全", "在主干道和背街小巷安装路灯"},
	{"灌溉渠修复", "渠道垮塌，下游农田灌不上水", "修复垮塌渠段并清淤"},
	{"卫生室改建", "卫生室房屋陈旧，缺少设备", "改建用房，配齐基本设备"},
	{"危桥加固", "桥面开裂，护栏缺失", "加固桥墩，加装护栏"},
	{"农贸市场改造", "市场地面低洼，雨天积水", "搭建雨棚，疏通排水沟"},
	{"公共厕所改造", "赶集日群众无处如厕", "改造水冲式公厕两座"},
	{"垃圾转运点建设", "垃圾露天堆放，夏天异味大", "新建密闭转运点，增设分类桶"},
	{"幼儿园扩建", "学位不足，幼儿要到外乡入园", "增建教室两间和活动场地"},
	{"文化广场建设", "群众没有活动场所", "平整场地，安装健身器材"},
}

// wishful is what is not taken up.
const wishful = "观景牌楼"

const phones = 4 // deputies of each congress who vote on phones; at any scale

// ballots are one for each township with a congress, as many as the county's size
// allows, and take the figures apart evenly.
func (w *writer) ballots() {
	towns := slices.Collect(func(yield func(int) bool) {
		for s, t := range Townships() {
			if area.Default().HasCongress(t.Code) && !yield(s) {
				return
			}
		}
	})
	n := w.Ballots
	for i, s := range towns[:n] {
		b := Ballot{Station: s, Places: Part(w.Chosen, n, i), On: work(sessions, i), Phones: w.members(s)[:phones]}
		for k := range Part(w.Topics, n, i) {
			b.Topics = append(b.Topics, len(w.Asked))
			w.Asked = append(w.Asked, w.topic(i, s, k, k <= b.Places)) // one more than there are places
		}
		w.Sessions = append(w.Sessions, b)
		w.year(i)
	}
}

// Part is the i-th of n even parts of a whole.
func Part(whole, n, i int) int {
	if i < whole%n {
		return whole/n + 1
	}
	return whole / n
}

// members are the deputies of a township's congress.
func (w *writer) members(station int) []int {
	var out []int
	for n, p := range w.People {
		if p.Station == station && p.Level == "township" {
			out = append(out, n)
		}
	}
	return out
}

// TopicOf is what the people of a township ask for, the k-th of a ballot's.
func TopicOf(ballot, township, k int, candidate bool) Topic {
	return (&writer{Script: &Script{}}).topic(ballot, township, k, candidate)
}

func (w *writer) topic(ballot, station, k int, candidate bool) Topic {
	r := w.dice(forTopics, uint64(ballot), uint64(k))
	village := villages[(station*3+k)%len(villages)]
	one := asked[(station+k)%len(asked)]
	t := Topic{Ballot: ballot, Title: village + one.title, Text: village + one.need + "，希望明年能办", Need: one.need, Goal: one.goal,
		Wan: int64(20 + r.IntN(160)), Candidate: candidate, Why: "群众反映集中，受益面广，当年可完成"}
	if !candidate {
		t.Title, t.Text, t.Need, t.Goal = village+wishful, village+"村口想修一座牌楼，别的村都有", "", ""
		t.Why = "属形象工程，不符合民生实事项目条件"
	}
	return t
}

// year is what is done about a ballot.
func (w *writer) year(n int) {
	b := w.Sessions[n]
	w.act(Act{At: clock(work(called, 0), officeDay[n%len(officeDay)]), What: Call, Of: n, By: CountyOffice})
	for i, topic := range b.Topics {
		said := work(called+1, 1+i*2)
		w.act(Act{At: clock(said, officeDay[(n+i)%len(officeDay)]), What: Topical, Of: topic})
		w.act(Act{At: clock(work(said, 6), officeDay[n%len(officeDay)]), What: Screen, Of: topic, By: CountyOffice})
	}
	w.act(Act{At: clock(b.On, 8*60+30), What: Session, Of: n, By: CountyOffice})
	w.act(Act{At: clock(b.On, 10*60+30), What: Vote, Of: n, By: CountyOffice})
}

// Candidates are the topics that a ballot is held on.
func (s *Script) Candidates(ballot int) []int {
	return slices.DeleteFunc(slices.Clone(s.Sessions[ballot].Topics), func(n int) bool { return !s.Asked[n].Candidate })
}

// Congress is a township's congress in words.
func Congress(station int) string {
	return fmt.Sprint(strings.TrimSpace(Townships()[station].Name), "人民代表大会")
}

// Members is how many deputies the congress of a township has.
func (s *Script) Members(station int) int { return len((&writer{Script: s}).members(station)) }
