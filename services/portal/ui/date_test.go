package ui

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	zh, en := in(Chinese), in(English)
	day := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC) // 9:00 in China
	next := time.Date(2027, 1, 3, 6, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		Date(zh, day):                       "11月22日 周日 9:00",
		Date(en, day):                       "Sun 22 Nov, 9:00",
		Date(zh, next):                      "2027年1月3日 周日 14:05",
		Day(en, next):                       "Sun 3 Jan 2027",
		FullDay(zh, day):                    "2026年11月22日",
		FullDay(en, next):                   "3 Jan 2027",
		Month(zh, day):                      "2026年11月",
		Span(zh, day, day.Add(2*time.Hour)): "11月22日 周日 9:00–11:00",
		TimeOfDay(next):                     "14:05",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestADateIsTheOneInChina(t *testing.T) {
	late := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	if got := Day(in(Chinese), late); got != "11月22日 周日" {
		t.Errorf("got %q", got)
	}
}

func TestTimesAreRelativeOnlyWithinADay(t *testing.T) {
	for gap, want := range map[time.Duration]string{
		0:                             "刚刚",
		-30 * time.Second:             "刚刚",
		-5 * time.Minute:              "5 分钟前",
		-3 * time.Hour:                "3 小时前",
		2*time.Hour + time.Minute:     "2 小时后",
		90 * time.Second:              "1 分钟后",
		-24 * time.Hour:               "11月21日 周六 10:00",
		-(24*time.Hour - time.Second): "23 小时前",
		72 * time.Hour:                "11月25日 周三 10:00",
	} {
		if got := When(in(Chinese), designNow.Add(gap)); got != want {
			t.Errorf("%v: got %q, want %q", gap, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 4320: "4,320", 1234567: "1,234,567", -1500: "−1,500"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Percent(3935, 4222); got != "93.2%" {
		t.Errorf("got %q", got)
	}
	if got := Percent(1, 0); got != "–" {
		t.Errorf("no whole: %q", got)
	}
}
