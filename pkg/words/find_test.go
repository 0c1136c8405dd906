package words

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPairsAreAllThereAre(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "路": nil, "，。": nil, "路灯坏了": {"路灯", "灯坏", "坏了"}, "路灯，坏了": {"路灯", "坏了"}, "路灯 路灯": {"路灯"},
		"ＡＢ①座": {"ab", "b1", "1座"}, "𠮷野家": {"𠮷野", "野家"}, "cafe\u0301s": {"ca", "af", "fé", "és"}, "caf\u00e9s": {"ca", "af", "fé", "és"},
		"路\u200b灯\ufeff坏": {"路灯", "灯坏"}, "葛\U000e0100城": {"葛城"}, "⽔库": {"水库"}, "ﾊﾞｽ": {"バス"}, "\xff路灯\x00坏了": {"路灯", "坏了"}, "👨‍👩‍👧路灯": {"路灯"},
	} {
		if got := Pairs(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	long := strings.Repeat("一二三四五六七八九十百千万亿", 300)
	if got := Pairs(long + "终点"); !slices.Contains(got, "终点") {
		t.Error("the end of a long text is lost")
	}
}

func TestQueryFindsWhereItsRunsAre(t *testing.T) {
	const text = "大桥村三组No.2路灯，坏了两个多月。联系ＡＢ座"
	for typed, want := range map[string]bool{
		"路灯": true, "no 2": true, "NO.2": true, "路灯坏了": false, "路灯 坏了": true, "路灯，坏了": true, "坏了 路灯": true, "ab座": true, "桥": true,
		"": false, " ，": false, "路灯 水渠": false, `"路灯"`: true, "路灯 OR 水渠": false, "-路灯": true,
	} {
		if got := NewQuery(typed).Finds(text); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}

func TestFindsAnyOfItsRuns(t *testing.T) {
	for typed, want := range map[string]bool{"路灯": true, "水渠 路灯": true, "灯，坏": true, "水渠": false, "": false, "，": false, "Ａb": true, "路灯坏": false} {
		if got := NewQuery(typed).FindsAny("路灯，坏了。ＡＢ座"); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}

func TestMarkedKeepsTheText(t *testing.T) {
	show := func(parts []Part) string {
		var b strings.Builder
		for _, p := range parts {
			if p.Hit {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		return b.String()
	}
	for _, c := range []struct{ typed, text, want string }{
		{"路灯", "村口路灯坏了，路灯不亮", "村口[路灯]坏了，[路灯]不亮"}, {"ab", "ＡＢ座", "[ＡＢ]座"}, {"路灯 灯坏", "路灯坏了", "[路灯坏]了"},
		{"é", "cafe\u0301", "caf[e\u0301]"}, {"水渠", "路灯", "路灯"}, {"路灯", "路\u200b灯", "[路\u200b灯]"}, {"路", "", ""}, {"𠮷", "㐂𠮷㐂", "㐂[𠮷]㐂"},
	} {
		if got := show(NewQuery(c.typed).Marked(c.text)); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.typed, c.text, got, c.want)
		}
	}
}

func TestExcerptShowsTheFind(t *testing.T) {
	text := strings.Repeat("前", 100) + "路灯" + strings.Repeat("后", 100)
	got := NewQuery("路灯").Excerpt(text, 40)
	if !strings.Contains(got, "路灯") || utf8.RuneCountInString(got) != 42 || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
	for text, want := range map[string]string{"": "", "路灯": "路灯", " 一\n二  路灯": "一 二 路灯", "没有": "没有"} {
		if got := NewQuery("路灯").Excerpt(text, 40); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := NewQuery("末尾").Excerpt(strings.Repeat("前", 100)+"末尾", 40); !strings.HasSuffix(got, "末尾") {
		t.Errorf("%q", got)
	}
}

func TestSomePairsComeFromTheWholeQuery(t *testing.T) {
	q := NewQuery("一二三四五六七八九十百千万")
	if got := q.Some(4); len(got) != 4 || got[0] != "一二" || got[3] != "千万" {
		t.Errorf("%q", got)
	}
	if len(q.Some(1)) != 1 || len(q.Some(50)) != len(q.Pairs()) {
		t.Error("bounds")
	}
}

// FuzzFind: what a query finds, the pairs propose; folding is done once and for
// all; marking loses nothing.
func FuzzFind(f *testing.F) {
	f.Add("大桥村三组No.2路灯，坏了", "路灯")
	f.Add("cafe\u0301 ＡＢ①", "É ab1")
	f.Add("\xff\x00𠮷\U000e0100", "\"*' AND")
	f.Add("가각힣ㅏ", "가")
	f.Fuzz(func(t *testing.T, text, typed string) {
		if once := Folded(text); !utf8.ValidString(once) {
			t.Fatalf("%q is not valid", once)
		}
		q, of := NewQuery(typed), Pairs(text)
		if q.Finds(text) {
			for _, pair := range q.Pairs() {
				if !slices.Contains(of, pair) {
					t.Fatalf("%q is found in %q, but its pair %q is not there", typed, text, pair)
				}
			}
		}
		for _, pair := range of {
			if utf8.RuneCountInString(pair) != 2 || strings.ContainsAny(pair, " \"'*") {
				t.Fatalf("%q is no pair", pair)
			}
		}
		var all strings.Builder
		hit := false
		for _, p := range q.Marked(text) {
			all.WriteString(p.Text)
			hit = hit || p.Hit
		}
		if any := q.FindsAny(text); any != hit {
			t.Fatalf("any of %q in %q: %v, marked: %v", typed, text, any, hit)
		}
		if all.String() != strings.ToValidUTF8(text, "\uFFFD") && utf8.ValidString(text) {
			t.Fatalf("%q became %q", text, all.String())
		}
		if n := utf8.RuneCountInString(q.Excerpt(text, 20)); n > 22 {
			t.Fatalf("an excerpt of %d", n)
		}
	})
}
