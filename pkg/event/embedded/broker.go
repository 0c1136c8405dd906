package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/scram"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"lianluo/pkg/fault"
	"lianluo/pkg/internal/dirlock"
)

// A group keeps its offsets for good. Kafka forgets them after 7 days without
// members, which a station that is closed over a holiday would notice. 100
// years is what kfake's arithmetic holds.
const offsetsRetentionMinutes = 100 * 365 * 24 * 60

// Broker is a running broker. Its methods may be called from several goroutines.
type Broker struct {
	cfg    Config
	addr   string
	log    *brokerLog
	lock   *dirlock.Lock
	client *kafka.Client
	stop   context.CancelFunc
	upkeep sync.WaitGroup
	signs  signs
	stuck  sync.Map // partitions whose growth was told

	// kfake blocks for ever when it is asked something after its end.
	mu      sync.RWMutex
	cluster *kfake.Cluster
}

// Start opens the data directory, makes the topics that are missing, listens
// and trims from time to time until Close. It returns when clients can connect,
// and fails with a fault that says what to do when the directory is in use, the
// address is taken or not loopback, or a topic has another number of partitions.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: data directory: %w", err)
	}
	b := &Broker{cfg: cfg, log: &brokerLog{slog: cfg.Logger}}
	if b.lock, err = acquire(cfg.Dir); err != nil {
		return nil, err
	}
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Broker) open(ctx context.Context) error {
	// Members of the last run's groups are gone: without the one file nobody waits
	// for them. It is absent after a crash as well. The other holds the last run's
	// password, which kfake would take instead of this one's.
	for _, name := range []string{"session_state.json", "sasl.json"} {
		if err := os.Remove(filepath.Join(b.cfg.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("embedded: state of the last run: %w", err)
		}
	}
	cluster, err := kfake.NewCluster(b.options()...)
	if err != nil {
		return startFault(b.cfg, err)
	}
	b.cluster, b.addr = cluster, cluster.ListenAddrs()[0]
	cluster.Control(func(req kmsg.Request) (kmsg.Response, error, bool) {
		b.signs.observe(req)
		return nil, nil, false // kfake answers
	})
	if b.client, err = newClient(b.addr, b.cfg.Password); err != nil {
		return err
	}
	for _, t := range b.cfg.Topics {
		if err := b.ensure(t); err != nil {
			return err
		}
	}
	// A topic that is not on disk would take its messages with it.
	if err := b.log.failure(); err != nil {
		return err
	}
	if err := b.Ready(ctx); err != nil {
		return err
	}
	debug.FreeOSMemory() // kfake had the whole log in memory
	ctx, b.stop = context.WithCancel(context.WithoutCancel(ctx))
	b.trimFromTimeToTime(ctx)
	b.evictFromTimeToTime(ctx)
	return nil
}

// newClient makes the broker's own client, for what kfake offers by protocol only.
func newClient(addr, password string) (*kafka.Client, error) {
	transport := &kafka.Transport{}
	if password != "" {
		signIn, err := scram.Mechanism(scram.SHA256, User, password)
		if err != nil {
			return nil, fmt.Errorf("embedded: password: %w", err)
		}
		transport.SASL = signIn
	}
	return &kafka.Client{Addr: kafka.TCP(addr), Transport: transport}, nil
}

func (b *Broker) options() []kfake.Opt {
	out := []kfake.Opt{
		kfake.NumBrokers(1),
		kfake.DataDir(b.cfg.Dir),
		kfake.SyncWrites(),
		kfake.WithLogger(b.log),
		// Clients choose how fast a dead member is noticed; Kafka's 6 s is a floor.
		kfake.GroupMinSessionTimeout(time.Second),
		kfake.ListenFn(func(network, _ string) (net.Listener, error) { return net.Listen(network, b.cfg.Addr) }),
		kfake.BrokerConfigs(map[string]string{
			"log.segment.bytes":         strconv.FormatInt(b.cfg.Retention.SegmentBytes, 10),
			"offsets.retention.minutes": strconv.Itoa(offsetsRetentionMinutes),
			"state.log.compact.bytes":   strconv.Itoa(1 << 20),
		}),
	}
	if b.cfg.Password != "" {
		out = append(out, kfake.EnableSASL(), kfake.Superuser(strings.ToUpper(Mechanism), User, b.cfg.Password))
	}
	return out
}

// ensure creates the topic unless it is there with the same partitions.
func (b *Broker) ensure(t Topic) error {
	err := b.cluster.CreateTopic(t.Name, int32(t.Partitions), nil)
	if err == nil {
		return nil
	}
	if !errors.Is(err, kerr.TopicAlreadyExists) {
		return fmt.Errorf("embedded: create topic %s: %w", t.Name, err)
	}
	if n := len(b.cluster.PartitionInfos(t.Name)); n != t.Partitions {
		return fault.FailedPrecondition("broker_partitions",
			"主题 %s 已有 %d 个分区，而配置为 %d 个；改变会打乱事件顺序。请把配置改回 %[2]d 后再启动。",
			"Topic %s has %d partitions and the configuration asks for %d; changing that would break the order of events. Set it back to %[2]d and start again.",
			t.Name, n, t.Partitions)
	}
	return nil
}

// Addr is the host:port that clients connect to.
func (b *Broker) Addr() string { return b.addr }

// Ready fails with unavailable unless the broker answers on its address and has
// every topic.
func (b *Broker) Ready(ctx context.Context) error {
	names := make([]string, len(b.cfg.Topics))
	for i, t := range b.cfg.Topics {
		names[i] = t.Name
	}
	meta, err := b.client.Metadata(ctx, &kafka.MetadataRequest{Topics: names})
	if err != nil {
		return fault.Unavailable(fmt.Errorf("embedded: broker on %s: %w", b.addr, err))
	}
	for _, t := range meta.Topics {
		if t.Error != nil {
			return fault.Unavailable(fmt.Errorf("embedded: topic %s: %w", t.Name, t.Error))
		}
	}
	return nil
}

// Close trims once more, writes what a quick start needs and gives the data
// directory free. Clients are cut off; what they were not told is not lost to
// them, since they ask again. It may be called twice.
func (b *Broker) Close() error {
	if b.stop != nil {
		b.stop()
		b.upkeep.Wait()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.client != nil {
		b.client.Transport.(*kafka.Transport).CloseIdleConnections()
	}
	var err error
	if b.cluster != nil {
		_ = b.log.failure() // of the past, and told to whoever it hit
		b.cluster.Close()
		b.cluster = nil
		err = b.log.failure()
	}
	b.lock.Release()
	return err
}

func startFault(cfg Config, err error) error {
	var op *net.OpError
	if !errors.As(err, &op) {
		return fmt.Errorf("embedded: open the log in %s: %w", cfg.Dir, err)
	}
	return fault.FailedPrecondition("broker_addr_taken",
		"地址 %s 无法监听（可能已被占用）。请停止占用它的程序，或换一个端口。",
		"Cannot listen on %s (it may be taken). Stop the program that uses it, or choose another port.", cfg.Addr).Because(err)
}
