package words

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBigrams(t *testing.T) {
	for text, want := range map[string][]string{
		"":             nil,
		"路":            nil,
		"路灯坏了":         {"路灯", "灯坏", "坏了"},
		"路灯，坏了":        {"路灯", "坏了"},
		"路灯路灯":         {"路灯", "灯路"},
		"No2 桥":        {"no", "o2"},
		"ＡＢ":           {"ab"},
		"，。！":          nil,
		"\xff路灯\x00坏了": {"路灯", "坏了"},
	} {
		if got := Bigrams(text, 100); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := Bigrams(strings.Repeat("一二三四五六七八九十", 10), 5); len(got) != 5 {
		t.Errorf("%d pairs", len(got))
	}
}

func TestLike(t *testing.T) {
	base := NewSet("大桥村三组村口的路灯坏了两个多月，晚上老人小孩走路不安全")
	same := base.Like(NewSet("大桥村村口路灯坏了，晚上走路不安全"))
	other := base.Like(NewSet("孝坪镇自来水管爆裂，已经停水三天"))
	if same < 0.5 || other > 0.1 {
		t.Errorf("the same %v, another %v", same, other)
	}
	if base.Like(base) != 1 || base.Like(Set{}) != 0 || base.Like(NewSet("路灯")) > 0.2 {
		t.Error("bounds")
	}
	short := NewSet("村口路灯坏了")
	if base.Like(short) != short.Like(base) {
		t.Error("not symmetric")
	}
}

func TestSolid(t *testing.T) {
	if got := Solid("辰阳镇 No.2-Ｂ 站。\xff"); got != "辰阳镇no2b站" {
		t.Errorf("%q", got)
	}
}

func TestTitle(t *testing.T) {
	for text, want := range map[string]string{
		"村口路灯坏了，晚上看不见": "村口路灯坏了",
		"  \n你好":       "你好",
		"":             "",
		"，，，":          "",
		"一二三四五六七八九十一二三四五六七八九十一": "一二三四五六七八九十一二三四五六七八九…",
		"first clause, second": "first clause",
	} {
		if got := Title(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("村口路灯坏了，晚上", "路灯")
	f.Add("\xff\xfe", "")
	f.Fuzz(func(t *testing.T, text, other string) {
		if n := utf8.RuneCountInString(Title(text)); n > 20 {
			t.Fatalf("a title of %d", n)
		}
		if like := NewSet(text).Like(NewSet(other)); like < 0 || like > 1 {
			t.Fatalf("like %v", like)
		}
		for _, pair := range Bigrams(text, 50) {
			if utf8.RuneCountInString(pair) != 2 {
				t.Fatalf("%q is no pair", pair)
			}
		}
	})
}

func TestClip(t *testing.T) {
	whole := strings.Repeat("代", 40)
	if Clip(whole) != whole || Clip("") != "" {
		t.Error("40 characters are cut")
	}
	if got := Clip(whole + "表"); got != whole+"…" {
		t.Errorf("got %q", got)
	}
}
