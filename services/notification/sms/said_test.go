package sms

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for body, want := range map[string]int{
		`{"type":"receipt","key":"d1","state":"delivered","at":"2026-03-02T09:00:00+08:00"}`:                                                                       1,
		` [{"type":"receipt","ref":"r","state":"failed","code":"UNDELIV","at":"2026-03-02T09:00:00Z"}]`:                                                            1,
		`[{"type":"reply","from":"13800000001","text":"1","at":"2026-03-02T09:00:00Z"},{"type":"receipt","key":"d","state":"failed","at":"2026-03-02T09:00:00Z"}]`: 2,
		``: 0, `{}`: 0, `[]`: 0, `null`: 0, `"x"`: 0, `{"type":"receipt"}`: 0, `{"type":1}`: 0,
		`{"type":"receipt","key":"d1","state":"delivered"}`:                                                              0,
		`{"type":"receipt","key":"d1","ref":"r","state":"delivered","at":"2026-03-02T09:00:00Z"}`:                        0,
		`{"type":"receipt","key":"d1","state":"perhaps","at":"2026-03-02T09:00:00Z"}`:                                    0,
		`{"type":"reply","from":"x","text":"1","at":"2026-03-02T09:00:00Z"}`:                                             0,
		`{"type":"receipt","key":"d1","state":"failed","at":"2026-03-02T09:00:00Z"},{"type":"receipt"}`:                  0,
		`[` + strings.Repeat(`{"type":"receipt","key":"d","state":"failed","at":"2026-03-02T09:00:00Z"},`, most) + `{}]`: 0,
	} {
		got, err := Parse([]byte(body))
		if (err == nil) != (want > 0) || err == nil && len(got) != want {
			t.Errorf("%.80s: %d %v", body, len(got), err)
		}
	}
}

// What no number can be is kept of a code.
func TestCodesHoldNoNumbers(t *testing.T) {
	for given, want := range map[string]string{"UNDELIV": "UNDELIV", "isv.X-1_2": "isv.X-1_2", "no 13800000001": "", "拒收 3": "3", "": ""} {
		if got := code(given); got != want {
			t.Errorf("%q: %q", given, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"type":"receipt","key":"d1","state":"delivered","at":"2026-03-02T09:00:00+08:00"}`))
	f.Add([]byte(`[{"type":"reply","from":"138000","text":"1","at":"2026-03-02T09:00:00Z"}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		said, err := Parse(raw)
		if err != nil {
			return
		}
		for _, s := range said {
			if s.Type != Receipt && s.Type != Reply || s.At.IsZero() || len(s.Code) > 40 || len(s.Text) > 2000 {
				t.Fatalf("%q: %+v", raw, s)
			}
		}
	})
}
