package config

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"unicode"
)

// Prefix begins the name of every environment variable that is read.
const Prefix = "LIANLUO_"

const (
	fileSuffix    = "_file"
	sourceDefault = "default"
)

// field is one setting: a leaf of the configuration struct.
type field struct {
	path    string
	flags   []string
	doc     string
	rules   string
	preset  string // the default, as its tag gives it
	initial string // the default, as people read it
	value   reflect.Value
	secret  bool
	source  string
	rank    layer
	viaFile bool // a secret that was read from the file its twin names
}

// layer orders the sources: a later one wins.
type layer int

const (
	fromDefault layer = iota
	fromFile
	fromEnv
	fromFlag
)

func (f *field) env() string { return envName(f.path) }

// isBool tells whether the flag may stand without a value.
func (f *field) isBool() bool { return f.value.Kind() == reflect.Bool }

func (f *field) applyDefault() {
	if f.preset != "" {
		if err := setText(f.value, f.preset); err != nil {
			panic(fmt.Sprintf("config: default of %s: %v", f.path, err))
		}
	}
	f.source, f.initial = sourceDefault, textOf(f.value)
}

// set takes a value given as text.
func (f *field) set(rank layer, source, text string) error {
	return f.take(rank, source, false, func() error { return setText(f.value, text) })
}

// setFrom takes a secret from the file at path. Newlines at its end are not
// part of it, since editors add them.
func (f *field) setFrom(rank layer, source, path string) error {
	return f.take(rank, source, true, func() error {
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("cannot read the secret: %w", err)
		}
		f.value.SetString(strings.TrimRight(string(text), "\r\n"))
		return nil
	})
}

// take lets one source set the field and remembers it.
func (f *field) take(rank layer, source string, viaFile bool, assign func() error) error {
	if f.secret && f.rank == rank && f.viaFile != viaFile {
		return fmt.Errorf("%s: given both directly and as a file (%s and %s): keep one", f.path, f.source, source)
	}
	f.rank, f.source, f.viaFile = rank, source, viaFile
	if err := assign(); err != nil {
		return fmt.Errorf("%s (%s): %w", f.path, source, err)
	}
	return nil
}

// fieldsOf lists the settings of a struct in their order. It panics where the
// struct cannot be configured.
func fieldsOf(value reflect.Value) []*field {
	fields := collect(value, "")
	paths, variables, flags := map[string]string{}, map[string]string{}, reservedFlags()
	unique := func(seen map[string]string, name, path string) {
		if other, taken := seen[name]; taken {
			panic(fmt.Sprintf("config: %s and %s are both called %s", other, path, name))
		}
		seen[name] = path
	}
	for _, f := range fields {
		unique(paths, f.path, f.path)
		unique(variables, f.env(), f.path)
		for _, name := range f.flags {
			unique(flags, name, f.path)
		}
		if f.secret {
			unique(paths, f.path+fileSuffix, f.path)
			unique(variables, envName(f.path+fileSuffix), f.path)
		}
	}
	return fields
}

func collect(value reflect.Value, prefix string) []*field {
	var fields []*field
	for i := range value.NumField() {
		info, member := value.Type().Field(i), value.Field(i)
		if !info.IsExported() || info.Tag.Get("yaml") == "-" {
			continue
		}
		path := join(prefix, nameOf(info))
		switch {
		case info.Anonymous && info.Tag.Get("yaml") == "":
			fields = append(fields, collect(member, prefix)...)
		case member.Kind() == reflect.Struct && !isText(member):
			fields = append(fields, collect(member, path)...)
		default:
			fields = append(fields, newField(path, info, member))
		}
	}
	return fields
}

func newField(path string, info reflect.StructField, value reflect.Value) *field {
	if !supported(value) {
		panic(fmt.Sprintf("config: %s has type %s, which no text can set", path, value.Type()))
	}
	f := &field{
		path: path, doc: info.Tag.Get("doc"), rules: info.Tag.Get("validate"), preset: info.Tag.Get("default"),
		value: value, secret: value.Type() == reflect.TypeFor[Secret](),
	}
	if _, tagged := info.Tag.Lookup("secret"); tagged && !f.secret {
		panic(fmt.Sprintf("config: %s is tagged secret: give it the type config.Secret", path))
	}
	f.flags = []string{path}
	if f.secret {
		f.flags = []string{path + fileSuffix}
	}
	if short := info.Tag.Get("flag"); short != "" && short != path {
		f.flags = append(f.flags, short)
	}
	return f
}

func nameOf(info reflect.StructField) string {
	name, _, _ := strings.Cut(info.Tag.Get("yaml"), ",")
	if name == "" {
		return strings.ToLower(info.Name)
	}
	return name
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

// envName turns a path into its variable: mongo.readTimeout becomes
// LIANLUO_MONGO_READ_TIMEOUT.
func envName(path string) string {
	var out strings.Builder
	out.WriteString(Prefix)
	lower := false
	for _, r := range path {
		switch {
		case r == '.' || r == '-':
			r = '_'
		case unicode.IsUpper(r) && lower:
			out.WriteByte('_')
		}
		lower = unicode.IsLower(r)
		out.WriteRune(unicode.ToUpper(r))
	}
	return out.String()
}
