package account_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// Who leaves a box empty does not want such news; what must be told has no box.
func TestWishes(t *testing.T) {
	kept := notification.Wishes{Off: []string{"work"}}
	holds := notification.Wishes{QuietFrom: "21:00", QuietUntil: "08:00", Workdays: "no", Digest: "off", Weekly: -1}
	view := func() notification.Preferences {
		return notification.Preferences{Own: kept, Holds: holds, Kinds: []notification.Kind{{Code: "decision", Required: true}, {Code: "progress"}, {Code: "work"}}}
	}
	site := start(t,
		portaltest.Op(notification.GetPreferences, func(context.Context, rpc.None) (notification.Preferences, error) { return view(), nil }),
		portaltest.Op(notification.SetPreferences, func(_ context.Context, req notification.Wishes) (notification.Preferences, error) {
			kept = req
			return view(), nil
		}))
	b := site.As(t, officer)
	page := b.Get("/me/messages")
	portaltest.Says(t, page, "受理与答复", "不能关闭", "按本地规定（不合并）", "21:00 至 08:00")
	if form := page.Form(t, "/me/messages"); form.Has("on-work") || !form.Has("on-progress") || form.Has("on-decision") {
		t.Errorf("boxes %v", form)
	}
	portaltest.Does(t, b, "/me/messages", "/me/messages", url.Values{"on-work": {"true"}, "on-progress": {}, "quietFrom": {"12:00"}, "quietUntil": {"14:00"}, "digest": {"daily"}, "weekly": {"3"}})
	if len(kept.Off) != 1 || kept.Off[0] != "progress" || kept.QuietFrom != "12:00" || kept.Digest != "daily" || kept.Weekly != 3 {
		t.Errorf("%+v", kept)
	}
}
