package words

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTraditionalCharactersAreFound(t *testing.T) {
	const said = "鄉親們說橋頭的路燈壞了，灣里村"
	for _, typed := range []string{"桥头的路灯坏了", "橋頭的路燈壞了", "乡亲们", "灣裡"} {
		if !NewQuery(typed).Finds(said) {
			t.Errorf("%s does not find %s", typed, said)
		}
	}
	if NewQuery("桥尾").Finds(said) {
		t.Error("something else is found")
	}
	marked := NewQuery("路灯").Marked(said)
	if len(marked) != 3 || marked[1].Text != "路燈" || !marked[1].Hit {
		t.Errorf("what was said is not marked as it was said: %+v", marked)
	}
	if NewSet("路燈壞了").Like(NewSet("路灯坏了")) < 0.9 {
		t.Error("two scripts are not alike")
	}
}

// TestTheTableFoldsOnce: what is folded stays, one character for one, in as many
// bytes, so that places in a folded text are places in the text.
func TestTheTableFoldsOnce(t *testing.T) {
	n := 0
	for i, s := range simplifiedOf() {
		r := rune(firstHan + i)
		if s == 0 {
			continue
		}
		n++
		if simplified(rune(s)) != rune(s) || utf8.RuneLen(rune(s)) != utf8.RuneLen(r) {
			t.Errorf("%c becomes %c", r, s)
		}
	}
	if n != 2966 || simplified('a') != 'a' || simplified('𠀀') != '𠀀' || simplified('国') != '国' || Simplified("臺灣") != "台湾" {
		t.Errorf("%d characters, %s", n, Simplified("臺灣"))
	}
	for line := range strings.Lines(simplifiedTable) {
		if !strings.HasPrefix(line, "#") && utf8.RuneCountInString(strings.TrimSpace(line))%2 != 0 {
			t.Errorf("a character has no other: %s", line)
		}
	}
}

func FuzzSimplified(f *testing.F) {
	f.Add("鄉親們")
	f.Add("\xff鄉")
	f.Fuzz(func(t *testing.T, text string) {
		if once := Folded(text); Folded(once) != once {
			t.Errorf("%q folds to %q and then %q", text, once, Folded(once))
		}
	})
}
