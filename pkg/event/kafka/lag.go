package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
)

// Lag asks where the topics begin and end and where the group is. A group that
// is nowhere yet has everything before it.
func (t *Transport) Lag(ctx context.Context, group string, topics []string) (int64, error) {
	bounds, err := t.bounds(ctx, topics)
	if err != nil {
		return 0, t.away(err)
	}
	asked := map[string][]int{}
	for topic, partitions := range bounds {
		for _, p := range partitions {
			asked[topic] = append(asked[topic], p.Partition)
		}
	}
	at, err := t.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: group, Topics: asked})
	if err == nil && !errors.Is(at.Error, kafka.GroupIdNotFound) {
		err = at.Error
	}
	if err != nil {
		return 0, t.away(fmt.Errorf("offsets of %s: %w", group, err))
	}
	committed := map[partition]int64{}
	for topic, partitions := range at.Topics {
		for _, p := range partitions {
			committed[partition{topic, p.Partition}] = p.CommittedOffset // -1: none
		}
	}
	var lag int64
	for topic, partitions := range bounds {
		for _, p := range partitions {
			lag += max(0, p.LastOffset-max(p.FirstOffset, committed[partition{topic, p.Partition}]))
		}
	}
	return lag, nil
}

// Held counts the messages that the topics hold. It fails with unavailable.
func (t *Transport) Held(ctx context.Context, topics []string) (n int64, err error) {
	bounds, err := t.bounds(ctx, topics)
	for _, partitions := range bounds {
		for _, p := range partitions {
			n += p.LastOffset - p.FirstOffset
		}
	}
	return n, t.away(err)
}

type partition struct {
	topic  string
	number int
}

func (t *Transport) bounds(ctx context.Context, topics []string) (map[string][]kafka.PartitionOffsets, error) {
	meta, err := t.client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, err
	}
	asked := map[string][]kafka.OffsetRequest{}
	for _, topic := range meta.Topics {
		if topic.Error != nil {
			return nil, fmt.Errorf("topic %s: %w", topic.Name, topic.Error)
		}
		for _, p := range topic.Partitions {
			asked[topic.Name] = append(asked[topic.Name], kafka.FirstOffsetOf(p.ID), kafka.LastOffsetOf(p.ID))
		}
	}
	found, err := t.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: asked})
	if err != nil {
		return nil, err
	}
	for topic, partitions := range found.Topics {
		for _, p := range partitions {
			if p.Error != nil {
				return nil, fmt.Errorf("topic %s: %w", topic, p.Error)
			}
		}
	}
	return found.Topics, nil
}
