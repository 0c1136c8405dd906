package number

import (
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		area   string
		year   int
		serial int
		want   string
	}{
		{"431223101", 2026, 123, "431223-101-26-0123-"},
		{"431223", 2026, 1, "431223-000-26-0001-"},
		{"441900", 2031, 12345, "441900-000-31-12345-"},
		{"431223101001", 2026, 9, "431223-101-26-0009-"},
		{"43", 1999, 9, "430000-000-99-0009-"},
	} {
		got := Format(Series(c.area, c.year), c.serial)
		if !strings.HasPrefix(got, c.want) || len(got) != len(c.want)+1 {
			t.Errorf("got %s, want %sX", got, c.want)
		}
	}
}

func TestParseTakesWhatPeopleType(t *testing.T) {
	want := Format(Series("431223101", 2026), 1207)
	plain := strings.ReplaceAll(want, "-", "")
	for _, typed := range []string{want, plain, " " + want + " ", strings.ReplaceAll(want, "-", " "),
		strings.ReplaceAll(want, "-", "－"), strings.ReplaceAll(plain, "0", "O"), strings.ReplaceAll(plain, "1", "１"),
		strings.ReplaceAll(plain, "1", "l")} {
		if got, ok := Parse(typed); !ok || got != want {
			t.Errorf("%q: got %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "12", "431223", plain[1:], plain + "0000000", "x" + plain, "'; drop"} {
		if got, ok := Parse(typed); ok {
			t.Errorf("%q was taken for %s", typed, got)
		}
	}
}

// Every single wrong digit and every swap of two neighbours is found.
func TestCheckDigit(t *testing.T) {
	for serial := 1; serial < 10000; serial += 37 {
		good := strings.ReplaceAll(Format(Series("431223101", 2026), serial), "-", "")
		for i := range len(good) {
			for d := byte('0'); d <= '9'; d++ {
				if bad := good[:i] + string(d) + good[i+1:]; bad != good {
					if _, ok := Parse(bad); ok {
						t.Fatalf("%s passes for %s", bad, good)
					}
				}
			}
			if i > 0 && good[i] != good[i-1] {
				if _, ok := Parse(good[:i-1] + good[i:i+1] + good[i-1:i] + good[i+1:]); ok {
					t.Fatalf("swap at %d of %s is not found", i, good)
				}
			}
		}
	}
}

func TestSerialsNeverMeet(t *testing.T) {
	seen := map[string]string{}
	for _, area := range []string{"431223", "431223101", "431223260", "4312", "43"} {
		for _, year := range []int{2026, 2012} {
			for _, serial := range []int{1, 26, 123, 9999, 10000, 26012, 123456} {
				n := strings.ReplaceAll(Format(Series(area, year), serial), "-", "")
				if other, ok := seen[n]; ok {
					t.Fatalf("%s is both %s and %s/%d/%d", n, other, area, year, serial)
				}
				seen[n] = area
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("431223-101-26-0123-7")
	f.Add("１２３")
	f.Fuzz(func(t *testing.T, text string) {
		if n, ok := Parse(text); ok {
			if again, ok := Parse(n); !ok || again != n {
				t.Fatalf("%q gave %q, which gives %q", text, n, again)
			}
		}
	})
}
