package platform

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/config"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay"
)

// replayFile is the replay's diary in the data directory.
const replayFile = "replay.jsonl"

// replaySettings hold unless the command says otherwise: virtual time, no limit
// to how much one machine says, and sessions that last the two years, in which
// nobody wants to sign in each morning.
var replaySettings = []string{"-clock", "virtual", "-limits.per_second", "0", "-audit.every", "24h", "-observe.log.level", "error",
	"-sessions.idle", "20000h", "-sessions.absolute", "20000h"}

// replayCommand plays two years into the data directory, or goes on where it was
// interrupted, and prints what was published beside what was counted. It fails
// when they differ.
func replayCommand(ctx context.Context, p Process) error {
	var o replay.Options
	var stay bool
	rest, done, err := ownFlags(p, func(f *flag.FlagSet) {
		f.Float64Var(&o.Scale, "scale", 1, "size of the county; the figures follow")
		f.Uint64Var(&o.Seed, "seed", 1, "which of the many stories with these figures")
		f.BoolVar(&stay, "serve", false, "serve afterwards, to look at it")
	})
	if err != nil || done {
		return err
	}
	p.Args = append(append([]string{}, replaySettings...), rest...)
	loaded, done, err := load(p)
	if err != nil || done {
		return err
	}
	box, err := replay.OpenLetterbox(ctx)
	if err != nil {
		return err
	}
	m := &loaded.Config.Mail
	m.Host, m.Port, m.TLS, m.From = box.Addr.Addr().String(), int(box.Addr.Port()), "none", "liaison@example.org"
	o.File = filepath.Join(loaded.Config.Data, replayFile)
	o.Progress = func(words string) { fmt.Fprintln(p.Out, "lianluo:", words) }
	err = replayOn(ctx, p, loaded, o, stay)
	o.Progress(fmt.Sprintf("截获邮件 %d 封，没有一封离开本机", box.Taken()))
	return errors.Join(err, box.Close())
}

// replayOn starts the system at the moment that the diary has come to, plays, and
// stops it unless it is to stay.
func replayOn(ctx context.Context, p Process, loaded *config.Loaded[Config], o replay.Options, stay bool) error {
	mark := filepath.Join(loaded.Config.Data, clockMark)
	keep := func(at time.Time) error { return writeOwn(mark, []byte(at.Format(time.RFC3339))) }
	if at, began, err := replay.Began(o.File); err != nil || began {
		if err := errors.Join(err, keep(at)); err != nil {
			return err
		}
	}
	playing, stop := context.WithCancel(ctx)
	defer stop()
	var played error
	err := virtual(playing, loaded.Config, p.Out, func(s *system, clock *calendar.Virtual) {
		played = s.play(playing, p, clock, keep, o, stay)
		if played != nil || !stay {
			stop()
		}
	})
	if ctx.Err() != nil && errors.Is(played, ctx.Err()) {
		return fault.FailedPrecondition("replay.interrupted", "回放已中断，再次运行同一命令即可继续", "The replay was interrupted; run the same command again to go on")
	}
	return errors.Join(played, err)
}

// play plays and tells the outcome.
func (s *system) play(ctx context.Context, p Process, clock *calendar.Virtual, keep func(time.Time) error, o replay.Options, stay bool) error {
	secret, err := s.config.secret("internal", s.config.Secrets.Internal)
	if err != nil {
		return err
	}
	report, err := replay.Run(ctx, s.stage(clock, keep, secret), o)
	if err != nil {
		return err
	}
	return s.tell(p, report, stay)
}

// stage is the system as the replay sees it: through the gateway.
func (s *system) stage(clock *calendar.Virtual, keep func(time.Time) error, secret []byte) replay.System {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	base, identity := s.routes.Route("identity")
	return replay.System{
		Clock: clock, Keep: keep,
		Host: &rpc.Client{Base: base, HTTP: &http.Client{Transport: identity}, Token: hostToken(secret, clock)},
		Client: func(token func(context.Context) string) *rpc.Client {
			return &rpc.Client{Base: s.config.baseURL(), HTTP: &http.Client{Transport: transport}, Token: token}
		},
	}
}

// tell prints the outcome and, where the system stays, how to look at it.
func (s *system) tell(p Process, r replay.Report, stay bool) error {
	fmt.Fprint(p.Out, "\n", r)
	if stay {
		fmt.Fprintf(p.Out, "\n请在浏览器打开 %s，时钟停在 %s\nOpen %[1]s\n\n", s.config.baseURL(), s.clock.Now().In(calendar.Zone).Format("2006-01-02 15:04"))
		for _, l := range r.Logins {
			fmt.Fprintf(p.Out, "  %-12s %-22s %s\n", l.Login, l.Password, l.Name)
		}
	}
	if !r.Same() {
		return fault.FailedPrecondition("replay.differs", "统计与公布的数字不一致，见上表", "What was counted is not what was published; see the table")
	}
	return nil
}
