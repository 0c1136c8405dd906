package script

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"lianluo/pkg/area"
)

// County is Chenxi county in Hunan.
const County = "431223"

// Townships are its divisions, in which the stations are.
func Townships() []area.Division { return area.Default().Children(County) }

// Term is that of the townships' congresses, since 2021.
const Term = 19

// Centre is the number of the county's own station; those of the townships come
// before it. County leaders and section heads belong to it and come out to the
// townships' receptions.
func Centre() int { return len(Townships()) }

// Person is a deputy.
type Person struct {
	Name, Gender, Post, Phone string
	Station                   int // where posted
	Official                  bool
	Rank                      string // county_leader, section_head or ""
	Level                     string // of the congress
	District                  string
	// Account: signs in, confirms shifts, hears people on the phone.
	Account bool
}

var surnames = strings.Split("张 王 李 刘 陈 杨 黄 周 吴 向 田 舒 米 谌 滕 覃 石 龙 彭 邓 谢 曾 余 胡 何 罗 唐 肖 郑 蒋 瞿 宋 贺 姚 谭 袁 郭 邹 熊 阳 蒲 萧 毛 印", " ")

var givenNames = strings.Split("建国 志强 春梅 秀英 海燕 永红 小华 文武 国庆 丽萍 桂花 金莲 伟 敏 静 勇 军 艳 涛 明 超 秀兰 霞 平 刚 桂英 玉兰 长生 世清 德胜 菊香 满秀 运来 冬生 凤娥 双喜 祥林 友谊 水生 腊梅 正龙 先富 开明 显贵 昌盛 宏图 晓岚 美云 子涵 思源 雨欣 佳怡 俊杰 浩然 文博 家豪 泽民 育才 春生 秋菊", " ")

var (
	grassroots = strings.Split("村民 种植大户 养殖大户 村医 小学教师 个体经营者 合作社理事长 返乡创业青年 退役军人 企业职工 驾驶员 护士 非遗传承人 网格员 老年协会会长", " ")
	officials  = strings.Split("村党总支书记 村委会主任 社区党总支书记 乡镇党委委员 乡镇副乡长 站所负责人 中心学校校长 卫生院院长 县直单位副职", " ")
	leading    = strings.Split("县委书记 县长 县人大常委会主任 县人大常委会副主任 县委副书记 常务副县长 副县长 县委常委", " ")
	heading    = strings.Split("县教育局局长 县交通运输局局长 县水利局局长 县农业农村局局长 县民政局局长 县卫生健康局局长 县住建局局长 县自然资源局局长 县人社局局长 县城管局局长 县林业局局长 县文旅广体局局长", " ")
)

// Name draws an invented name.
func Name(r *rand.Rand) string { return pick(r, surnames) + pick(r, givenNames) }

const (
	deputies   = 1500 // in the stations of the townships, at scale 1
	fewest     = 9    // of a station, at any scale
	leaders    = 12
	heads      = 40
	withOffice = 3 // every third deputy holds an office
	signingIn  = 6 // of each station; a third of them in a small county
)

// people fills the stations with deputies, the centre with leaders and heads.
func (w *writer) people() {
	towns := Townships()
	per := max(fewest, int(deputies*w.Scale)/len(towns))
	for s, t := range towns {
		for i := range per {
			p := w.person(s)
			p.Official, p.Account = i%withOffice == 0, i < w.signers()
			p.Level, p.District = w.seat(t, i)
			p.Post = pick(w.dice(forPeople, 1, uint64(len(w.People))), grassroots)
			if p.Official {
				p.Post = pick(w.dice(forPeople, 2, uint64(len(w.People))), officials)
			}
			w.People = append(w.People, p)
		}
	}
	w.ranked("county_leader", min(leaders, w.Leaders), leading)
	w.ranked("section_head", min(heads, w.Heads), heading)
}

// signers are how many deputies of a station sign in.
func (w *writer) signers() int {
	if w.Scale < 0.2 {
		return signingIn / 3
	}
	return signingIn
}

func (w *writer) person(station int) Person {
	n := len(w.People)
	r := w.dice(forPeople, 0, uint64(n))
	return Person{Name: Name(r), Gender: pick(r, []string{"male", "male", "female"}), Phone: fmt.Sprintf("1990000%04d", n), Station: station}
}

// seat is the congress that a township's i-th deputy sits in: one in five in the
// county's, as everybody of a division without a congress of its own.
func (w *writer) seat(t area.Division, i int) (level, district string) {
	if i%5 == 0 || !area.Default().HasCongress(t.Code) {
		return "county", fmt.Sprintf("第%d选区", 1+(i*7+len(w.People))%90)
	}
	return "township", fmt.Sprintf("第%d选区", 1+i%20)
}

func (w *writer) ranked(rank string, n int, posts []string) {
	for i := range n {
		p := w.person(Centre())
		p.Official, p.Rank, p.Post = true, rank, posts[i%len(posts)]
		p.Level, p.District = "county", fmt.Sprintf("第%d选区", 1+i)
		w.People = append(w.People, p)
	}
}

// ofRank lists the people of a rank.
func (w *writer) ofRank(rank string) []int {
	var out []int
	for i, p := range w.People {
		if p.Rank == rank {
			out = append(out, i)
		}
	}
	return out
}

// StaffNames are the stations' heads and liaison officers.
var StaffNames = func() []string {
	var out []string
	for i := range 60 {
		out = append(out, surnames[(i*7)%len(surnames)]+givenNames[(i*11+5)%len(givenNames)])
	}
	return out
}()
