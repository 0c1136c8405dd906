package webhook

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Hook is a webhook as it is stored; the secret lies sealed.
type Hook struct {
	notification.Webhook
	Tokens []string `json:"tokens"`
	Sealed []byte   `json:"sealed"`
	Tried  int      `json:"tried"`         // failures since the last success
	Why    string   `json:"why,omitempty"` // the last of them
}

func declareHooks(db *store.DB) *store.Collection[Hook] {
	return store.NewCollection(db, "webhook", store.Def[Hook]{
		ID:     func(h *Hook) string { return h.ID },
		Tokens: func(h *Hook) []string { return h.Tokens },
		Indexes: []store.Index[Hook]{
			{Name: "newest", Scoped: true, Key: func(h *Hook) store.Key { return store.Key{h.Created} }},
			{Name: "due", Key: func(h *Hook) store.Key {
				if h.State != notification.WebhookActive {
					return nil
				}
				return store.Key{h.Next}
			}},
			{Name: "again", Scoped: true, Key: func(h *Hook) store.Key {
				if h.Failing.IsZero() || h.State != notification.WebhookActive {
					return nil
				}
				return store.Key{h.Next}
			}},
		},
		Missing: fault.NotFound("webhook.not_found", "没有这个推送，或不在您的管辖范围内", "There is no such webhook, or it lies outside your area"),
	})
}

// Try is one line of the delivery log.
type Try struct {
	notification.WebhookTry
	ID   string `json:"id"`
	Hook string `json:"hook"`
}

func declareTries(db *store.DB) *store.Collection[Try] {
	return store.NewCollection(db, "webhook_try", store.Def[Try]{
		ID: func(t *Try) string { return t.ID },
		Indexes: []store.Index[Try]{
			{Name: "hook", Key: func(t *Try) store.Key { return store.Key{t.Hook, t.At} }},
			{Name: "age", Key: func(t *Try) store.Key { return store.Key{t.At} }},
		},
	})
}

// backoff is how long the next try waits after so many failures in a row; the
// last repeats until a day has passed.
var backoff = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// giveUp is how long everything may fail before the webhook is disabled.
const giveUp = 24 * time.Hour

// wants reports whether the webhook asks for the type.
func (h *Hook) wants(name string) bool { return len(h.Types) == 0 || slices.Contains(h.Types, name) }

// took notes that everything up to a position was taken.
func (h *Hook) took(position int64) {
	h.Position, h.Tried, h.Why, h.Failing, h.Next = position, 0, "", time.Time{}, time.Time{}
}

// missed notes a failure, or the other side's word that it wants no more.
func (h *Hook) missed(now time.Time, o outcome) []event.Event {
	if h.Failing.IsZero() {
		h.Failing = now
	}
	if o.gone || now.Sub(h.Failing) >= giveUp {
		h.State, h.Next = notification.WebhookDisabled, time.Time{}
		return []event.Event{notification.WebhookFailed.New(h.changed())}
	}
	h.Next = now.Add(backoff[min(h.Tried, len(backoff)-1)])
	h.Tried++
	h.Why = cmp.Or(o.problem, "refused")
	return nil
}

// set changes the state by a person's word; resumed it starts afresh where it was.
func (h *Hook) set(state notification.WebhookState) []event.Event {
	if h.State == state {
		return nil
	}
	h.State = state
	h.took(h.Position)
	if state == notification.WebhookActive {
		return []event.Event{notification.WebhookResumed.New(h.changed())}
	}
	return []event.Event{notification.WebhookStopped.New(h.changed())}
}

func (h *Hook) changed() notification.WebhookChanged {
	return notification.WebhookChanged{Webhook: h.ID, Name: h.Name, Area: h.Area, Owner: h.Owner}
}

func (s *Service) view(h *Hook) notification.Webhook {
	out := h.Webhook
	out.AreaName = s.tree.Path(area.Code(h.Area))
	return out
}

// secretPrefix is how Standard Webhooks marks a symmetric secret.
const secretPrefix = "whsec_"

// newSecret is 32 random bytes, in the form that Standard Webhooks gives them.
func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return secretPrefix + base64.StdEncoding.EncodeToString(raw)
}
