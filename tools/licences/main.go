// Command licences checks what the built binary links: every module must carry
// permissive licences and nothing else. With -notices FILE it also writes their
// texts, as those licences ask of whoever hands out the binary, and with -names
// FILE the table from which the list of what is inside is made.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	notices := flag.String("notices", "", "also write the licence texts to this `FILE`")
	names := flag.String("names", "", "also write a table of modules and the licences found in them to this `FILE`")
	flag.Parse()
	if err := run(flag.Args(), *notices, *names); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(packages []string, notices, names string) error {
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
	return errors.Join(write(notices, texts(modules)), write(names, table(modules)))
}

func write(file string, data []byte) error {
	if file == "" {
		return nil
	}
	return os.WriteFile(file, data, 0o644)
}
