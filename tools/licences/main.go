// Command licences checks what the built binary links: every module must carry
// permissive licences and nothing else. With -notices FILE it also writes their
// texts, as those licences ask of whoever hands out the binary.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	notices := flag.String("notices", "", "also write the licence texts to this `FILE`")
	flag.Parse()
	if err := run(flag.Args(), *notices); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(packages []string, notices string) error {
	modules, err := linked(packages)
	if err != nil {
		return err
	}
	var problems []string
	for i := range modules {
		if err := modules[i].classify(); err != nil {
			problems = append(problems, err.Error())
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s\nuse a module under one of: %s", strings.Join(problems, "\n"), permissive)
	}
	fmt.Printf("licences: %d modules, all permissive\n", len(modules))
	if notices == "" {
		return nil
	}
	return os.WriteFile(notices, texts(modules), 0o644)
}
