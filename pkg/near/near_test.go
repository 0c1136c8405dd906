package near

import "testing"

func TestName(t *testing.T) {
	known := []string{"casework.AssignCase", "casework.ListCases", "addr", "data"}
	for name, want := range map[string]string{
		"AssignCase": "casework.AssignCase", "casework.AsignCas": "casework.AssignCase", "adr": "addr",
		"dtaa": "data", "zzzz": "", "": "", "地址": "",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{{"", ""}: 0, {"a", ""}: 1, {"kitten", "sitting"}: 3, {"联络", "联络站"}: 1} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("%v: got %d", pair, got)
		}
	}
}
