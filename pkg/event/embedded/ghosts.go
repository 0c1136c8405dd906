package embedded

import (
	"context"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A process that is killed while it waits to join a group stays its member in
// kfake, without a session that could run out, and the partitions that it is
// given are read by nobody. So members give signs of life here, and those that
// have not for too long are made to leave.

// signs are when members of groups last asked something.
type signs struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// observe sees every request before kfake answers it.
func (s *signs) observe(req kmsg.Request) {
	var member string
	switch r := req.(type) {
	case *kmsg.HeartbeatRequest:
		member = r.MemberID
	case *kmsg.SyncGroupRequest:
		member = r.MemberID
	case *kmsg.JoinGroupRequest:
		member = r.MemberID
	case *kmsg.OffsetCommitRequest:
		member = r.MemberID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if member != "" && s.last != nil {
		s.last[member] = time.Now()
	}
}

// silent returns the members that were silent for so long, and forgets those
// that are members no more. One that was never heard begins its time now.
func (s *signs) silent(members []string, long time.Duration) (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, last := time.Now(), make(map[string]time.Time, len(members))
	for _, m := range members {
		heard, ok := s.last[m]
		if !ok {
			heard = now
		}
		last[m] = heard
		if now.Sub(heard) > long {
			out = append(out, m)
		}
	}
	s.last = last
	return out
}

func (b *Broker) evictFromTimeToTime(ctx context.Context) {
	b.upkeep.Go(func() {
		ticker := time.NewTicker(b.cfg.Silence / 4)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := b.evict(ctx); err != nil && ctx.Err() == nil {
					b.cfg.Logger.Warn("embedded broker: cannot look after groups", "error", err)
				}
			}
		}
	})
}

// evict makes silent members of settled groups leave. While a group is being
// joined, waiting in silence is right, and kfake itself bounds it.
func (b *Broker) evict(ctx context.Context) error {
	names, err := b.groupNames(ctx)
	if err != nil {
		return err
	}
	group := map[string]string{}
	var members []string
	err = b.with(func(c *kfake.Cluster) error {
		for _, name := range names {
			info := c.GroupInfo(name)
			if info == nil || info.State != "Stable" {
				continue
			}
			for _, m := range info.Members {
				group[m.MemberID] = name
				members = append(members, m.MemberID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range b.signs.silent(members, b.cfg.Silence) {
		b.cfg.Logger.Warn("embedded broker: a silent member leaves its group", "group", group[m], "member", m)
		_, err := b.client.LeaveGroup(ctx, &kafka.LeaveGroupRequest{
			GroupID: group[m], Members: []kafka.LeaveGroupRequestMember{{ID: m}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
