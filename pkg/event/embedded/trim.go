package embedded

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
)

// Usage is what one partition holds.
type Usage struct {
	Topic     string
	Partition int
	First     int64 // offset of the oldest message that is still there
	Next      int64 // offset that the next message will get
	Bytes     int64
	// Slowest is the group that has read least, and Read the offset up to which
	// it has read; "" and Next when no group reads the topic.
	Slowest string
	Read    int64
}

func (b *Broker) trimFromTimeToTime(ctx context.Context) {
	b.trimAndReport(ctx)
	b.upkeep.Go(func() {
		ticker := time.NewTicker(b.cfg.Retention.Every)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				b.trimAndReport(context.WithoutCancel(ctx))
				return
			case <-ticker.C:
				b.trimAndReport(ctx)
			}
		}
	})
}

func (b *Broker) trimAndReport(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := b.Trim(ctx); err != nil && ctx.Err() == nil {
		b.cfg.Logger.Warn("embedded broker: cannot trim the log", "error", err)
	}
}

// Trim drops now what all readers have read from the partitions that are above
// their retention. The newest message of a partition always stays: after a
// crash its offset is the only trace of how far the numbering had come.
func (b *Broker) Trim(ctx context.Context) error {
	usage, err := b.Usage(ctx)
	if err != nil {
		return err
	}
	for _, u := range usage {
		if err := b.trim(u); err != nil {
			return fmt.Errorf("embedded: trim %s/%d: %w", u.Topic, u.Partition, err)
		}
	}
	return nil
}

func (b *Broker) trim(u Usage) error {
	keep := b.cfg.Retention.KeepBytes
	if u.Slowest == "" {
		keep = b.cfg.Retention.UnreadBytes
	}
	if u.Bytes <= keep {
		return nil
	}
	return b.with(func(c *kfake.Cluster) error {
		if to := min(u.Read, u.Next-1); to > u.First {
			if err := c.DeleteRecords(u.Topic, int32(u.Partition), to); err != nil {
				return err
			}
		}
		u.Bytes = c.PartitionInfo(u.Topic, int32(u.Partition)).NumBytes
		b.warnIfStuck(u)
		return nil
	})
}

// warnIfStuck tells once of a group that lets a partition grow beyond measure.
func (b *Broker) warnIfStuck(u Usage) {
	key := fmt.Sprintf("%s/%d", u.Topic, u.Partition)
	if u.Read == u.Next || u.Bytes <= b.cfg.Retention.UnreadBytes {
		b.stuck.Delete(key)
		return
	}
	if _, told := b.stuck.Swap(key, true); !told {
		b.cfg.Logger.Warn("embedded broker: a consumer group holds back the log; start its service, or remove it",
			"topic", u.Topic, "partition", u.Partition, "group", u.Slowest, "bytes", u.Bytes, "unread", u.Next-u.Read)
	}
}

// Usage tells what each partition of the configured topics holds. It fails when
// the broker is closed or does not answer.
func (b *Broker) Usage(ctx context.Context) ([]Usage, error) {
	names, err := b.groupNames(ctx)
	if err != nil {
		return nil, err
	}
	var all []Usage
	err = b.with(func(c *kfake.Cluster) error {
		groups := make(map[string]*kfake.GroupInfo, len(names))
		for _, name := range names {
			if info := c.GroupInfo(name); info != nil {
				groups[name] = info
			}
		}
		for _, t := range b.cfg.Topics {
			for _, p := range c.PartitionInfos(t.Name) {
				all = append(all, usage(t, p, groups))
			}
		}
		return nil
	})
	return all, err
}

// groupNames asks over the protocol: kfake's Go interface does not list them.
func (b *Broker) groupNames(ctx context.Context) ([]string, error) {
	res, err := b.client.ListGroups(ctx, &kafka.ListGroupsRequest{})
	if err == nil {
		err = res.Error
	}
	if err != nil {
		return nil, fmt.Errorf("embedded: list consumer groups: %w", err)
	}
	names := make([]string, len(res.Groups))
	for i, g := range res.Groups {
		names[i] = g.GroupID
	}
	return names, nil
}

func usage(t Topic, p *kfake.PartitionInfo, groups map[string]*kfake.GroupInfo) Usage {
	u := Usage{Topic: t.Name, Partition: int(p.Partition), First: p.LogStartOffset, Next: p.HighWatermark,
		Bytes: p.NumBytes, Read: p.HighWatermark}
	note := func(group string, read int64) {
		if u.Slowest == "" || read < u.Read {
			u.Slowest, u.Read = group, read
		}
	}
	for _, name := range t.Groups {
		note(name, read(groups[name], t.Name, p))
	}
	if len(t.Groups) > 0 {
		return u
	}
	for name, info := range groups {
		if reads(info, t.Name) {
			note(name, read(info, t.Name, p))
		}
	}
	return u
}

// read is the offset up to which a group has read: where the log begins when it
// has committed nothing or (nil) never came.
func read(info *kfake.GroupInfo, topic string, p *kfake.PartitionInfo) int64 {
	if info != nil {
		if commit, ok := info.Commits[topic][p.Partition]; ok {
			return min(commit.Offset, p.HighWatermark)
		}
	}
	return p.LogStartOffset
}

// reads reports whether the group has ever read the topic or has a member that
// is about to. Of a kafka-go member kfake understands only what it was assigned.
func reads(info *kfake.GroupInfo, topic string) bool {
	return len(info.Commits[topic]) > 0 || slices.ContainsFunc(info.Members, func(m kfake.GroupMember) bool {
		return len(m.Assignment[topic]) > 0 || slices.Contains(m.SubscribedTopics, topic)
	})
}

// with runs fn on the cluster while it lives.
func (b *Broker) with(fn func(*kfake.Cluster) error) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.cluster == nil {
		return fmt.Errorf("embedded: the broker is closed")
	}
	return fn(b.cluster)
}
