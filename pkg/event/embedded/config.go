// Package embedded is the broker of an installation without Kafka: franz-go's
// kfake, in this process, speaking the Kafka protocol on loopback and keeping
// its log on disk, every acknowledged message synced.
//
// What kfake leaves open is settled here: the data directory is locked, topics
// exist before the first message, and the log is trimmed behind its slowest
// reader, because kfake reads all of it at start.
package embedded

import (
	"cmp"
	"log/slog"
	"net"
	"time"

	"lianluo/pkg/fault"
)

// Config says where the broker keeps its log, where it listens and what it
// carries. Only Dir is required.
type Config struct {
	// Dir is the data directory, made if absent. One broker at a time uses it.
	Dir string
	// Addr is the loopback host:port to listen on; default 127.0.0.1:0, a free
	// port. Nothing is encrypted here, so no other address is accepted.
	Addr string
	// Password is what clients sign in with, as User by Mechanism: other accounts
	// of this machine reach loopback, too, and events say who may do what. "" lets
	// everybody in who reaches the address.
	Password string
	// Topics exist after Start; those of earlier starts stay.
	Topics []Topic
	// Retention bounds the log; the zero value is the default.
	Retention Retention
	// Silence is how long a member of a group may say nothing before it is taken
	// for dead, whatever session it asked for; default 30 s.
	Silence time.Duration
	// Logger takes the broker's warnings; default slog.Default().
	Logger *slog.Logger
}

// User and Mechanism are how clients sign in to a broker with a password.
const (
	User      = "lianluo"
	Mechanism = "scram-sha-256"
)

// Topic is one named log.
type Topic struct {
	Name string
	// Partitions is fixed when the topic is created; default 1. A change would
	// move keys between partitions and break their order, so Start refuses it.
	Partitions int
	// Groups are the consumer groups that must have read a message before it
	// may go, also before their first start. Without names, every group counts
	// that has committed an offset in this topic or has a member reading it.
	Groups []string
}

// Retention bounds the log. A message that a group has still to read is never
// dropped, however long the log grows; what all have read is kept by whoever
// caused it (the journals), so that dropping it loses nothing.
type Retention struct {
	// KeepBytes is the size of a partition below which nothing is dropped;
	// above it goes all that every group has read. Default 4 MiB.
	KeepBytes int64
	// UnreadBytes is the same for topics that no group reads, and the size of
	// what a group has still to read from which the log warns. Default 64 MiB.
	UnreadBytes int64
	// SegmentBytes is the size of a log file; space is freed by whole files.
	// Default 1 MiB.
	SegmentBytes int64
	// Every is the time between two trims. Default one minute.
	Every time.Duration
}

func (c Config) withDefaults() (Config, error) {
	c.Addr = cmp.Or(c.Addr, "127.0.0.1:0")
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	c.Silence = cmp.Or(c.Silence, 30*time.Second)
	r := &c.Retention
	r.KeepBytes = cmp.Or(r.KeepBytes, 4<<20)
	r.UnreadBytes = cmp.Or(r.UnreadBytes, 64<<20)
	r.SegmentBytes = cmp.Or(r.SegmentBytes, 1<<20)
	r.Every = cmp.Or(r.Every, time.Minute)
	topics := make([]Topic, len(c.Topics))
	for i, t := range c.Topics {
		t.Partitions = cmp.Or(t.Partitions, 1)
		topics[i] = t
	}
	c.Topics = topics
	return c, c.check()
}

func (c Config) check() error {
	if c.Dir == "" {
		return fault.Invalid("broker_dir", "未指定事件数据目录，请设置后再启动。",
			"No data directory is set for the event broker. Set one and start again.")
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fault.Invalid("broker_addr", "内置消息服务只能在本机地址上监听，%s 不行：请改为 127.0.0.1:端口，或改用 Kafka。",
			"The embedded broker listens on loopback only, not on %s: use 127.0.0.1:PORT, or Kafka.", c.Addr)
	}
	return nil
}
