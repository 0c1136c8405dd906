package embedded

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

// member speaks the group protocol itself, so that it can die in the middle.
type member struct {
	*kafka.Client
	id, group  string
	conns      chan net.Conn
	generation int
}

func newMember(b *Broker, group string) *member {
	m := &member{group: group, conns: make(chan net.Conn, 16)}
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err == nil {
			m.conns <- conn
		}
		return conn, err
	}
	m.Client = &kafka.Client{Addr: kafka.TCP(b.Addr()), Transport: &kafka.Transport{Dial: dial}}
	return m
}

// join returns when the group has been joined by all, or its error.
func (m *member) join(t *testing.T) error {
	for {
		resp, err := m.JoinGroup(limit(t), &kafka.JoinGroupRequest{
			GroupID: m.group, MemberID: m.id, ProtocolType: "consumer",
			SessionTimeout: 5 * time.Second, RebalanceTimeout: 30 * time.Second,
			Protocols: []kafka.GroupProtocol{{Name: "range", Metadata: kafka.GroupProtocolSubscription{Topics: []string{topic}}}},
		})
		if err != nil {
			return err
		}
		m.id, m.generation = resp.MemberID, resp.GenerationID
		if !errors.Is(resp.Error, kafka.MemberIDRequired) {
			return resp.Error
		}
	}
}

func (m *member) sync(t *testing.T) {
	t.Helper()
	resp, err := m.SyncGroup(limit(t), &kafka.SyncGroupRequest{
		GroupID: m.group, MemberID: m.id, GenerationID: m.generation, ProtocolType: "consumer", ProtocolName: "range",
		Assignments: []kafka.SyncGroupRequestAssignment{{MemberID: m.id}},
	})
	if err != nil || resp.Error != nil {
		t.Fatal(err, resp)
	}
}

// beatUntil gives signs of life until the group is to be joined anew.
func (m *member) beatUntil(t *testing.T, b *Broker) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx := limit(t); b.cluster.GroupInfo(m.group).State != "PreparingRebalance"; {
		// The error in the answer is not looked at: kafka-go misreads it.
		_, err := m.Heartbeat(ctx, &kafka.HeartbeatRequest{GroupID: m.group, MemberID: m.id, GenerationID: int32(m.generation)})
		if err != nil {
			t.Fatal(err)
		}
		<-tick.C
	}
}

func TestMemberKilledWhileItJoinsLeaves(t *testing.T) {
	b := start(t, Config{Silence: time.Second})
	live, ghost := newMember(b, "insight"), newMember(b, "insight")
	if err := live.join(t); err != nil {
		t.Fatal(err)
	}
	live.sync(t)
	joined := make(chan error, 1)
	go func() { joined <- ghost.join(t) }()
	live.beatUntil(t, b) // the other waits for us to join again
	for range len(ghost.conns) {
		(<-ghost.conns).Close()
	}
	if err := <-joined; err == nil {
		t.Fatal("a member without a connection cannot join")
	}
	if err := live.join(t); err != nil {
		t.Fatal(err)
	}
	live.sync(t)
	if n := members(b); n != 2 {
		t.Fatalf("%d members; kfake lets nobody become a ghost any more", n)
	}
	live.beatUntil(t, b) // the ghost was made to leave
	if err := live.join(t); err != nil {
		t.Fatal(err)
	}
	live.sync(t)
	if n := members(b); n != 1 {
		t.Fatalf("%d members are left", n)
	}
}

func members(b *Broker) int { return len(b.cluster.GroupInfo("insight").Members) }
