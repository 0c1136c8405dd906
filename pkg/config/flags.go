package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

const (
	flagFile   = "config.file"
	flagVerify = "config.verify"
	flagDiff   = "config.diff"
)

// reservedFlags are the flags that no field may take.
func reservedFlags() map[string]string {
	names := map[string]string{}
	for _, name := range []string{flagFile, flagVerify, flagDiff, "h", "help"} {
		names[name] = "a flag of every program"
	}
	return names
}

// flagGiven is one flag of the command line, applied after the other layers.
type flagGiven struct {
	field      *field
	name, text string
}

// parseFlags reads the command line up to the first argument that is no flag.
func parseFlags(args []string, fields []*field, asked *asked) ([]flagGiven, []string, error) {
	var given []flagGiven
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&asked.file, flagFile, "", "")
	set.BoolVar(&asked.verify, flagVerify, false, "")
	set.BoolVar(&asked.diff, flagDiff, false, "")
	for _, f := range fields {
		for _, name := range f.flags {
			record := func(text string) error {
				given = append(given, flagGiven{f, name, text})
				return nil
			}
			if f.isBool() {
				set.BoolFunc(name, "", record)
			} else {
				set.Func(name, "", record)
			}
		}
	}
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil, nil, &helpError{usage(fields)}
	}
	if err != nil {
		return nil, nil, explain(err, args, set)
	}
	return given, set.Args(), nil
}

// explain adds the nearest known flag to the complaint about an unknown one,
// which is the argument where parsing stopped.
func explain(err error, args []string, set *flag.FlagSet) error {
	stopped := ""
	if at := len(args) - set.NArg() - 1; at >= 0 {
		stopped = args[at]
	}
	name, _, _ := strings.Cut(strings.TrimLeft(stopped, "-"), "=")
	if !strings.HasPrefix(stopped, "-") || set.Lookup(name) != nil {
		return fmt.Errorf("%w (-h lists all flags)", err)
	}
	var known []string
	set.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	return fmt.Errorf("unknown flag -%s%s (-h lists all flags)", name, suggest(name, known))
}

func applyFlags(given []flagGiven) error {
	var errs []error
	for _, g := range given {
		source := "-" + g.name
		if g.field.secret {
			errs = append(errs, g.field.setFrom(fromFlag, source, g.text))
		} else {
			errs = append(errs, g.field.set(fromFlag, source, g.text))
		}
	}
	return errors.Join(errs...)
}

// helpError carries the help text to whoever prints it.
type helpError struct{ text string }

func (e *helpError) Error() string { return e.text }

// Is makes it flag.ErrHelp.
func (e *helpError) Is(target error) bool { return target == flag.ErrHelp }
