package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/sorting"
)

// Kept is a signed head and where it was kept, for words.
type Kept struct {
	identity.AuditHead
	Where string
}

// Evidence is what is verified. Read it in the order of the fields: heads and
// end before rows, rows before journals, so that work going on meanwhile only
// adds.
type Evidence struct {
	Heads []Kept
	Keys  []string // of those who may sign heads; empty: any
	End   Link     // where the writer stands
	Rows  iter.Seq2[identity.AuditRow, error]
	// Journals are the services' own records, by service.
	Journals map[string]iter.Seq2[event.Event, error]
	// Settling is how long before the newest journalled event another one may be
	// and still be on its way into the chain.
	Settling time.Duration
}

// Verify recomputes the chain and compares it with the heads and the journals.
// It fails only when the chain itself cannot be read; all else is in the verdict.
func Verify(e Evidence) (*Verdict, error) {
	c := &check{Verdict: &Verdict{Heads: len(e.Heads)}, heads: map[int64][]Kept{}, events: map[[16]byte]chained{}, loose: map[string][]time.Time{}}
	c.takeHeads(e)
	for row, err := range e.Rows {
		if err != nil {
			return nil, err
		}
		c.row(row)
	}
	c.ends(e.End)
	for _, service := range slices.Sorted(maps.Keys(e.Journals)) {
		c.journal(service, e.Journals[service])
	}
	c.unchained(e.Settling)
	c.vanished()
	return c.Verdict, nil
}

// check is a verification under way. The chain may be long, so of each event it
// remembers some sixty bytes.
type check struct {
	*Verdict
	at     Link
	heads  map[int64][]Kept // by number, those not met yet
	events map[[16]byte]chained
	newest time.Time              // of the journalled events
	loose  map[string][]time.Time // when events were told that are not in the chain, by service
	read   []string               // services whose journals were read to the end
}

type chained struct {
	row     int64
	digest  [16]byte
	service string
	seen    bool
}

func (c *check) takeHeads(e Evidence) {
	for _, h := range e.Heads {
		switch {
		case !Genuine(h.AuditHead):
			c.find(Forged, h.Number, "%s 的链头（第 %d 行）签名无效", "the head of %s (row %d) has no valid signature", h.Where, h.Number)
		case len(e.Keys) > 0 && !slices.Contains(e.Keys, h.Key):
			c.find(Forged, h.Number, "%s 的链头（第 %d 行）不是本系统的密钥签的", "the head of %s (row %d) was signed with a key that is not this system's", h.Where, h.Number)
		}
		c.heads[h.Number] = append(c.heads[h.Number], h) // a head with a broken signature still says what it says
	}
}

// row checks one row behind those before it.
func (c *check) row(row identity.AuditRow) {
	c.Rows++
	follows, sound := row.Prev == c.at.Hash, Hash(row) == row.Hash
	if missing := row.Number - c.at.Number - 1; missing > 0 {
		c.find(Dropped, row.Number, "第 %d 行之前缺少 %d 行", "before row %d, %d rows are missing", row.Number, missing)
		follows = true // said already
	}
	if !follows {
		c.find(Reordered, row.Number, "第 %d 行不接在前一行之后：顺序被改动，或前一行被替换", "row %d does not follow the row before it: rows were reordered or replaced", row.Number)
	}
	if !sound {
		c.find(Changed, row.Number, "第 %d 行（%s %s/%s）的内容被改动", "row %d (%s %s/%s) was changed", row.Number, row.Type, row.Aggregate, row.Subject)
	}
	for _, h := range c.heads[row.Number] {
		if h.Hash != row.Hash {
			c.find(Rewritten, row.Number, "%s 的链头（%s）记载的第 %d 行与现在的不同：链被重写", "the head of %s (%s) tells of another row %d: the chain was rewritten", h.Where, instant(h.Time), row.Number)
		}
	}
	delete(c.heads, row.Number)
	c.remember(row)
	c.at = At(row)
}

func (c *check) remember(row identity.AuditRow) {
	key := eventKey(row.Service, row.Aggregate, row.Subject, row.Sequence)
	if first, ok := c.events[key]; ok {
		c.find(Repeated, row.Number, "第 %d 行与第 %d 行是同一事件", "rows %[1]d and %[2]d are the same event", row.Number, first.row)
		return
	}
	c.events[key] = chained{row: row.Number, digest: half(row.Digest), service: row.Service}
}

// ends compares the last row with where the writer stands and with heads beyond.
func (c *check) ends(end Link) {
	if end.Number > c.at.Number {
		c.find(Cut, c.at.Number, "链在第 %d 行结束，应有 %d 行：末尾被截断", "the chain ends at row %d of %d: its end was cut off", c.at.Number, end.Number)
	} else if end.Number == c.at.Number && end.Hash != c.at.Hash {
		c.find(Rewritten, end.Number, "最后一行（第 %d 行）与写入位置不符", "the last row (%d) is not the one written last", end.Number)
	}
	for _, number := range slices.Sorted(maps.Keys(c.heads)) {
		if number <= c.at.Number {
			continue // missing in between, which is said already
		}
		for _, h := range c.heads[number] {
			c.find(Cut, number, "%s 的链头（%s）记载第 %d 行，链中没有：末尾被截断", "the head of %s (%s) tells of row %d, which is not in the chain: its end was cut off", h.Where, instant(h.Time), number)
		}
	}
}

// journal compares one service's own record with what was chained of it.
func (c *check) journal(service string, events iter.Seq2[event.Event, error]) {
	for e, err := range events {
		if err != nil {
			c.find(Unreachable, 0, "服务 %s 的日志无法读取，请稍后再验：%v", "the journal of %s cannot be read, verify again later: %v", service, err)
			return
		}
		c.Events++
		if e.Time.After(c.newest) {
			c.newest = e.Time
		}
		c.compare(service, e)
	}
	c.read = append(c.read, service)
}

func (c *check) compare(service string, e event.Event) {
	key := eventKey(service, e.Aggregate, e.Subject, e.Sequence)
	known, ok := c.events[key]
	if !ok {
		c.loose[service] = append(c.loose[service], e.Time)
		return
	}
	if known.digest != half(Digest(e)) {
		c.find(Tampered, known.row, "服务 %s 的日志中 %s 的第 %d 个事件在入链（第 %d 行）之后被改动", "in the journal of %s, event %[3]d of %[2]s was changed after it was chained as row %[4]d", service, e.Key(), e.Sequence, known.row)
	}
	known.seen = true
	c.events[key] = known
}

// unchained finds events that had their time and are not in the chain. The
// newest event is the measure, not the clock: a system that was stopped has
// events on their way, too.
func (c *check) unchained(settling time.Duration) {
	settled := c.newest.Add(-settling)
	for _, service := range slices.Sorted(maps.Keys(c.loose)) {
		late := slices.DeleteFunc(c.loose[service], settled.Before)
		if len(late) > 0 {
			c.find(Unchained, 0, "服务 %s 的日志中有 %d 个事件不在链中", "the journal of %s has %d events that are not in the chain", service, len(late))
		}
	}
}

// vanished finds rows whose events are in no journal any more.
func (c *check) vanished() {
	var rows []chained
	for _, x := range c.events {
		if !x.seen && slices.Contains(c.read, x.service) {
			rows = append(rows, x)
		}
	}
	sorting.By(rows, func(a, b chained) int { return int(a.row - b.row) })
	for _, x := range rows {
		c.find(Vanished, x.row, "第 %d 行的事件已不在服务 %s 的日志中", "the event of row %d is gone from the journal of %s", x.row, x.service)
	}
}

func eventKey(service, aggregate, subject string, sequence int64) [16]byte {
	text := fmt.Sprintf("%q %q %q ", service, aggregate, subject)
	h := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(text), uint64(sequence)))
	return [16]byte(h[:])
}

// half shortens a digest to what tells events apart.
func half(digest string) [16]byte {
	h := sha256.Sum256([]byte(digest))
	return [16]byte(h[:])
}
