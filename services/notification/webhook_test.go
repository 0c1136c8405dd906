package notification

import (
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/store"
)

// Who made a webhook hears of it when it was disabled, and nobody else.
func TestTheOwnerHearsThatAWebhookWasDisabled(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	e := notification.WebhookFailed.New(notification.WebhookChanged{Webhook: "w1", Name: "大屏", Area: county, Owner: "county"})
	e.Aggregate, e.Subject, e.Actor = "webhook", "w1", "system"
	d.apply(e)
	for account, want := range map[string]int{"county": 1, "town": 0} {
		ctx := authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: []string{"acct:" + account}}), authz.Subject{ID: account})
		box, err := d.ListInbox(ctx, notification.ListInboxRequest{})
		must(t, err)
		if len(box.Items) != want || want == 1 && (box.Items[0].Title != "推送“大屏”已停用" || box.Items[0].Link != "/me") {
			t.Errorf("%s: %+v", account, box.Items)
		}
	}
}
