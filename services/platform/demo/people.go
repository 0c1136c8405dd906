package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"lianluo/api/roster"
)

var surnames = strings.Split("张 王 李 刘 陈 杨 黄 周 吴 向 田 舒 米 谌 滕 覃 石 龙 彭 邓 谢 曾 余 胡 何 罗 唐 肖 郑 蒋 瞿 宋 贺 姚 谭 袁 郭 邹 熊 阳", " ")

var givenNames = strings.Split("建国 志强 春梅 秀英 海燕 永红 小华 文武 国庆 丽萍 桂花 金莲 伟 敏 静 勇 军 艳 涛 明 超 秀兰 霞 平 刚 桂英 玉兰 长生 世清 德胜 菊香 满秀 运来 冬生 凤娥 双喜 祥林 友谊 水生 腊梅 正龙 先富 开明 显贵 昌盛 宏图 晓岚 美云 子涵 思源 雨欣 佳怡 俊杰 浩然 文博 家豪", " ")

var grassrootsPosts = strings.Split("村民 种植大户 养殖大户 村医 小学教师 个体经营者 合作社理事长 返乡创业青年 退役军人 企业职工 驾驶员 护士 非遗传承人 网格员 老年协会会长", " ")

var officialPosts = strings.Split("村党总支书记 村委会主任 社区党总支书记 乡镇党委委员 乡镇副乡长 站所负责人 中心学校校长 卫生院院长 县直单位副职 县直单位正职", " ")

func personName(r *rand.Rand) string { return pick(r, surnames) + pick(r, givenNames) }

// makeDeputies makes deputies of three levels: most sit in their township's
// congress, one in five in the county's, one in twenty-five in the city's. All
// are posted to a station.
func (l *Loader) makeDeputies(ctx context.Context) error {
	err := each(ctx, make([]int, l.Deputies), func(ctx context.Context, i int, _ int) error {
		r := dice(2, uint64(i))
		township := l.townships[i%len(l.townships)]
		s := l.stations[string(township.Code)]
		req := roster.CreatePersonRequest{Area: string(township.Code), PersonDraft: l.draft(r, i), Stations: []string{s.ID}}
		req.Mandates = l.mandates(i, string(township.Code))
		p, err := do(ctx, l.as("county", "roster"), roster.CreatePerson, req, "person/%d", i)
		if err != nil {
			return err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.people[s.ID] = append(l.people[s.ID], p.ID)
		l.seats[p.ID] = seat{congress: req.Mandates[0].Area, mandate: p.Mandates[0].ID}
		return nil
	})
	for _, persons := range l.people {
		slices.Sort(persons) // the same order in every load
	}
	return err
}

func (l *Loader) draft(r *rand.Rand, i int) roster.PersonDraft {
	d := roster.PersonDraft{Name: personName(r), Gender: pick(r, []string{"male", "male", "female"}), Phone: fmt.Sprintf("1990000%04d", i)}
	d.Official = (i/len(l.townships))%3 == 0
	d.Post = pick(r, grassrootsPosts)
	if d.Official {
		d.Post = pick(r, officialPosts)
	}
	switch {
	case i%125 == 0:
		d.Official, d.Rank, d.Post = true, "county_leader", "县级领导"
	case i%24 == 0:
		d.Official, d.Rank, d.Post = true, "section_head", "县直单位正职"
	}
	return d
}

// mandates follow one line of areas, as the law has it. The term began with the
// congresses of 2021.
func (l *Loader) mandates(i int, township string) []roster.MandateDraft {
	from := time.Date(2021, time.November, 1, 0, 0, 0, 0, time.UTC)
	mandate := func(level, code string, term int, district string) roster.MandateDraft {
		return roster.MandateDraft{Level: level, Area: code, Term: term, District: district, From: from}
	}
	switch {
	case i%25 == 0:
		return []roster.MandateDraft{mandate("city", "4312", 6, "辰溪县选举单位")}
	case i%5 == 0 || !l.tree.HasCongress(l.townships[i%len(l.townships)].Code):
		return []roster.MandateDraft{mandate("county", County, 18, fmt.Sprintf("第%d选区", 1+i%90))}
	}
	return []roster.MandateDraft{mandate("township", township, 19, fmt.Sprintf("第%d选区", 1+i%20))}
}
