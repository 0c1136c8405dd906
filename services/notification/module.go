// Package notification tells people: an inbox, live in the browser, and mail.
// Each event reaches each recipient by each channel once; what became of every
// message is known, or known not to be known.
package notification

import (
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/pkg/timers"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/webhook"
	"lianluo/services/notification/wechat"
)

// Settings are the service's technical settings.
type Settings struct {
	// BaseURL is the address that people use, for links in mail.
	BaseURL string
	Mail    Mail
	// Outbox keeps mail and text messages on a page instead of sending them.
	Outbox bool
	// SMS are the providers of text messages, in the order they are asked.
	SMS []sms.Provider
	// WeChat is the official account; none without an AppID.
	WeChat wechat.Account
	// Webhooks say where other systems may be told.
	Webhooks webhook.Settings
}

// Mail says which SMTP server takes our mail. Without a Host no mail is sent:
// people without an inbox then have a no_way delivery, and are called back.
type Mail struct {
	Host           string
	Port           int
	User, Password string
	From           string        // sender's address
	TLS            string        // starttls, tls or none
	Patience       time.Duration // with the dialogue; as mail.Server says where 0
}

// Module is the notification service.
func Module(settings Settings) app.Module {
	return app.Module{Name: "notification", Build: func(b *app.Builder) error {
		s := newService(b.DB, b.Vault, b.Clock, b.Calendars, b.Tree, b.Log, settings, ask(b.Peer))
		s.handle(b.RPC)
		hooks := webhook.New(b.DB, b.Vault, b.Clock, b.Tree, b.Log, settings.Webhooks)
		hooks.Handle(b.RPC)
		rpc.Handle(b.RPC, timers.OpOf("notification"), s.listTimers(hooks.Retries))
		b.Go(hooks.Run)
		b.Job("sweep-feed", time.Hour, hooks.Sweep)
		if err := b.Consume("feed", hooks.Handlers()...); err != nil {
			return err
		}
		b.Refresh(s.watch)
		b.Refresh(s.refreshWordings)
		b.Refresh(s.rules.Refresh)
		s.rules.Handle(b.RPC)
		for _, p := range s.senders {
			b.Go(p.Run)
		}
		b.Job("digests", time.Minute, s.Digests)
		b.Job("unheard", time.Minute, s.Unheard)
		b.Job("sweep", 24*time.Hour, s.Sweep)
		return b.Consume("news", s.handlers()...)
	}}
}

func (s *Service) handle(r *rpc.Server) {
	rpc.Handle(r, notification.ListInbox, s.ListInbox)
	rpc.Handle(r, notification.MarkRead, s.MarkRead)
	rpc.HandleStream(r, notification.StreamInbox, s.StreamInbox)
	rpc.Handle(r, notification.ListDeliveries, s.ListDeliveries)
	rpc.Handle(r, notification.SettleDelivery, s.SettleDelivery)
	rpc.Handle(r, notification.PrintLetters, s.PrintLetters)
	rpc.Handle(r, notification.ConnectWeChat, s.ConnectWeChat)
	rpc.Handle(r, notification.ConnectMyWeChat, s.ConnectMyWeChat)
	rpc.Handle(r, notification.ListProviders, s.ListProviders)
	rpc.Handle(r, notification.ListTemplates, s.ListTemplates)
	rpc.Handle(r, notification.ShowQuestion, s.ShowQuestion)
	rpc.Handle(r, notification.AnswerQuestion, s.AnswerQuestion)
	rpc.Handle(r, notification.GetPreferences, s.GetPreferences)
	rpc.Handle(r, notification.SetPreferences, s.SetPreferences)
	rpc.Handle(r, notification.GetTemplate, s.GetTemplate)
	rpc.Handle(r, notification.SetTemplate, s.SetTemplate)
	rpc.Handle(r, notification.RestoreTemplate, s.RestoreTemplate)
	rpc.Handle(r, notification.PreviewTemplate, s.PreviewTemplate)
	rpc.Handle(r, notification.ListOutbox, s.ListOutbox)
	rpc.Handle(r, notification.TakeCallback, s.TakeCallback)
}
