package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func register(station string, who casework.Who, text string) casework.RegisterRequest {
	return casework.RegisterRequest{Station: station, Channel: casework.AtDesk, Who: who, Text: text}
}

func TestRegisterRefusals(t *testing.T) {
	w := start(t)
	apptest.Refused(t, w.officer, casework.RegisterCase, register("st2", zhang, "别的站的事情"), "station.not_found")
	apptest.Refused(t, w.officer, casework.RegisterCase, register("none", zhang, "没有这个站"), "station.not_found")
	apptest.Refused(t, w.officer, casework.RegisterCase, register("st1", casework.Who{}, "没有名字"), "case.name")
	apptest.Refused(t, w.officer, casework.RegisterCase, register("st1", casework.Who{Anonymous: true, Name: "张"}, "匿名又有名"), "case.anonymous_named")
	req := register("st1", zhang, "接待人不存在")
	req.ReceivedBy = []string{"stranger"}
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "case.received_by")
	req = register("st1", zhang, "没有这个分类")
	req.Category = "7777"
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "case.category")
	apptest.Refused(t, w.unit, casework.RegisterCase, register("st1", zhang, "单位不登记"), "denied")
	w.stations.Tell(t, "station", "st1", "", station.StationClosed.New(station.Changed{Station: "st1", Code: "Cst1", Area: town, State: station.Closed}))
	apptest.Eventually(t, "the station is known to be closed", func() bool {
		_, err := rpc.Call(t.Context(), w.officer, casework.RegisterCase, register("st1", zhang, "站已经停用了"))
		return code(err) == "station.closed"
	})
	apptest.Refused(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "站已经停用了"}, "station.closed")
}

func TestAnonymousWhereTheRuleAllows(t *testing.T) {
	w := start(t)
	anonymous := casework.Who{Anonymous: true}
	r := w.registers(anonymous, "村里赌博成风，没人管")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if !c.Anonymous || c.Voices[0].Reachable || c.Voices[0].Name != "" {
		t.Fatalf("%+v", c.Voices)
	}
	set := w.setRules(`{"anonymous_allowed":false}`)
	apptest.Refused(t, w.officer, casework.RegisterCase, register("st1", anonymous, "现在要实名"), "case.anonymous")
	r = w.registers(zhang, "按新规则登记的事项")
	if c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case}); c.Clock.Rule != set {
		t.Errorf("registered by rule %s, not %s", c.Clock.Rule, set)
	}
}

func TestAtAReceptionTheDeputiesOnDutyAreKnown(t *testing.T) {
	w := start(t)
	req := register("st1", zhang, "接待日反映的问题")
	req.Channel = casework.AtReception
	r := apptest.Call(t, w.officer, casework.RegisterCase, req)
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.ReceptionDay != "d1" || strings.Join(c.ReceivedBy, " ") != "p1 p2" {
		t.Fatalf("%s %v", c.ReceptionDay, c.ReceivedBy)
	}
	seen := apptest.Call(t, w.deputy, casework.GetCase, casework.ByID{ID: r.Case})
	if len(seen.Next) != 1 || seen.Next[0] != casework.AddNote.Name {
		t.Errorf("a deputy is offered %v", seen.Next)
	}
	mine := apptest.Call(t, w.deputy, casework.ListCases, casework.ListRequest{Queue: "mine"})
	if len(mine.Items) != 1 || mine.Items[0].ID != r.Case {
		t.Errorf("mine: %+v", mine.Items)
	}
}

func TestADeputyRegistersAtTheOwnStationOnly(t *testing.T) {
	w := start(t)
	req := casework.RegisterRequest{Station: "st1", Channel: casework.OnPhone, Who: zhang, Text: "代表在村里听到的"}
	r := apptest.Call(t, w.deputy, casework.RegisterCase, req)
	c := apptest.Call(t, w.deputy, casework.GetCase, casework.ByID{ID: r.Case})
	if len(c.ReceivedBy) != 1 || c.ReceivedBy[0] != "p1" || c.Channel != casework.OnPhone {
		t.Fatalf("%+v", c.ReceivedBy)
	}
	req.Station = "st2"
	apptest.Refused(t, w.deputy, casework.RegisterCase, req, "station.not_found")
	other := w.registers(zhang, "与这位代表无关的事")
	apptest.Refused(t, w.deputy, casework.GetCase, casework.ByID{ID: other.Case}, "case.not_found")
}

func TestAnybodySubmitsAndFollows(t *testing.T) {
	w := start(t)
	r := apptest.Call(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "自来水管爆裂，停水三天了", Place: casework.Place{Text: "大桥村"}})
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.Step != casework.Received || c.StepNo != 1 || c.Channel != casework.OnPage || c.Category != "0201" || c.Timeline[0].By != "public" {
		t.Fatalf("%+v", c)
	}
	typed := strings.ToLower(r.Code)
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: strings.ReplaceAll(r.Number, "-", " "), Code: typed})
	if p.StepNo != 1 || p.Text == "" || !p.CanWithdraw || p.StationCode != "Cst1" {
		t.Fatalf("%+v", p)
	}
	for _, wrong := range []casework.FollowRequest{{Number: r.Number, Code: "AAAAAAAA"}, {Number: "431223-100-26-0009-9", Code: r.Code}, {Number: "x", Code: "y"}} {
		apptest.Refused(t, w.public, casework.FollowCase, wrong, "receipt.not_found")
	}
	apptest.Refused(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "nowhere", Who: zhang, Text: "没有这个站码"}, "station.not_found")
	p = apptest.Call(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: r.Number, Code: r.Code, Reason: "修好了"})
	if p.Step != casework.Withdrawn || p.CanWithdraw || p.Outcome != casework.OutcomeNotAsked {
		t.Fatalf("%+v", p)
	}
	apptest.Refused(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: r.Number, Code: r.Code}, "case.step")
}

func TestALostCodeIsGivenAnew(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "回执丢了怎么办呢")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	apptest.Refused(t, w.nbr, casework.NewReceiptCode, casework.VoiceRequest{ID: r.Case, Voice: c.Voices[0].ID}, "case.not_found")
	apptest.Refused(t, w.officer, casework.NewReceiptCode, casework.VoiceRequest{ID: r.Case, Voice: "x"}, "voice.not_found")
	again := apptest.Call(t, w.officer, casework.NewReceiptCode, casework.VoiceRequest{ID: r.Case, Voice: c.Voices[0].ID})
	if again.Number != r.Number || again.Code == r.Code {
		t.Fatalf("%+v", again)
	}
	apptest.Refused(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code}, "receipt.not_found")
	apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: again.Code})
}

func TestAFloodAtOneStationIsSlowedDown(t *testing.T) {
	w := start(t)
	w.setRules(`{"flood_per_hour":3}`)
	submit := casework.SubmitRequest{Station: "Cst1", Who: casework.Who{Anonymous: true}, Text: "一条接一条的留言"}
	for range 3 {
		apptest.Call(t, w.public, casework.SubmitCase, submit)
	}
	apptest.Refused(t, w.public, casework.SubmitCase, submit, "rate_limited")
	submit.Station = "Cst2"
	apptest.Call(t, w.public, casework.SubmitCase, submit)
	w.Clock.Advance(61 * time.Minute)
	submit.Station = "Cst1"
	apptest.Call(t, w.public, casework.SubmitCase, submit)
}

func TestNumbersAreUniqueAndRepeatsActOnce(t *testing.T) {
	w := start(t)
	var mu sync.Mutex
	var all sync.WaitGroup
	seen, failed := map[string]int{}, []error{}
	for i := range 8 {
		all.Go(func() {
			for j := range 4 {
				ctx := rpc.WithKey(context.Background(), fmt.Sprintf("same-key-%d-%d", i/2, j)) // two send each key
				r, err := rpc.Call(ctx, w.officer, casework.RegisterCase, register("st1", zhang, fmt.Sprintf("第%d件%d号", i/2, j)))
				mu.Lock()
				seen[r.Number]++
				if err != nil {
					failed = append(failed, err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(failed) > 0 || len(seen) != 16 {
		t.Fatalf("%d numbers, %v", len(seen), failed)
	}
	counter, err := w.svc.counters.Get(store.System(t.Context()), "43122310026")
	if err != nil || counter.Last != 16 {
		t.Errorf("counted %d, %v", counter.Last, err)
	}
}

func TestUnmaskingIsJournalled(t *testing.T) {
	w := start(t)
	r := w.registers(casework.Who{Name: "张大山", Phone: "13812345678", Email: "z@example.com", Address: "大桥村"}, "需要联系本人核实")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	req := casework.UnmaskRequest{ID: r.Case, Voice: c.Voices[0].ID, Purpose: "电话核实地点"}
	apptest.Refused(t, w.unit, casework.UnmaskVoice, req, "case.not_found") // not in its hands
	apptest.Refused(t, w.nbr, casework.UnmaskVoice, req, "case.not_found")
	apptest.Refused(t, w.deputy, casework.UnmaskVoice, req, "denied")
	full := apptest.Call(t, w.officer, casework.UnmaskVoice, req)
	if full.Phone != "13812345678" || full.Name != "张大山" || full.Address != "大桥村" {
		t.Fatalf("%+v", full)
	}
	if got := w.journal("Unmasked"); len(got) != 1 || !strings.Contains(got[0], "电话核实地点") || strings.Contains(got[0], "138") {
		t.Fatalf("%v", got)
	}
	w.tellsNothingPersonal("张大山", "13812345678", "z@example.com")
}

// A unit may call the person while it has the case in hand, and not afterwards.
func TestAUnitSeesContactsWhileItHandlesTheCase(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "路口的井盖松动")
	c := w.assigned(r.Case)
	req := casework.UnmaskRequest{ID: r.Case, Voice: c.Voices[0].ID, Purpose: "约定上门时间"}
	apptest.Call(t, w.unit, casework.UnmaskVoice, req)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: r.Case})
	apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: r.Case, Text: "井盖已更换", Class: "A"})
	apptest.Refused(t, w.unit, casework.UnmaskVoice, req, "case.unit_done")
	apptest.Call(t, w.officer, casework.UnmaskVoice, req)
}

func TestContactsAreForNotificationAlone(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "通知服务要联系方式")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	apptest.Refused(t, w.county, casework.ResolveContact, casework.ByID{ID: c.Voices[0].ID}, "rpc.denied")
	notifier := w.Client("casework", authz.Subject{})
	notifier.Token = func(context.Context) string {
		token, _ := authz.SignService([]byte("only-for-tests-only-for-tests-00"), "notification", w.Clock.Now())
		return token
	}
	got := apptest.Call(t, notifier, casework.ResolveContact, casework.ByID{ID: c.Voices[0].ID})
	if got.Phone != zhang.Phone || got.Name != zhang.Name || got.Lang != "zh" || got.Number != r.Number {
		t.Fatalf("%+v", got)
	}
}

// Whoever receives may read the case: only who was at the station, or on the shift
// of a day of the station, is taken.
func TestOnlyTheStationsPeopleReceive(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	now := apptest.Now
	for id, postings := range map[string][]roster.Posting{
		"far":  {{Station: "st2", From: now.AddDate(-1, 0, 0)}},
		"left": {{Station: "st1", From: now.AddDate(-1, 0, 0), Until: now.AddDate(0, 0, -2)}},
	} {
		if err := w.svc.persons.Put(ctx, Person{ID: id, Postings: postings}); err != nil {
			t.Fatal(err)
		}
	}
	for id, d := range map[string]Day{"d7": {Station: "st1", Shifts: []roster.Shift{{Person: "far"}}}, "d8": {Station: "st2"}} {
		d.ID, d.Start = id, now
		if err := w.svc.days.Put(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		day, by string
		at      time.Time
		want    string
	}{
		"posted":                   {"", "p1", now, ""},
		"of another station":       {"", "far", now, "case.received_by"},
		"on another's day":         {"d1", "far", now, "case.received_by"},
		"a guest on the shift":     {"d7", "far", now, ""},
		"gone":                     {"", "left", now, "case.received_by"},
		"gone since it was heard":  {"", "left", now.AddDate(0, 0, -3), ""},
		"another station's day":    {"d8", "p1", now, "case.reception_day"},
		"no day":                   {"nowhere", "p1", now, "case.reception_day"},
		"no day, nobody receiving": {"nowhere", "", now, "case.reception_day"},
	} {
		req := register("st1", zhang, "谁在场，谁看得到")
		req.Channel, req.ReceptionDay, req.At = casework.AtReception, c.day, c.at
		if c.by != "" {
			req.ReceivedBy = []string{c.by}
		}
		if _, err := rpc.Call(t.Context(), w.officer, casework.RegisterCase, req); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// When the retention of somebody's data has ended, the case stays readable.
func TestDestroyedDataLeaveTheCase(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "多年以前的一件事")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if err := w.svc.vault.Destroy(t.Context(), c.Voices[0].ID, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	c = apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.Voices[0].Name != "" || c.Voices[0].Phone != "" || c.Text == "" {
		t.Errorf("%+v", c.Voices)
	}
	apptest.Refused(t, w.officer, casework.UnmaskVoice, casework.UnmaskRequest{ID: r.Case, Voice: c.Voices[0].ID, Purpose: "核实"}, "vault.destroyed")
}

// What is known of a station follows a move of its division some seconds later;
// what is taken down meanwhile lies where the division does.
func TestWhatIsNewLiesWhereTheTreeHasIt(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	_, err := w.svc.stations.Update(ctx, "st1", func(st *Station) ([]event.Event, error) {
		st.Ancestors = []string{"43", "4312", "431224", town}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r := w.registers(zhang, "路灯坏了")
	apptest.Call(t, w.officer, casework.RegisterCase, casework.RegisterRequest{Station: "st1", Channel: casework.AtDesk, Who: li, Text: "我家门口也是", SameAs: r.Case})
	c, err := w.svc.cases.Get(ctx, r.Case)
	if err != nil || len(c.Voices) != 2 || !slices.Equal(c.Ancestors, w.svc.ancestors(town)) {
		t.Fatalf("%v, %v", c.Ancestors, err)
	}
	for _, v := range c.Voices {
		kept, err := w.svc.contacts.Get(ctx, v.ID)
		if err != nil || !slices.Equal(kept.Area, c.Ancestors) {
			t.Errorf("%v, %v", kept.Area, err)
		}
	}
}
