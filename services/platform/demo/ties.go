package demo

import (
	"context"
	"errors"
	"time"

	"lianluo/api/identity"
	"lianluo/api/notification"
)

// leave is how long the first station's head is away.
const leave = 7 * 24 * time.Hour

// tie leaves one of each thing that ties people and systems together: a head on
// leave, a system that people sign in to, and one that is told what happens. None
// has a secret, and nothing is sent beyond this machine.
func (l *Loader) tie(ctx context.Context) error {
	return errors.Join(l.takeLeave(ctx), l.connect(ctx), l.subscribe(ctx))
}

// takeLeave hands the head's office to the township, as only the head can who has
// signed in.
func (l *Loader) takeLeave(ctx context.Context) error {
	_, access, err := l.accounts.signIn(ctx, "head")
	if err != nil {
		return err
	}
	self := l.client("identity", func(context.Context) string { return access.Token })
	for _, x := range access.Account.Assignments {
		if x.Role != "station_head" || x.For != "" {
			continue
		}
		req := identity.DelegateRequest{Assignment: x.ID, Login: "township", Until: l.Now().Add(leave), Reason: "外出学习期间，请镇人大主席代为主持联络站工作"}
		if _, err := do(ctx, self, identity.Delegate, req, "leave/head"); err != nil {
			return err
		}
	}
	return nil
}

// connect registers an app on this machine: it has no secret, only its address.
func (l *Loader) connect(ctx context.Context) error {
	req := identity.RegisterClientRequest{Name: "辰溪县数字乡村平台（演示）", Kind: identity.PublicClient, Scopes: []string{"openid", "profile", "case.read"},
		Redirects: []string{"http://127.0.0.1:8899/signed-in"}, LogoutRedirects: []string{"http://127.0.0.1:8899/"}}
	_, err := do(ctx, l.as("security", "identity"), identity.RegisterClient, req, "client/village")
	return err
}

// subscribe leaves a webhook that is stopped: its address, of a domain that there
// never is, stands for the one that somebody would enter.
func (l *Loader) subscribe(ctx context.Context) error {
	c := l.as("county", "notification")
	made, err := do(ctx, c, notification.CreateWebhook, notification.CreateWebhookRequest{Area: County, Name: "县市民热线工单系统（演示，未启用）",
		URL: "https://hotline.chenxi.invalid/lianluo/events", Types: []string{"lianluo.casework.CaseRegistered.v1", "lianluo.casework.CaseClosed.v1"}}, "webhook/hotline")
	if err != nil {
		return err
	}
	_, err = do(ctx, c, notification.SetWebhookState, notification.WebhookStateRequest{ID: made.Webhook.ID, State: notification.WebhookDisabled}, "webhook/hotline/off")
	return err
}
