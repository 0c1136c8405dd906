package webhook

import (
	"context"
	"slices"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Handle serves the operations of feed and webhooks.
func (s *Service) Handle(r *rpc.Server) {
	rpc.Handle(r, notification.ListEvents, s.ListEvents)
	rpc.Handle(r, notification.CreateWebhook, s.CreateWebhook)
	rpc.Handle(r, notification.ListWebhooks, s.ListWebhooks)
	rpc.Handle(r, notification.SetWebhookState, s.SetWebhookState)
	rpc.Handle(r, notification.RenewWebhookSecret, s.RenewWebhookSecret)
	rpc.Handle(r, notification.ReplayWebhook, s.ReplayWebhook)
	rpc.Handle(r, notification.DeleteWebhook, s.DeleteWebhook)
	rpc.Handle(r, notification.ListWebhookTries, s.ListWebhookTries)
}

// CreateWebhook serves notification.CreateWebhook.
func (s *Service) CreateWebhook(ctx context.Context, req notification.CreateWebhookRequest) (notification.CreatedWebhook, error) {
	var out notification.CreatedWebhook
	if err := s.post.check(req.URL); err != nil {
		return out, err
	}
	for _, t := range req.Types {
		if !slices.Contains(Types(), t) {
			return out, errType
		}
	}
	at, err := s.last(ctx)
	if err != nil {
		return out, err
	}
	h := Hook{Tokens: authz.AreaTokens(s.tree, req.Area), Webhook: notification.Webhook{
		ID: s.db.NewID(), Area: req.Area, Name: req.Name, URL: req.URL, Types: slices.Compact(slices.Sorted(slices.Values(req.Types))),
		State: notification.WebhookActive, Owner: authz.Actor(ctx).ID, Position: at, Created: s.clock.Now(),
	}}
	if h.Types == nil {
		h.Types = []string{}
	}
	if out.Secret, err = s.reseal(ctx, &h); err != nil {
		return out, err
	}
	out.Webhook = s.view(&h)
	return out, s.hooks.Create(ctx, h, notification.WebhookCreated.New(h.changed()))
}

// reseal gives the webhook a new secret.
func (s *Service) reseal(ctx context.Context, h *Hook) (string, error) {
	secret := newSecret()
	sealed, err := s.vault.Seal(ctx, sealedUnder(h.ID), secret)
	h.Sealed = sealed
	return secret, err
}

// sealedUnder is the name of a webhook's own key in the vault.
func sealedUnder(id string) string { return "webhook/" + id }

// ListWebhooks serves notification.ListWebhooks.
func (s *Service) ListWebhooks(ctx context.Context, req notification.ListWebhooksRequest) (rpc.Page[notification.Webhook], error) {
	out := rpc.Page[notification.Webhook]{Items: []notification.Webhook{}}
	page, err := s.hooks.List(ctx, store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After})
	for i := range page.Items {
		out.Items = append(out.Items, s.view(&page.Items[i]))
	}
	out.Next = page.Next
	return out, err
}

// SetWebhookState serves notification.SetWebhookState.
func (s *Service) SetWebhookState(ctx context.Context, req notification.WebhookStateRequest) (notification.Webhook, error) {
	return s.change(ctx, req.ID, func(h *Hook) ([]event.Event, error) { return h.set(req.State), nil })
}

func (s *Service) change(ctx context.Context, id string, fn func(*Hook) ([]event.Event, error)) (notification.Webhook, error) {
	h, err := s.hooks.Update(ctx, id, fn)
	s.db.AfterCommit(ctx, s.poke)
	return s.view(&h), err
}

// RenewWebhookSecret serves notification.RenewWebhookSecret.
func (s *Service) RenewWebhookSecret(ctx context.Context, req notification.WebhookByID) (notification.CreatedWebhook, error) {
	var out notification.CreatedWebhook
	var err error
	out.Webhook, err = s.change(ctx, req.ID, func(h *Hook) ([]event.Event, error) {
		var err error
		out.Secret, err = s.reseal(ctx, h)
		return []event.Event{notification.WebhookRenewed.New(h.changed())}, err
	})
	return out, err
}

// ReplayWebhook serves notification.ReplayWebhook.
func (s *Service) ReplayWebhook(ctx context.Context, req notification.ReplayWebhookRequest) (notification.Webhook, error) {
	last, err := s.last(ctx)
	if err != nil {
		return notification.Webhook{}, err
	}
	if req.After > last {
		return notification.Webhook{}, errAhead
	}
	return s.change(ctx, req.ID, func(h *Hook) ([]event.Event, error) {
		h.took(req.After)
		return []event.Event{notification.WebhookReplay.New(h.changed())}, nil
	})
}

// DeleteWebhook serves notification.DeleteWebhook.
func (s *Service) DeleteWebhook(ctx context.Context, req notification.WebhookByID) (rpc.None, error) {
	h, err := s.hooks.Get(ctx, req.ID)
	if err != nil {
		return rpc.None{}, err
	}
	if err := s.vault.Destroy(ctx, sealedUnder(h.ID), s.clock.Now()); err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, s.hooks.Delete(ctx, h.ID, notification.WebhookDeleted.New(h.changed()))
}

// ListWebhookTries serves notification.ListWebhookTries.
func (s *Service) ListWebhookTries(ctx context.Context, req notification.ListTriesRequest) (rpc.Page[notification.WebhookTry], error) {
	out := rpc.Page[notification.WebhookTry]{Items: []notification.WebhookTry{}}
	h, err := s.hooks.Get(ctx, req.ID)
	if err != nil {
		return out, err
	}
	// The caller reaches the webhook, and the log is the webhook's.
	page, err := s.tries.List(store.System(ctx), store.Query{Index: "hook", Eq: store.Key{h.ID}, Desc: true, Limit: req.Limit, After: req.After})
	for _, t := range page.Items {
		out.Items = append(out.Items, t.WebhookTry)
	}
	out.Next = page.Next
	return out, err
}

var (
	errType = fault.Invalid("webhook.type", "没有这种事件，请从事件类型中选择", "There is no such event type; choose of the list").
		At("types", "请从事件类型中选择", "Choose of the list")
	errAhead = fault.Invalid("webhook.ahead", "还没有这个位置，请填写已有的位置", "There is no such position yet; give one that there is").
			At("after", "请填写已有的位置", "Give one that there is")
)
