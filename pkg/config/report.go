package config

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

// Answer prints what -config.verify or -config.diff asked for, and tells
// whether either was asked: the program then ends instead of starting. Load
// has already refused a configuration that is not valid.
func (l *Loaded[T]) Answer(w io.Writer) (asked bool, err error) {
	if !l.asked.verify && !l.asked.diff {
		return false, nil
	}
	if l.asked.verify {
		if _, err := fmt.Fprintln(w, "the configuration is valid"); err != nil {
			return true, err
		}
	}
	return true, l.WriteDiff(w)
}

// WriteDiff prints each setting that is not its default, with the source of its
// value. Secrets are masked.
func (l *Loaded[T]) WriteDiff(w io.Writer) error {
	for _, f := range l.fields {
		now := textOf(f.value)
		if f.source == sourceDefault || now == f.initial {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s: %s  # %s; default %s\n", f.path, orEmpty(now), f.source, orEmpty(f.initial)); err != nil {
			return err
		}
	}
	return nil
}

// usage is the help text: every flag with its variable and its default.
func usage(fields []*field) string {
	var out strings.Builder
	line := func(name, doc, note string) {
		fmt.Fprintf(&out, "  -%s\n        %s%s\n", name, doc, note)
	}
	fmt.Fprintln(&out, "Settings come from defaults, then the file, then the environment, then flags.")
	line(flagFile+" FILE", "read settings from this YAML file", " ("+Prefix+"CONFIG_FILE)")
	line(flagVerify, "check the configuration, print what differs from the defaults, and end", "")
	line(flagDiff, "print what differs from the defaults, and end", "")
	for _, f := range fields {
		name, note := f.flags[len(f.flags)-1], f.env()
		if f.secret {
			note = envName(f.path + fileSuffix)
		}
		if !f.isBool() {
			name += " " + f.kind()
		}
		if f.initial != "" {
			note = "default " + f.initial + "; " + note
		}
		line(name, f.doc, " ("+note+")")
	}
	return out.String()
}

// kind is a word for what a flag takes.
func (f *field) kind() string {
	switch {
	case f.secret:
		return "FILE"
	case isList(f.value):
		return "A,B,…"
	case isMap(f.value):
		return "NAME=VALUE,…"
	case f.value.Type() == reflect.TypeFor[time.Duration]():
		return "DURATION"
	case f.value.CanInt(), f.value.CanUint(), f.value.CanFloat():
		return "NUMBER"
	default:
		return "TEXT"
	}
}

func orEmpty(text string) string {
	if text == "" {
		return `""`
	}
	return text
}
