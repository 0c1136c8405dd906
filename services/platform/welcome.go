package platform

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
	"lianluo/services/portal/rehearsal"
)

// demoMark stands in the data directory while the demonstration is not complete.
const (
	demoMark = "demo-loading"
	demoFile = "demo-accounts.txt"
)

// welcome says what to open, and loads the demonstration where it was asked for
// and the directory was empty, or an earlier load was interrupted.
func (s *system) welcome(ctx context.Context, out io.Writer, fresh bool) {
	fmt.Fprintf(out, "lianluo: open %s (API: %[1]s/docs/api)\n", s.config.baseURL())
	mark := filepath.Join(s.config.Data, demoMark)
	if !s.config.Demo || !fresh && !exists(mark) {
		if exists(filepath.Join(s.config.Data, demoFile)) {
			fmt.Fprintf(out, "lianluo: demonstration accounts are in %s\n", filepath.Join(s.config.Data, demoFile))
		}
		return
	}
	if s.cutOff(mark) {
		fmt.Fprintf(out, "lianluo: 演示数据只装到一半。请停止程序，删除目录 %s 后重新启动。\n"+
			"lianluo: the demonstration is not complete. Stop, delete %[1]s and start again.\n", s.config.Data)
		return
	}
	began := time.Now()
	ready, err := s.loadMarked(ctx, out, mark)
	if err != nil {
		fmt.Fprintln(out, "lianluo: the demonstration is not complete; start again to complete it:", err)
		return
	}
	_ = os.Remove(mark) // loading again would change nothing
	fmt.Fprintf(out, "\n演示数据已就绪（%s），请在浏览器打开 %s\nThe demonstration is ready; sign in at %[2]s/sign-in as\n\n", time.Since(began).Round(time.Second), s.config.baseURL())
	for _, r := range ready {
		fmt.Fprintf(out, "  %-12s %-18s %-10s %s\n", r.Login, r.Password, r.Place, r.Name)
	}
	fmt.Fprintf(out, "\n五分钟试一次票决：用 deputy 登录，再打开 %s%s\nVote in five minutes: sign in as deputy, then open %[1]s%[2]s\n", s.config.baseURL(), rehearsal.Path)
	fmt.Fprintf(out, "\n账号密码只显示这一次，已保存在 %s（仅本人可读）\nShown once and kept in %[1]s, which only you can read.\n", filepath.Join(s.config.Data, demoFile))
}

// throughPast stands in the mark of a load that begins in the past. What it made
// weeks ago by its clock cannot be made again today, so it is not gone on with.
const throughPast = "past"

func (s *system) cutOff(mark string) bool {
	text, _ := os.ReadFile(mark) // none: nothing was begun
	return string(text) == throughPast
}

// livesThrough reports whether a demonstration may begin in the past: only where
// one process keeps everything and nobody else's time is touched.
func (c Config) livesThrough() bool {
	return c.Demo && c.all() && c.ownBroker() && c.Store.Mongo.Reveal() == "" && c.Clock != "virtual"
}

// loadMarked loads while the mark stands. However it ends, the clock is the real
// one afterwards.
func (s *system) loadMarked(ctx context.Context, out io.Writer, mark string) ([]demo.Ready, error) {
	options := demo.Options{Progress: func(zh string) { fmt.Fprintln(out, "lianluo:", zh) }}
	kind := ""
	if clock, ok := s.clock.(*pastClock); ok {
		defer clock.Arrive()
		options.Past, kind = clock, throughPast
	}
	if err := os.WriteFile(mark, []byte(kind), 0o600); err != nil {
		return nil, err
	}
	l, err := s.demo(options)
	if err != nil {
		return nil, err
	}
	return l.Load(ctx)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// demo prepares a load into this system.
func (s *system) demo(o demo.Options) (*demo.Loader, error) {
	secret, err := s.config.secret("internal", s.config.Secrets.Internal)
	if err != nil {
		return nil, err
	}
	o.File, o.BaseURL, o.Now = filepath.Join(s.config.Data, demoFile), s.config.baseURL(), s.clock.Now
	return demo.New(s.client, s.client("identity", hostToken(secret, s.clock)), o), nil
}

// client calls a service, wherever it runs, with a token.
func (s *system) client(service string, token func(context.Context) string) *rpc.Client {
	base, transport := s.routes.Route(service)
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: token}
}
