package ui

import "testing"

func TestNumbersAreCutWhereOneDrawsBreath(t *testing.T) {
	for text, want := range map[string]string{
		"DFAT3UKF": "DFAT 3UKF", "DFAT 3UKF": "DFAT 3UKF", "431223-100-26-0023-9": "431 223 100 26 0023 9", "": "", "K7M": "K7M",
	} {
		if got := Spoken(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
