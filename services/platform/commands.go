package platform

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/config"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rpc/cli"
	"lianluo/pkg/rpc/openapi"
	"lianluo/services/platform/operations"
)

// hostCommand runs fn with the host's client, see ownFlags.
func hostCommand(ctx context.Context, p Process, define func(*flag.FlagSet), fn func(ctx context.Context, c *rpc.Client, base string) error) error {
	rest, done, err := ownFlags(p, define)
	if err != nil || done {
		return err
	}
	loaded, err := config.Load[Config](rest, p.Env)
	if err != nil {
		return err
	}
	return onHost(rpc.WithLang(ctx, p.lang()), loaded.Config, func(ctx context.Context, c *rpc.Client) error {
		return fn(ctx, c, loaded.Config.baseURL())
	})
}

// ownFlags reads a command's own flags (defined by define) and returns the rest,
// which are the configuration's. Asked for help it shows the own ones; done.
func ownFlags(p Process, define func(*flag.FlagSet)) (rest []string, done bool, err error) {
	own := flag.NewFlagSet("lianluo", flag.ContinueOnError)
	own.SetOutput(p.Err)
	define(own)
	if slices.ContainsFunc(p.Args, asksHelp) {
		own.SetOutput(p.Out)
		own.PrintDefaults()
		_, err := fmt.Fprintln(p.Out, "Besides these, the settings that lianluo -h lists: -addr of the running system, or -data where none runs.")
		return nil, true, err
	}
	var mine []string
	for i := 0; i < len(p.Args); i++ {
		name, _, whole := strings.Cut(strings.TrimLeft(p.Args[i], "-"), "=")
		to := &rest
		if own.Lookup(name) != nil {
			to = &mine
		}
		*to = append(*to, p.Args[i])
		if !whole && i+1 < len(p.Args) && !strings.HasPrefix(p.Args[i+1], "-") {
			i++
			*to = append(*to, p.Args[i])
		}
	}
	if err := own.Parse(mine); err != nil {
		return nil, false, fault.Invalid("flags", "参数无法识别：%[1]v", "The flags cannot be read: %[1]v", err)
	}
	return rest, false, nil
}

func asksHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

func callCommand(ctx context.Context, p Process) error {
	docs, err := openapi.Docs(unpacked())
	if err != nil {
		return err
	}
	program := cli.Program{Ops: operations.All(), Docs: docs, Out: p.Out, Getenv: func(name string) string {
		value, _ := p.Env(name)
		return value
	}}
	if err := program.Call(ctx, p.Args); err != nil {
		return errors.New(program.Message(err))
	}
	return nil
}

func accountCommand(ctx context.Context, p Process) error {
	var req identity.InviteRequest
	var g identity.Grant
	return hostCommand(ctx, p, func(f *flag.FlagSet) {
		f.StringVar(&req.Login, "login", "", "login name")
		f.StringVar(&req.Name, "name", "", "person's name")
		f.StringVar(&g.Role, "role", "", "role, for instance province_admin")
		f.StringVar(&g.Area, "area", "", "division code, for instance 43")
	}, func(ctx context.Context, c *rpc.Client, base string) error {
		req.Area, req.Grants = g.Area, []identity.Grant{g}
		for _, e := range []error{need("login", req.Login), need("name", req.Name), need("role", g.Role), need("area", g.Area)} {
			if e != nil {
				return e
			}
		}
		made, err := rpc.Call(ctx, c, identity.HostInvite, req)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.Out, "%s: open %s/invitation?code=%s until %s\n", made.Account.Login, base, made.Code, made.Expires.Format(time.RFC3339))
		return err
	})
}

func factorsCommand(ctx context.Context, p Process) error {
	var req identity.HostFactorsRequest
	return hostCommand(ctx, p, func(f *flag.FlagSet) {
		f.StringVar(&req.Login, "login", "", "account")
		f.StringVar(&req.Reason, "reason", "", "why, for the record")
		f.BoolVar(&req.Exempt, "exempt", false, "ask the account for no second factor any more")
	}, func(ctx context.Context, c *rpc.Client, _ string) error {
		for _, e := range []error{need("login", req.Login), need("reason", req.Reason)} {
			if e != nil {
				return e
			}
		}
		_, err := rpc.Call(ctx, c, identity.HostFactors, req)
		if err == nil {
			_, err = fmt.Fprintln(p.Out, "done: at the next sign-in", req.Login, "sets up a new second factor, unless it is exempt")
		}
		return err
	})
}

func tokenCommand(ctx context.Context, p Process) error {
	var req identity.HostTokenRequest
	var actions string
	days := 90
	return hostCommand(ctx, p, func(f *flag.FlagSet) {
		f.StringVar(&req.Login, "login", "", "account that owns the token")
		f.StringVar(&req.Name, "name", "", "what the token is for")
		f.StringVar(&actions, "actions", "", "permissions, for instance case.read,case.register")
		f.IntVar(&days, "days", days, "days until it ends, at most 366")
	}, func(ctx context.Context, c *rpc.Client, _ string) error {
		for _, e := range []error{need("login", req.Login), need("name", req.Name), need("actions", actions)} {
			if e != nil {
				return e
			}
		}
		req.Actions, req.Expires = strings.Split(actions, ","), time.Now().AddDate(0, 0, days)
		made, err := rpc.Call(ctx, c, identity.HostToken, req)
		if err == nil {
			_, err = fmt.Fprintln(p.Out, made.Secret)
		}
		return err
	})
}

// auditCommand prints what was checked; a chain that is not intact is an error.
func auditCommand(ctx context.Context, p Process) error {
	var files repeated
	return hostCommand(ctx, p, func(f *flag.FlagSet) {
		f.Var(&files, "head", "file with a signed head kept elsewhere; may be repeated")
	}, func(ctx context.Context, c *rpc.Client, _ string) error {
		heads, err := readHeads(files)
		if err != nil {
			return err
		}
		verdict, err := rpc.Call(ctx, c, identity.HostVerifyAudit, identity.VerifyAuditRequest{Heads: heads})
		if err != nil {
			return err
		}
		fmt.Fprintf(p.Out, "%d rows, %d heads checked\n", verdict.Rows, verdict.Heads)
		for _, finding := range verdict.Findings {
			fmt.Fprintln(p.Out, "  "+finding)
		}
		if !verdict.Intact {
			return fault.FailedPrecondition("audit.broken", "审计链不完整，见上文", "The audit chain is not intact, see above")
		}
		_, err = fmt.Fprintln(p.Out, "the audit chain is intact")
		return err
	})
}

type repeated []string

func (r *repeated) String() string     { return strings.Join(*r, ",") }
func (r *repeated) Set(s string) error { *r = append(*r, s); return nil }

func readHeads(files []string) ([]identity.AuditHead, error) {
	var out []identity.AuditHead
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var h identity.AuditHead
		if err := json.Unmarshal(raw, &h); err != nil {
			return nil, fault.Invalid("audit.head", "%[1]s 不是审计链头文件", "%[1]s is no head of an audit chain", name).Because(err)
		}
		out = append(out, h)
	}
	return out, nil
}
