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
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		fmt.Fprintln(out, "lianluo:", err)
		return
	}
	began := time.Now()
	ready, err := s.loadDemo(ctx, out)
	if err != nil {
		fmt.Fprintln(out, "lianluo: the demonstration is not complete; start again to complete it:", err)
		return
	}
	_ = os.Remove(mark) // loading again would change nothing
	fmt.Fprintf(out, "\n演示数据已就绪（%s），请在浏览器打开 %s\nThe demonstration is ready; sign in at %[2]s/sign-in as\n\n", time.Since(began).Round(time.Second), s.config.baseURL())
	for _, r := range ready {
		fmt.Fprintf(out, "  %-12s %-18s %-10s %s\n", r.Login, r.Password, r.Place, r.Name)
	}
	fmt.Fprintf(out, "\n账号密码只显示这一次，已保存在 %s（仅本人可读）\nShown once and kept in %[1]s, which only you can read.\n", filepath.Join(s.config.Data, demoFile))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s *system) loadDemo(ctx context.Context, out io.Writer) ([]demo.Ready, error) {
	secret, err := s.config.secret("internal", s.config.Secrets.Internal)
	if err != nil {
		return nil, err
	}
	client := func(service string, token func(context.Context) string) *rpc.Client {
		base, transport := s.routes.Route(service)
		return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: token}
	}
	host := client("identity", hostToken(secret, s.clock))
	return demo.New(client, host, demo.Options{
		File: filepath.Join(s.config.Data, demoFile), BaseURL: s.config.baseURL(), Now: s.clock.Now,
		Progress: func(zh string) { fmt.Fprintln(out, "lianluo:", zh) },
	}).Load(ctx)
}
