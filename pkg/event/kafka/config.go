// Package kafka is the event transport over segmentio/kafka-go. It speaks to
// Apache Kafka and to the embedded broker alike.
package kafka

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// Config says how to reach the brokers. Zero durations and counts take the
// defaults named beside them.
type Config struct {
	Brokers  []string // host:port, at least one
	ClientID string   // shown in the broker's logs; "lianluo"

	TLS       *tls.Config // nil: plain text
	Mechanism string      // "" none, "plain", "scram-sha-256", "scram-sha-512"
	User      string
	Password  string

	Partitions  int // of topics that EnsureTopics creates; 1
	Replication int // of the same; 1

	// Session is how long the broker waits for a silent member of a group before
	// its partitions go to the others; 10 s. Real brokers accept 6 s or more.
	Session time.Duration
	// MaxWait is how long a fetch lies at the broker while nothing comes; 500 ms.
	// Closing a subscription takes as long.
	MaxWait time.Duration
	// Log gets what kafka-go complains of while it heals by itself, at debug level.
	Log *slog.Logger
}

const (
	dialTimeout  = 5 * time.Second
	writeTimeout = 5 * time.Second
	batchTimeout = 200 * time.Microsecond // each call brings its whole batch
	batchSize    = 1000
	// MaxMessage is the largest message in bytes, key and headers included.
	MaxMessage = 1 << 20
)

var errNoBrokers = errors.New("kafka: no broker address is configured (events.brokers)")

func (c Config) withDefaults() (Config, error) {
	if len(c.Brokers) == 0 {
		return c, errNoBrokers
	}
	if c.ClientID == "" {
		c.ClientID = "lianluo"
	}
	c.Partitions, c.Replication = max(c.Partitions, 1), max(c.Replication, 1)
	if c.Session == 0 {
		c.Session = 10 * time.Second
	}
	if c.MaxWait == 0 {
		c.MaxWait = 500 * time.Millisecond
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

func (c Config) sasl() (sasl.Mechanism, error) {
	switch c.Mechanism {
	case "":
		return nil, nil
	case "plain":
		return plain.Mechanism{Username: c.User, Password: c.Password}, nil
	case "scram-sha-256":
		return scram.Mechanism(scram.SHA256, c.User, c.Password)
	case "scram-sha-512":
		return scram.Mechanism(scram.SHA512, c.User, c.Password)
	}
	return nil, fmt.Errorf("kafka: unknown SASL mechanism %q (plain, scram-sha-256 or scram-sha-512)", c.Mechanism)
}
