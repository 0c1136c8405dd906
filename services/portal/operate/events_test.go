package operate_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"lianluo/services/portal/ui"
)

// declared finds the name of an event where a contract declares it.
var declared = regexp.MustCompile(`event\.Define\[[^\]]*\]\("\w+", "(\w+)"`)

func TestEveryEventHasWordsForTheAuditor(t *testing.T) {
	files, err := filepath.Glob("../../../api/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range declared.FindAllSubmatch(source, -1) {
			found++
			if name := string(match[1]); !worded(name) {
				t.Errorf("%s: event %s is shown by its bare name: add operate.event.%s to the messages", file, name, name)
			}
		}
	}
	if found == 0 {
		t.Fatal("no event is declared in api: has the declaration changed?")
	}
}

// byItself finds what the services do by themselves, under the names that they give it.
var byItself = regexp.MustCompile(`(?:b\.(Consume|View)\(|Operation: )"(?:(job) )?([a-z]+)"`)

func TestWhatTheSystemDoesByItselfHasWords(t *testing.T) {
	files, err := filepath.Glob("../../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range byItself.FindAllSubmatch(source, -1) {
			key := "operate.consumes."
			if string(match[2]) == "job" {
				key = "operate.job."
			} else if len(match[1]) == 0 {
				continue
			}
			found++
			if key += string(match[3]); !ui.HasText(key) {
				t.Errorf("%s: add %s to the messages", file, key)
			}
		}
	}
	if found < 10 {
		t.Fatalf("only %d are declared: has the declaration changed?", found)
	}
}

func worded(name string) bool {
	return ui.HasText("operate.event."+name) || ui.HasText("cases.event."+name) || ui.HasText("desk.event."+name)
}
