package platform

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// onHost gives fn a client that speaks as the host itself: to the running
// system at -addr, or to the data directory when nothing runs there. Only who
// can read the shared secret can do this.
func onHost(ctx context.Context, c Config, fn func(ctx context.Context, identity *rpc.Client) error) error {
	clock, err := c.clock()
	if err != nil {
		return err
	}
	secret, err := c.secret("internal", c.Secrets.Internal)
	if err != nil {
		return err
	}
	base := c.identityAddress()
	if running(ctx, base) {
		return fn(ctx, &rpc.Client{Base: base, HTTP: http.DefaultClient, Token: hostToken(secret, clock)})
	}
	c.Target = []string{"all"}
	s, err := build(ctx, c, http.NotFoundHandler())
	if err != nil {
		return errors.Join(elsewhere(err, base), s.Close())
	}
	base, transport := s.routes.Route("identity")
	err = fn(ctx, &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: hostToken(secret, clock)})
	return errors.Join(err, s.Close())
}

// hostToken lets the machine's owner speak.
func hostToken(secret []byte, clock calendar.Clock) func(context.Context) string {
	return func(context.Context) string {
		signed, _ := authz.SignService(secret, "host", clock.Now()) // an HMAC never fails
		return signed
	}
}

// elsewhere words that somebody uses the data directory who does not answer at
// the address that was asked.
func elsewhere(err error, base string) error {
	if !fault.Is(err, fault.KindFailedPrecondition) {
		return err
	}
	return fault.FailedPrecondition("host.address", "%[1]s 没有系统在运行，数据目录也用不了；如果系统在别的地址运行，请加上它的 -addr",
		"Nothing runs at %[1]s, and the data directory cannot be used. If the system runs at another address, give its -addr", base).Because(err)
}

// identityAddress is where identity listens: its peer address, or this system's.
func (c Config) identityAddress() string {
	if base := c.Peers["identity"]; base != "" {
		return base
	}
	return c.baseURL()
}

func running(ctx context.Context, base string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/healthz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

func emptyDirectory(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err != nil || len(slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == "secrets" })) == 0
}

// need fails for a flag that was not given.
func need(name, value string) error {
	if value == "" {
		return fault.Invalid("flag", "请给出 -%[1]s", "Give -%[1]s", name)
	}
	return nil
}
