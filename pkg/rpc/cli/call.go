// Package cli calls operations from the command line: fields as flags, JSON out.
//
//	lianluo call casework.AssignCase --id=… --unit=… --reason=…
package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/near"
	"lianluo/pkg/rpc"
)

// Program is what the command line works with.
type Program struct {
	Ops    []rpc.Any
	Docs   map[string]string // what each operation does, by name (openapi.Docs)
	Getenv func(string) string
	Out    io.Writer
	HTTP   *http.Client // http.DefaultClient where nil
}

// Call runs `call [options] <Operation> --field=value …`: it lists the
// operations without one, shows an operation's fields with --help, and otherwise
// writes the answer as JSON (a stream as it comes). It fails with what the server
// answers, with invalid for what it cannot understand, naming what was meant.
func (p Program) Call(ctx context.Context, args []string) error {
	opts, rest, err := p.options(args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return p.list()
	}
	op, err := p.find(rest[0])
	if err != nil {
		return err
	}
	flags, err := parse(rest[1:], rpc.FieldsOf(op))
	if err != nil {
		return err
	}
	if flags.take("help") != nil || opts.help {
		return p.describe(op)
	}
	if err := opts.late(flags); err != nil {
		return err
	}
	request := reflect.New(op.Request)
	if err := fill(request.Elem(), rpc.FieldsOf(op), flags); err != nil {
		return err
	}
	return p.send(ctx, op, request.Interface(), opts)
}

// find is the operation of a full name, or of one without its service where only
// one service has it.
func (p Program) find(name string) (rpc.Operation, error) {
	var known, same []string
	var found rpc.Operation
	for _, op := range p.Ops {
		o := op.Declared()
		if o.Name == name {
			return o, nil
		}
		known = append(known, o.Name)
		if strings.HasSuffix(strings.ToLower(o.Name), "."+strings.ToLower(name)) {
			same, found = append(same, o.Name), o
		}
	}
	if len(same) == 1 {
		return found, nil
	}
	if len(same) > 1 {
		return found, fault.Invalid("cli.operation", "有多个操作叫 %[1]s，请写全名：%[2]s", "Several operations are called %[1]s; give the full name: %[2]s", name, strings.Join(same, ", "))
	}
	if meant := meantBy(name, known); meant != "" {
		return found, fault.Invalid("cli.operation", "没有操作 %[1]s，是否为 %[2]s？", "There is no operation %[1]s. Did you mean %[2]s?", name, meant)
	}
	return found, fault.Invalid("cli.operation", "没有操作 %s，不带参数运行 call 可查看全部操作", "There is no operation %s. Run call without arguments to list them", name)
}

// meantBy is the known operation nearest to name, given with or without its service.
func meantBy(name string, known []string) string {
	if meant := near.Name(name, known); meant != "" {
		return meant
	}
	var short []string
	for _, full := range known {
		_, own, _ := strings.Cut(full, ".")
		short = append(short, own)
	}
	return near.Name(near.Name(name, short), known)
}

func (p Program) send(ctx context.Context, op rpc.Operation, request any, o *options) error {
	token, err := o.token()
	if err != nil {
		return err
	}
	if err := safe(o.server, token); err != nil {
		return err
	}
	client := &rpc.Client{Base: strings.TrimRight(o.server, "/"), HTTP: p.HTTP, Token: func(context.Context) string { return token }}
	ctx = rpc.WithKey(rpc.WithLang(ctx, p.lang()), o.key)
	if op.Kind == rpc.KindStream {
		body, err := client.Open(ctx, op, request)
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(p.Out, body)
		return err
	}
	raw, err := client.Do(ctx, op, request)
	if err != nil || len(raw) == 0 {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, raw, "", "  "); err != nil {
		return fault.Internal(err)
	}
	pretty.WriteByte('\n')
	_, err = p.Out.Write(pretty.Bytes())
	return err
}

func (p Program) lang() string {
	if strings.HasPrefix(p.Getenv("LANG"), "zh") {
		return "zh"
	}
	return "en"
}

// safe refuses to send a token where others can read it.
func safe(server, token string) error {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fault.Invalid("cli.server", "服务地址 %s 不对，应如 https://host:port", "The server %s is not an address such as https://host:port", server)
	}
	ip := net.ParseIP(u.Hostname())
	if token == "" || u.Scheme == "https" || u.Hostname() == "localhost" || ip.IsLoopback() {
		return nil
	}
	return fault.Invalid("cli.plain", "不会通过未加密的连接发送令牌，请改用 https", "A token is not sent over an unencrypted connection. Use https")
}

// Message words an error for the terminal: its sentence and one line per field.
func (p Program) Message(err error) string {
	lang := p.lang()
	f := fault.Of(err)
	text := f.Text.In(lang)
	for _, field := range f.Fields {
		text += fmt.Sprintf("\n  %s: %s", field.Name, field.Text.In(lang))
	}
	return text
}

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Invalid("cli.file", "读不到文件 %s，请检查路径和权限", "The file %s cannot be read. Check its path and permissions", path).Because(err)
	}
	return data, nil
}
