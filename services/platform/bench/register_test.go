package bench

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"lianluo/api/casework"
)

func two(n int) string { return fmt.Sprintf("%02d", n) }

// saying is what people come with; the place and the group make each its own.
var sayings = []struct{ category, text string }{
	{"0101", "%s到镇上的路坏了一大段，下雨天积水没过脚踝，孩子上学走不了，车也进不来，希望尽快派人来修。去年也反映过一次，说是等计划，到现在没有动静。"},
	{"0301", "%s村口的路灯坏了两个多月，晚上老人小孩走路不安全，上周已经有人摔伤，请尽快派人来修。"},
	{"0201", "%s的自来水每天只来两三个小时，水还发黄，家里有老人和刚出生的孩子，请问什么时候能改造水管？"},
	{"0701", "%s的低保申请交上去三个月没有回音，家里有一个病人，希望帮忙问一问办到哪一步了，还差什么材料。"},
}

var names = []string{"张建国", "李春梅", "王敏", "刘志强", "向海燕", "欧阳文武", "田永红", "舒桂花"}

// registrar makes registrations at all desks in turn and keeps what was
// acknowledged.
type registrar struct {
	desks  []desk
	tokens []string

	mu    sync.Mutex
	acked map[string]bool // cases by id

	told map[string]int // cases by id, as the journal tells them
	read int64          // position up to which it was read
}

func newRegistrar(s *stage) *registrar {
	return &registrar{desks: s.desks, tokens: s.tokens(), acked: map[string]bool{}, told: map[string]int{}}
}

func (r *registrar) renew(s *stage) { r.tokens = s.tokens() }

// requestAt is what an officer sends for the n-th person, at a station.
func requestAt(station string, n int) casework.RegisterRequest {
	said := sayings[n%len(sayings)]
	place := fmt.Sprintf("大桥村%d组%d号", n%37, n%211)
	return casework.RegisterRequest{
		Station: station, Channel: casework.AtDesk, Text: fmt.Sprintf(said.text, place), Category: said.category, Place: casework.Place{Text: place},
		Who: casework.Who{Name: names[n%len(names)], Phone: fmt.Sprintf("139%08d", n%100_000_000), Address: place},
	}
}

// one registers over the wire. Each run of n starts anew, so the key is random.
func (r *registrar) one(w *wire, n int) error {
	body, err := json.Marshal(requestAt(r.desks[n%len(r.desks)].station, n))
	if err != nil {
		return err
	}
	got, err := w.do(http.MethodPost, "/api/casework/v1/cases", map[string]string{
		"Authorization": "Bearer " + r.tokens[n%len(r.tokens)], "Idempotency-Key": rand.Text(),
	}, body)
	if err != nil {
		return err
	}
	var receipt casework.Receipt
	if err := json.Unmarshal(got.body, &receipt); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acked[receipt.Case] = true
	return nil
}

// registrations measures clients that register for a while.
func (r *registrar) registrations(s *stage, clients int, limit time.Duration) spell {
	s.t.Helper()
	r.renew(s)
	return calls(s.t, s.URL, clients, 0, limit, r.one)
}
