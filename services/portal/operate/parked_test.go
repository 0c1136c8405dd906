package operate_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

const eventID = "station/station/s1/000000000007"

var stuck = consume.Parked{ID: eventID, Aggregate: "station/station/s1", Reason: "no such division", Tries: 5, Since: portaltest.Now,
	Event: event.Event{ID: "e7", Type: "lianluo.station.StationUpdated.v1", Sequence: 7, Time: portaltest.Now, Data: json.RawMessage(`{"code":"CX"}`)}}

// plant is a fake of the services with one parked event; what is done to it is noted.
type plant struct{ did []string }

func (p *plant) fakes() []portaltest.Fake {
	out := []portaltest.Fake{portaltest.Refusing(app.ParkedOf("gateway").Consumers, fault.Unavailable(nil))}
	for _, service := range []string{"casework", "roster", "station", "notification", "insight", "voting", "identity"} {
		out = append(out, portaltest.Always(app.ParkedOf(service).Consumers, app.Consumers{Items: []app.ConsumerInfo{
			{Name: "projection", Topics: []string{"lianluo.station.v1"}, Parked: map[string]int64{"casework": 2}[service]}},
			Moving: app.Moving{Divisions: map[string]int{"insight": 3}[service], Seen: 1200, Changed: 40}}))
	}
	ops := app.ParkedOf("casework")
	note := func(what string) func(context.Context, app.ParkedID) (app.Replayed, error) {
		return func(_ context.Context, req app.ParkedID) (app.Replayed, error) {
			if what == "give up" && req.Reason == "" {
				return app.Replayed{}, fault.Invalid("parked.reason", "请填写放弃的理由", "Say why").At("reason", "必填", "required")
			}
			p.did = append(p.did, what+" "+req.Consumer+" "+req.ID+" "+req.Reason)
			return app.Replayed{Applied: 2}, nil
		}
	}
	return append(out,
		portaltest.Always(ops.List, rpc.Page[consume.Parked]{Items: []consume.Parked{stuck, {ID: "b", Aggregate: "station/station/s1", Event: event.Event{Sequence: 8}}}}),
		portaltest.Always(ops.Show, stuck), portaltest.Op(ops.Replay, note("replay")), portaltest.Op(ops.GiveUp, note("give up")))
}

func TestConsumersWithParkedEventsComeFirst(t *testing.T) {
	site := start(t, (&plant{}).fakes()...)
	a := site.As(t, authz.SystemOperator).Get("/operate/parked")
	portaltest.Says(t, a, "群众意见 · 更新联络站", "2 条", "网关", "没有应答", "有 3 个区划合并或调整隶属", "1,200")
	portaltest.Expect(t, "auditor", site.As(t, authz.Auditor).Get("/operate/parked").Status, http.StatusForbidden)
	portaltest.Expect(t, "nobody", site.Visitor(t).Get("/operate/parked").Status, http.StatusSeeOther)
}

func TestAParkedEventIsShownAndAppliedAgain(t *testing.T) {
	p := &plant{}
	b := start(t, p.fakes()...).As(t, authz.SystemOperator)
	portaltest.Says(t, b.Get("/operate/parked/casework/projection"), "station/station/s1 #7", "no such division", "排在更早的一条之后")
	page := b.Get("/operate/parked/casework/projection/event?" + url.Values{"id": {eventID}}.Encode())
	portaltest.Says(t, page, "no such division", `"code": "CX"`, "lianluo.station.StationUpdated.v1")
	portaltest.Says(t, b.Follow(b.Submit(page, "/operate/parked/casework/projection/replay", nil)), "补上了 2 条")
	portaltest.Expect(t, "done", p.did[0], "replay projection "+eventID+" ")
}

func TestAnEventIsGivenUpWithAReason(t *testing.T) {
	p := &plant{}
	b := start(t, p.fakes()...).As(t, authz.SystemOperator)
	page := b.Get("/operate/parked/casework/projection/event?" + url.Values{"id": {eventID}}.Encode())
	portaltest.Refused(t, b.Submit(page, "/operate/parked/casework/projection/giving-up", nil), "必填", "no such division")
	b.Submit(page, "/operate/parked/casework/projection/giving-up", url.Values{"reason": {"区划已撤销"}})
	portaltest.Expect(t, "done", p.did[0], "give up projection "+eventID+" 区划已撤销")
}

func TestWhatStillFailsIsSaid(t *testing.T) {
	fakes := append((&plant{}).fakes(), portaltest.Refusing(app.ParkedOf("casework").Replay, fault.FailedPrecondition("parked.behind", "请先处理更早的事件", "Earlier first")))
	b := start(t, fakes...).As(t, authz.SystemOperator)
	page := b.Get("/operate/parked/casework/projection/event?" + url.Values{"id": {eventID}}.Encode())
	portaltest.Refused(t, b.Submit(page, "/operate/parked/casework/projection/replay", nil), "还是处理不了", "请先处理更早的事件")
}

func TestUnknownServicesAreNotFound(t *testing.T) {
	b := start(t).As(t, authz.SystemOperator)
	portaltest.Expect(t, "service", b.Get("/operate/parked/none/projection").Status, http.StatusNotFound)
}

func TestEveryRoleHasItsOwnSections(t *testing.T) {
	site := start(t, (&plant{}).fakes()...)
	for role, want := range map[authz.Role]string{authz.Auditor: "/operate/audit", authz.SecurityAdmin: "/operate/policy", authz.SystemOperator: "/operate/parked"} {
		portaltest.Expect(t, string(role), site.As(t, role).Get("/operate").Location(), want)
	}
	rail := site.As(t, authz.SystemOperator).Get("/operate/parked")
	portaltest.Silent(t, rail, "权限策略")
	portaltest.Expect(t, "an officer", site.As(t, officer).Get("/operate").Status, http.StatusForbidden)
}
