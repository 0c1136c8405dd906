// Package config fills a struct from four layers, each over the one before:
// the defaults in its tags, a strict YAML file, the environment, flags.
//
// A setting is a field. Its path is the chain of its `yaml` names joined by
// dots ("-": not a setting); from the path follow the key in the file, the variable LIANLUO_ + the
// path in upper snake case, and the flag. Other tags: `default` (as text),
// `doc` (one line of help), `flag` (a further, short flag), `validate` (rules
// of go-playground/validator, and `address` for HOST:PORT). A field of type Secret has no flag of its own,
// since command lines are readable by everyone on the machine; it and its
// variable have a twin ending in _file that names a file to read it from.
//
// In Kubernetes a Service called lianluo-x injects LIANLUO_X_PORT and
// LIANLUO_X_SERVICE_*: do not name settings so.
package config

import (
	"errors"
	"reflect"
)

// Loaded is a configuration and where each of its values came from.
type Loaded[T any] struct {
	Config T
	Args   []string // what follows the flags on the command line

	asked  asked
	fields []*field
}

// asked holds the flags that Load itself understands.
type asked struct {
	file         string
	verify, diff bool
}

// Load reads the layers. args are the program's without its name, env looks up
// a variable (os.LookupEnv). The error joins everything found wrong, each with
// the place to mend it; for -h it is flag.ErrHelp and its text the help. A T
// that cannot be configured (an unsupported type, an unreadable default, two
// settings of one name) is a mistake of the program and panics.
func Load[T any](args []string, env func(string) (string, bool)) (*Loaded[T], error) {
	loaded := &Loaded[T]{}
	loaded.fields = fieldsOf(reflect.ValueOf(&loaded.Config).Elem())
	for _, f := range loaded.fields {
		f.applyDefault()
	}
	given, rest, err := parseFlags(args, loaded.fields, &loaded.asked)
	if err != nil {
		return nil, err
	}
	loaded.Args = rest
	if file, ok := env(Prefix + "CONFIG_FILE"); ok && loaded.asked.file == "" {
		loaded.asked.file = file
	}
	err = errors.Join(
		applyFile(loaded.asked.file, loaded.fields),
		applyEnv(env, loaded.fields),
		applyFlags(given),
	)
	if err != nil {
		return nil, err
	}
	if err := validate(&loaded.Config, loaded.fields); err != nil {
		return nil, err
	}
	return loaded, nil
}
