package notification

import (
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/notification/sms/smstest"
)

// What one provider refuses and the other takes is said of both, as often as it
// happened, and the list by provider has it with whoever took it.
func TestProviders(t *testing.T) {
	first, second := smstest.Start(t), smstest.Start(t)
	first.Fail(func(string, int) smstest.Fault { return smstest.Busy })
	d := newTextingDesk(t, texting(first, second))
	for range 4 { // after three failures the first rests
		d.asked()
		d.turn()
	}
	got, err := d.ListProviders(d.atDesk(), rpc.None{})
	must(t, err)
	if len(got.Items) != 2 {
		t.Fatalf("%+v", got.Items)
	}
	if p := got.Items[0]; p.Name != "first" || p.Took != 0 || p.Refused != 3 || p.Failovers != 3 || !p.Failing || p.LastCode != "503" {
		t.Errorf("first: %+v", p)
	}
	if p := got.Items[1]; p.Name != "second" || p.Took != 4 || p.Refused != 0 || p.Failing || !p.LastTook.Equal(start) {
		t.Errorf("second: %+v", p)
	}
	if got, err := d.ListProviders(store.WithScope(t.Context(), store.Scope{Tokens: []string{"s:s2"}}), rpc.None{}); err != nil || len(got.Items) != 0 {
		t.Errorf("of elsewhere: %+v %v", got, err)
	}
	for provider, want := range map[string]int{"first": 0, "second": 4} {
		page, err := d.ListDeliveries(d.atDesk(), notification.ListDeliveriesRequest{Channel: bySMS, Provider: provider, State: "delivered", Masked: true})
		if err != nil || len(page.Items) != want {
			t.Errorf("%s: %d, %v", provider, len(page.Items), err)
		}
		for _, one := range page.Items {
			if one.To == "" || strings.Contains(one.To, "13800000001") || !strings.Contains(one.To, "*") {
				t.Errorf("to %q", one.To)
			}
		}
	}
}

func TestFiltersThatAreNone(t *testing.T) {
	d := newDesk(t, nil)
	for code, req := range map[string]notification.ListDeliveriesRequest{
		"delivery.provider": {Provider: "first"}, "delivery.days": {From: "2026-13-40"}, "delivery.filters": {Object: "case/c1", Channel: bySMS},
	} {
		if _, err := d.ListDeliveries(d.atDesk(), req); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}
