package cli

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/near"
	"lianluo/pkg/rpc"
)

// options are the call's own settings. They may stand before the operation, or
// after it where it has no field of the same name.
type options struct {
	server, tokenFile, key string
	help                   bool
	env                    func(string) string
}

func (o *options) fields() map[string]*string {
	return map[string]*string{"server": &o.server, "token-file": &o.tokenFile, "key": &o.key}
}

func (p Program) options(args []string) (*options, []string, error) {
	o := &options{
		server:    cmp.Or(p.Getenv("LIANLUO_SERVER"), "http://127.0.0.1:8080"),
		tokenFile: p.Getenv("LIANLUO_TOKEN_FILE"), env: p.Getenv,
	}
	at := 0
	for at < len(args) && strings.HasPrefix(args[at], "-") {
		name, _, whole := strings.Cut(strings.TrimLeft(args[at], "-"), "=")
		at++
		if !whole && at < len(args) && o.fields()[name] != nil {
			at++
		}
	}
	own, err := parse(args[:at], nil)
	if err != nil {
		return nil, nil, err
	}
	o.help = own.take("help") != nil
	if err := o.late(own); err != nil {
		return nil, nil, err
	}
	return o, args[at:], own.unknown(slices.Sorted(maps.Keys(o.fields())))
}

// late takes options that stand among an operation's fields.
func (o *options) late(f flags) error {
	for name, to := range o.fields() {
		if f.fields[name] {
			continue
		}
		if texts := f.take(name); len(texts) == 1 {
			*to = texts[0]
		} else if len(texts) > 1 {
			return errTwice(name)
		}
	}
	return nil
}

// token is the access token of the file, or of LIANLUO_TOKEN; "" for none.
func (o *options) token() (string, error) {
	if o.tokenFile == "" {
		return o.env("LIANLUO_TOKEN"), nil
	}
	data, err := readFile(o.tokenFile)
	return strings.TrimSpace(string(data)), err
}

// flags are `--name=value` and `--name value`, in the order given per name.
type flags struct {
	texts  map[string][]string
	fields map[string]bool // names that are fields of the operation
}

func (f flags) take(name string) []string {
	texts := f.texts[name]
	delete(f.texts, name)
	return texts
}

// parse reads flags. A flag of a yes-or-no field, and --help, need no value.
func parse(args []string, fields []rpc.Field) (flags, error) {
	f := flags{texts: map[string][]string{}, fields: map[string]bool{}}
	alone := map[string]bool{"help": true}
	for _, field := range fields {
		f.fields[field.Name] = true
		alone[field.Name] = isBool(field.Type)
	}
	for i := 0; i < len(args); i++ {
		name, text, whole := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		switch {
		case args[i] == "-h" || args[i] == "-help":
			name, text = "help", "true"
		case !strings.HasPrefix(args[i], "--") || name == "":
			return f, fault.Invalid("cli.flag", "无法理解“%s”，请写成 --字段=值", "%q is not understood; write --field=value", args[i])
		case whole:
		case alone[name]:
			text = "true"
		case i+1 == len(args):
			return f, fault.Invalid("cli.flag", "--%s 缺少值", "--%s needs a value", name)
		default:
			i++
			text = args[i]
		}
		f.texts[name] = append(f.texts[name], text)
	}
	return f, nil
}

// unknown fails when a flag is left that nobody took.
func (f flags) unknown(known []string) error {
	left := slices.Sorted(maps.Keys(f.texts))
	if len(left) == 0 {
		return nil
	}
	if meant := near.Name(left[0], known); meant != "" {
		return fault.Invalid("cli.field", "没有字段 --%[1]s，是否为 --%[2]s？", "There is no field --%[1]s. Did you mean --%[2]s?", left[0], meant)
	}
	return errNoField(left[0])
}

func errNoField(name string) error {
	return fault.Invalid("cli.field", "没有字段 --%s，加 --help 可查看全部字段", "There is no field --%s; see --help", name)
}

func errTwice(name string) error {
	return fault.Invalid("cli.flag", "--%s 只能给一次", "--%s may be given once only", name)
}
