// Package platform puts the services together: the one place that knows all of
// them. It wires stores, broker and listeners from the configuration and holds
// the command line of the binary lianluo.
package platform

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"lianluo/pkg/config"
	"lianluo/pkg/fault"
)

// Process is what the binary is started with.
type Process struct {
	Args     []string
	Env      func(string) (string, bool)
	Out, Err io.Writer
	Version  string
}

// command is a subcommand: its words, what it does in a line, and how.
type command struct {
	words, help string
	run         func(ctx context.Context, p Process) error
}

func commands() []command {
	return []command{
		{"call", "call an operation: lianluo call casework.GetCase --id=… --server=URL --token-file=FILE", callCommand},
		{"account create", "create an account with any role and print its one-time invitation", accountCommand},
		{"account factors", "reset the second factors of an account whose owner lost them, or exempt it: -login … -reason … [-exempt]", factorsCommand},
		{"token create", "create an access token for a program and print it once", tokenCommand},
		{"audit verify", "verify the audit chain against its heads and the journals", auditCommand},
		{"topics", "create the topics at the brokers; safe to repeat", topicsCommand},
		{"indexes", "build missing indexes in the stores of all services; safe to repeat, while the system serves too", indexesCommand},
		{"migrate", "both, as a new version wants them before its first replica starts", migrateCommand},
		{"backup verify", "read a backup through and compare its checksums: -from DIR [-identity FILE]", verifyBackupCommand},
		{"backup", "save the data of all services, while they serve: -to DIR or -under DIR [-keep N] [-recipient AGE-KEY]…", backupCommand},
		{"restore", "fill an empty system from a backup: -from DIR [-identity FILE] [-resume]", restoreCommand},
		{"replay chenxi", "play two years of Chenxi county into -data, on a virtual clock, and compare the sums", replayCommand},
		{"verify", "verify a ballot's bundle, offline: BUNDLE.json [-head seq:hash]… [-receipt CODE]… [-lang zh|en]; or -page FILE writes the page that does it in a browser", verifyCommand},
		{"version", "print the version", versionCommand},
	}
}

// Main runs the binary and returns its exit code: 0 done, 1 failed, 2 wrong words.
func Main(ctx context.Context, p Process) int {
	err := run(ctx, p)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(p.Out, err)
		fmt.Fprint(p.Out, usage())
		return 0
	}
	fmt.Fprintln(p.Err, "lianluo:", sentence(p, err))
	if fault.Is(err, fault.KindInvalid) {
		return 2
	}
	return 1
}

// sentence words an error in the reader's language; for operators the cause is
// part of it.
func sentence(p Process, err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	text := e.Text.In(p.lang())
	for _, field := range e.Fields {
		text += "\n  " + field.Name + ": " + field.Text.In(p.lang())
	}
	if cause := errors.Unwrap(e); cause != nil {
		text += " (" + cause.Error() + ")"
	}
	return text
}

// lang is the terminal's language; what is not Chinese gets English, which every
// terminal can show.
func (p Process) lang() string {
	if lang, _ := p.Env("LANG"); strings.HasPrefix(lang, "zh") {
		return "zh"
	}
	return "en"
}

func usage() string {
	var b strings.Builder
	b.WriteString("Commands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  lianluo %-15s %s\n", c.words, c.help)
	}
	return b.String()
}

func run(ctx context.Context, p Process) error {
	if len(p.Args) == 0 || strings.HasPrefix(p.Args[0], "-") {
		return serveCommand(ctx, p)
	}
	for _, c := range commands() {
		words := strings.Fields(c.words)
		if len(p.Args) >= len(words) && strings.Join(p.Args[:len(words)], " ") == c.words {
			p.Args = p.Args[len(words):]
			return c.run(ctx, p)
		}
	}
	return fault.Invalid("command", "没有命令 %[1]s\n%[2]s", "There is no command %[1]s\n%[2]s", p.Args[0], usage())
}

// load reads the configuration; done means that it was only asked about.
func load(p Process) (loaded *config.Loaded[Config], done bool, err error) {
	if loaded, err = config.Load[Config](p.Args, p.Env); err != nil {
		return nil, false, err
	}
	if err := loaded.Config.check(); err != nil {
		return nil, false, err
	}
	loaded.Config.Observe.Service, loaded.Config.Observe.Version = loaded.Config.called(), p.Version
	done, err = loaded.Answer(p.Out)
	return loaded, done, err
}

func serveCommand(ctx context.Context, p Process) error {
	loaded, done, err := load(p)
	if err != nil || done {
		return err
	}
	if len(loaded.Args) > 0 {
		return fault.Invalid("arguments", "多余的参数：%[1]v", "Unexpected arguments: %[1]v", loaded.Args)
	}
	c := loaded.Config
	clock, err := c.clock()
	if err != nil {
		return err
	}
	fresh := emptyDirectory(c.Data)
	if fresh && c.livesThrough() {
		clock = newPastClock()
	}
	s, err := awaited(ctx, c, clock, p.Err)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			err = nil
		}
		return errors.Join(err, s.Close())
	}
	err = s.serve(ctx, p.Out, func(ctx context.Context) { s.welcome(ctx, p.Out, fresh) })
	return errors.Join(err, s.Close())
}

func versionCommand(_ context.Context, p Process) error {
	_, err := fmt.Fprintln(p.Out, "lianluo", p.Version)
	return err
}
