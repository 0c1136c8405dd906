//go:build faults

package faults

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/faults/checker"
)

// client is one person's program: it insists on every change under the change's
// own key until it is told that it is done, and writes down what it was told.
type client struct {
	*stage
	n    int
	dice *rand.Rand

	acked, repeated atomic.Int64
	history         []checker.Act
	again           []func() string // asks once more, under the same key
	opened          []station.Station
	slowest         time.Duration
}

// ask is one change to insist on.
type ask[Req, Res any] struct {
	as  string
	op  rpc.Op[Req, Res]
	req Req
}

// insist calls an operation under a key until it is acknowledged; note says what
// was acknowledged. Now and then it asks once more at once.
func insist[Req, Res any](c *client, a ask[Req, Res], note func(Res) checker.Act) Res {
	key := fmt.Sprintf("client-%d/%d/%s", c.n, len(c.history), a.op.Name)
	res, tries := until(c, a, key)
	act := note(res)
	act.Client, act.Nth, act.Key, act.Tries, act.Answers = c.n, len(c.history), key, tries, []string{fingerprint(res)}
	repeat := func() string {
		res, _ := until(c, a, key)
		return fingerprint(res)
	}
	if c.dice.IntN(4) == 0 {
		act.Answers = append(act.Answers, repeat())
	}
	c.history, c.again = append(c.history, act), append(c.again, repeat)
	c.acked.Add(1)
	return res
}

// until asks until there is an answer. What was refused for any other reason than
// that the system is not there now is a fault of its own.
func until[Req, Res any](c *client, a ask[Req, Res], key string) (Res, int) {
	ctx, began := rpc.WithKey(c.t.Context(), key), time.Now()
	for tries := 1; ; tries++ {
		bounded, cancel := context.WithTimeout(ctx, 30*time.Second)
		res, err := rpc.Call(bounded, c.As(a.as), a.op, a.req)
		cancel()
		switch {
		case err == nil:
			c.slowest = max(c.slowest, time.Since(began))
			return res, tries
		case !passes(err) || ctx.Err() != nil || time.Since(began) > stuck:
			c.t.Errorf("%s under %s, try %d: %v", a.op.Name, key, tries, err)
			return res, tries
		}
		c.repeated.Add(1)
	}
}

// stuck is when a client that is told again and again to come back gives up.
const stuck = 5 * time.Minute

// passes reports whether trying again is what the answer says: the system is not
// there, or what this builds on has not been heard of yet.
func passes(err error) bool {
	return fault.Is(err, fault.KindUnavailable) || fault.HasCode(err, "roster.no_station")
}

func fingerprint(answer any) string {
	raw, _ := json.Marshal(answer) // came as JSON
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// askAgain asks everything once more, under the keys it was asked under.
func (c *client) askAgain() {
	for i, repeat := range c.again {
		c.history[i].Answers = append(c.history[i].Answers, repeat())
	}
}
