package holidays

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/sheet"
)

const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`

func embedded(t *testing.T, year int) calendar.Year {
	t.Helper()
	for _, y := range calendar.Default().Years() {
		if y.Year == year {
			return y
		}
	}
	t.Fatal(year)
	return calendar.Year{}
}

// same compares days, not names.
func same(t *testing.T, got, want []calendar.Holiday) {
	t.Helper()
	strip := func(all []calendar.Holiday) string {
		all = slices.Clone(all)
		slices.SortFunc(all, func(a, b calendar.Holiday) int { return int(a.From - b.From) })
		for i := range all {
			all[i].Name = fault.Text{}
			slices.Sort(all[i].Workdays)
		}
		raw, _ := json.Marshal(all)
		return string(raw)
	}
	if strip(got) != strip(want) {
		t.Errorf("read\n%s, want\n%s", strip(got), strip(want))
	}
}

func clean(t *testing.T, r Reading) {
	t.Helper()
	for _, row := range r.Rows {
		for _, p := range append(row.Problems, row.Warnings...) {
			t.Errorf("line %d %q: %s", row.Line, row.Source, p.ZH)
		}
	}
	for _, p := range append(r.Problems, r.Warnings...) {
		t.Error(p.ZH)
	}
}

func TestTheNoticesOwnSentencesAreRead(t *testing.T) {
	r := Read(2026, FromText(notice2026))
	r.Compare(2026)
	clean(t, r)
	same(t, r.Holidays, embedded(t, 2026).Holidays)
	if got := r.Rows[2].Text.ZH; got != "春节：2026-02-15（周日）至2026-02-23（周一）放假，共 9 天；2026-02-14（周六）、2026-02-28（周六）上班" {
		t.Error(got)
	}
	if got := r.Rows[0].Text.ZH; got != "没有日期，略过" {
		t.Error(got)
	}
}

func TestAYearThatBeginsInDecemberIsRead(t *testing.T) {
	r := Read(2023, FromText("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、8日（星期日）上班。"))
	clean(t, r)
	if h := r.Holidays; len(h) != 2 || h[0].From.String() != "2022-12-31" || h[0].To.String() != "2023-01-02" || len(h[1].Workdays) != 2 || h[1].Name.EN != "National Day and Mid-Autumn Festival" {
		t.Errorf("%+v", h)
	}
}

// Every year that the program carries reads back from each way of writing it, and
// none of them is unusual.
func TestEveryKnownYearReadsBackFromEachWay(t *testing.T) {
	for _, y := range calendar.Default().Years() {
		table, days := [][]string{{"节日", "第一天", "最后一天", "上班"}}, []string{"日期,安排,节日"}
		for _, h := range y.Holidays {
			var work []string
			for _, d := range h.Workdays {
				work = append(work, d.String())
				days = append(days, d.String()+",班,"+h.Name.ZH)
			}
			table = append(table, []string{h.Name.ZH, h.From.String(), h.To.String(), strings.Join(work, "、")})
			for d := h.From; d <= h.To; d++ {
				days = append(days, d.String()+",休,"+h.Name.ZH)
			}
		}
		csv := ""
		for _, row := range table {
			csv += strings.Join(row, ",") + "\n"
		}
		gbk, _ := simplifiedchinese.GBK.NewEncoder().String(csv)
		for name, data := range map[string][]byte{"table": []byte(csv), "gbk": []byte(gbk), "excel": excel(t, table), "days": []byte(strings.Join(days, "\r\n"))} {
			lines, err := FromFile(t.Context(), data)
			if err != nil {
				t.Fatal(name, err)
			}
			r := Read(y.Year, lines)
			r.Compare(y.Year)
			clean(t, r)
			same(t, r.Holidays, y.Holidays)
			again := Read(y.Year, FromText(Plain(lines)))
			same(t, again.Holidays, y.Holidays)
		}
	}
}

func excel(t *testing.T, table [][]string) []byte {
	t.Helper()
	out, err := sheet.NewWriter(table[0]...)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, row := range table[1:] {
		cells := make([]any, len(row))
		for i := range row {
			cells[i] = row[i]
		}
		if err := out.Row(cells...); err != nil {
			t.Fatal(err)
		}
	}
	var data bytes.Buffer
	if err := out.Finish(&data); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func TestEachRowSaysWhatIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		"元旦,2027-01-01,2027-01-03,2027-01-04":     "2027-01-04（周一）不是周末，本来就上班",
		"元旦,2026-01-01,2026-01-03":                "2026-01-01（周四）不在 2027 年内，请核对年份",
		"春节,2027-02-30":                           "“2027-02-30”不是日期",
		"春节：2月30日放假，共1天。":                         "“2月30日”不是日期",
		"春节：2月5日至11日放假调休，共8天。":                    "文中写共 8 天，按日期数是 7 天",
		"春节,2027-02-11,2027-02-05":                "放假的最后一天早于第一天",
		"春节,2027-02-01,2027-02-28":                "放假超过 16 天，请核对日期",
		"2027-02-05,2027-02-06":                   "没有节日名称，请在这一行写上",
		"2027-02-20,班,重阳节":                        "没有同名的节日放假，请写明这天为哪个节日补班",
		"2027-02-05,2027-02-06,2027-02-07,休,春节":   "一行放假只写一天，或首尾两天",
		"春节：腊月二十九至初六放假1个月":                        "没有找到放假的日期，请写成“2月15日至23日放假”",
		"春节,2027-02-05,2027-02-11,2027-06-05 星期六": "补班日2027-06-05（周六）离假期超过 31 天",
	} {
		r := Read(2027, FromText(line))
		var told []string
		for _, p := range append(r.Rows[0].Problems, r.Rows[0].Warnings...) {
			told = append(told, p.ZH)
		}
		if !slices.Contains(told, want) {
			t.Errorf("%s: %v, want %s", line, told, want)
		}
	}
}

func TestADayTwiceAndAGapAreTold(t *testing.T) {
	r := Read(2027, FromText("元旦,2027-01-01,2027-01-03\n2027-01-03,休,元旦日\n\n国庆节,2027-10-01,2027-10-03\n国庆节,2027-10-06,2027-10-07"))
	if p := r.Rows[1].Problems; len(p) != 1 || p[0].ZH != "2027-01-03（周日）与第 1 行重复" || r.OK() {
		t.Error(p)
	}
	if w := r.Rows[3].Warnings; len(w) != 1 || !strings.Contains(w[0].ZH, "不连续") || r.Rows[3].Line != 5 {
		t.Error(w)
	}
	r = Read(2027, FromText("元旦,2027-01-01,2027-01-03\n国庆节,2027-10-01,2027-10-03"))
	r.Compare(2027)
	if len(r.Warnings) != 6 { // five festivals are missing, and days of the law
		t.Error(r.Warnings)
	}
}

func TestWhatIsNoArrangementIsRefused(t *testing.T) {
	for name, lines := range map[string][]Line{"nothing": FromText(""), "words": FromText("明年的放假安排"), "too much": FromText(strings.Repeat("a\n", 300))} {
		if r := Read(2027, lines); r.OK() || len(r.Holidays) > 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for name, data := range map[string][]byte{"a picture": {0x89, 'P', 'N', 'G', 0, 1}, "a broken archive": []byte("PK\x03\x04 nothing"), "too large": make([]byte, maxFile+1)} {
		if _, err := FromFile(t.Context(), data); !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes in: what can be taken over is a year that the calendar takes.
func FuzzRead(f *testing.F) {
	f.Add(notice2026)
	f.Add("元旦,2026-01-01,2026-01-03,2026-01-04\n2026-02-14,班,春节\n2026-02-15,休,春节")
	f.Add("x,99999,2026-13-01\n：放假月")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := FromFile(t.Context(), []byte(text))
		if err != nil {
			return
		}
		r := Read(2026, lines)
		r.Compare(2026)
		if y := (calendar.Year{Year: 2026, Status: calendar.StatusOfficial, Source: "x", Holidays: r.Holidays}); r.OK() && y.Validate() != nil {
			t.Fatalf("%v: %+v", y.Validate(), y)
		}
	})
}
