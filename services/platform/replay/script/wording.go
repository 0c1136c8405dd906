package script

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// wordingTSV is what people say: category, months in which it comes up ("" for
// any), place, words, reply. Persons and houses are invented.
//
//go:embed wording.tsv
var wordingTSV string

// saying is one thing to say.
type saying struct {
	category, place, text, reply string
	from, to                     time.Month // 0: all year
}

var sayings = func() []saying {
	var out []saying
	for line := range strings.Lines(wordingTSV) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		s := saying{category: f[0], place: f[2], text: f[3], reply: f[4]}
		if f[1] != "" {
			if _, err := fmt.Sscanf(f[1], "%d-%d", &s.from, &s.to); err != nil {
				panic(err) // the table is ours
			}
		}
		out = append(out, s)
	}
	return out
}()

// inSeason reports whether it comes up in a month.
func (s saying) inSeason(m time.Month) bool {
	if s.from <= s.to {
		return s.from == 0 || s.from <= m && m <= s.to
	}
	return m >= s.from || m <= s.to
}

// say draws what is said in a month: what has its season comes up then only,
// and more often.
func say(r *rand.Rand, m time.Month) saying {
	weights := make([]float64, len(sayings))
	for i, s := range sayings {
		switch {
		case s.from == 0:
			weights[i] = 1
		case s.inSeason(m):
			weights[i] = 3
		}
	}
	return sayings[share(r, weights)]
}

// Heard is what somebody at a station says in a month: category, place, words, and
// what is replied in the end.
func Heard(r *rand.Rand, m time.Month, station int) (category, place, text, reply string) {
	s := say(r, m).fill(r, station)
	return s.category, s.place, s.text, s.reply
}

var villages = strings.Split("大坪村 龙泉坪村 板桥村 石马湾村 长田湾村 桐木溪村 枫香坪村 岩屋潭村 杉木塘村 双溪口村 麻田坳村 柳树湾村 木洲村 马路坪村 新田湾村 黄土坳村 古亭村 小龙门村 白岩村 张家溜村 沙堆村 桥头溪村 大水田村 茶田垅村 白竹坪村 田湾村 黄溪口村 上蒲溪村 苏木溪村 罗子山村 后塘村 谭家场村 船溪村 火马冲村 伍家湾村 方田村 潭湾村 仙人湾村 锦滨村 修溪口村 孝坪村 安坪村", " ")

var groups = strings.Split("一组 二组 三组 四组 五组 六组 七组 八组 九组 十组 十一组 十二组", " ")

// fill puts a village of the station, a group and numbers into the words.
func (s saying) fill(r *rand.Rand, station int) saying {
	village := villages[(station*3+r.IntN(6))%len(villages)]
	words := strings.NewReplacer("{村}", village, "{组}", pick(r, groups), "{数}", fmt.Sprint(12+r.IntN(88)),
		"{小}", fmt.Sprint(2+r.IntN(7)), "{日}", fmt.Sprint(15+5*r.IntN(6)))
	s.place = village + words.Replace(s.place)
	s.text, s.reply = words.Replace(s.text), words.Replace(s.reply)
	return s
}
