package browsertest

import "testing"

func TestDevicesRefuseWhatTheyMust(t *testing.T) {
	for name, what := range map[string]string{
		"cast or audit":        "casting",
		"a live board":         "live",
		"the ceremony":         "dealing",
		"a scrutineer's phone": "opening",
		"phone to phone":       "phones",
		"the vault":            "keeping",
	} {
		t.Run(name, func(t *testing.T) {
			for _, line := range eval[[]string](t, tab(t), "devices.js", `return test.`+what+`();`) {
				t.Error(line)
			}
		})
	}
}
