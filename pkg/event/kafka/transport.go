package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Transport is a connection to a cluster.
type Transport struct {
	config Config
	pool   *kafka.Transport
	dialer *kafka.Dialer
	client *kafka.Client
}

var _ event.Transport = (*Transport)(nil)

// New prepares a transport; it connects when first used. It fails for a config
// without brokers or with an unknown SASL mechanism.
func New(config Config) (*Transport, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	mechanism, err := config.sasl()
	if err != nil {
		return nil, err
	}
	t := &Transport{config: config}
	t.pool = &kafka.Transport{ClientID: config.ClientID, TLS: config.TLS, SASL: mechanism, DialTimeout: dialTimeout}
	t.dialer = &kafka.Dialer{ClientID: config.ClientID, TLS: config.TLS, SASLMechanism: mechanism, Timeout: dialTimeout, DualStack: true}
	t.client = &kafka.Client{Addr: kafka.TCP(config.Brokers...), Transport: t.pool, Timeout: 2 * dialTimeout}
	return t, nil
}

// Publisher returns a publisher that waits for all replicas' acknowledgements.
func (t *Transport) Publisher() (event.Publisher, error) {
	return &publisher{writer: &kafka.Writer{
		Addr: t.client.Addr, Transport: t.pool, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll,
		BatchTimeout: batchTimeout, BatchSize: batchSize, BatchBytes: MaxMessage,
		ReadTimeout: writeTimeout, WriteTimeout: writeTimeout, MaxAttempts: 2, ErrorLogger: logger(t.config),
	}}, nil
}

// EnsureTopics creates the topics that do not exist, with the configured
// partitions and replication, and waits until they accept messages. It fails
// with unavailable.
func (t *Transport) EnsureTopics(ctx context.Context, topics []string) error {
	req := &kafka.CreateTopicsRequest{}
	for _, name := range topics {
		req.Topics = append(req.Topics, kafka.TopicConfig{
			Topic: name, NumPartitions: t.config.Partitions, ReplicationFactor: t.config.Replication,
		})
	}
	resp, err := t.client.CreateTopics(ctx, req)
	if err != nil {
		return t.away(err)
	}
	for name, err := range resp.Errors {
		if err != nil && !errors.Is(err, kafka.TopicAlreadyExists) {
			return t.away(fmt.Errorf("topic %s: %w", name, err))
		}
	}
	return t.awaitLeaders(ctx, topics)
}

// awaitLeaders returns when every partition has a leader. A new topic has none
// for a moment, and the client's picture of the cluster lags behind.
func (t *Transport) awaitLeaders(ctx context.Context, topics []string) error {
	for {
		err := t.leaders(ctx, topics)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return t.away(errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (t *Transport) leaders(ctx context.Context, topics []string) error {
	meta, err := t.client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return err
	}
	for _, topic := range meta.Topics {
		if topic.Error != nil {
			return topic.Error
		}
		for _, p := range topic.Partitions {
			if p.Error != nil {
				return p.Error
			}
		}
	}
	return nil
}

// Ping fails with unavailable when no broker answers.
func (t *Transport) Ping(ctx context.Context) error {
	_, err := t.client.ApiVersions(ctx, &kafka.ApiVersionsRequest{})
	return t.away(err)
}

// Close drops idle connections. Publishers and subscriptions have their own Close.
func (t *Transport) Close() error {
	t.pool.CloseIdleConnections()
	return nil
}

// away words every failure of the broker as unavailable, with the addresses in
// the cause, for the log.
func (t *Transport) away(err error) error {
	if err == nil {
		return nil
	}
	return fault.Unavailable(fmt.Errorf("event broker %v: %w", t.config.Brokers, err))
}

func logger(c Config) kafka.Logger {
	return kafka.LoggerFunc(func(format string, args ...any) {
		c.Log.Debug("kafka: " + fmt.Sprintf(format, args...))
	})
}
