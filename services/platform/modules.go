package platform

import (
	"net/http"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	caseworkservice "lianluo/services/casework"
	"lianluo/services/gateway"
	identityservice "lianluo/services/identity"
	insightservice "lianluo/services/insight"
	notificationservice "lianluo/services/notification"
	"lianluo/services/portal"
	rosterservice "lianluo/services/roster"
	stationservice "lianluo/services/station"
)

// withData are the services that keep data and answer operations.
var withData = []string{"identity", "station", "roster", "casework", "notification", "insight"}

// Names lists every service, in the order they are built.
func Names() []string { return append(append([]string{}, withData...), "portal", "gateway") }

// withRules are the services that have a rule set.
var withRules = []string{"station", "roster", "casework"}

// Operations lists every operation of the system, for the API description, the
// command line and the permission table.
func Operations() []rpc.Any {
	var all []rpc.Any
	for _, ops := range [][]rpc.Any{identity.Operations, station.Operations, roster.Operations,
		casework.Operations, notification.Operations, insight.Operations} {
		all = append(all, ops...)
	}
	for _, s := range withRules {
		all = append(all, rules.ShowOp(s), rules.SetOp(s))
	}
	for _, s := range append([]string{"gateway"}, withData...) {
		all = append(all, app.JournalOp(s))
		all = append(all, app.ParkedOf(s).All()...)
	}
	return all
}

// module makes a service's module from the configuration.
func (c Config) module(name string, docs http.Handler) app.Module {
	switch name {
	case "identity":
		return identityservice.Module(identityservice.Settings{
			Idle: c.Sessions.Idle, Absolute: c.Sessions.Absolute, AuditEvery: c.Audit.Every, AuditWebhook: c.Audit.Webhook,
		})
	case "station":
		return stationservice.Module(stationservice.Settings{})
	case "roster":
		return rosterservice.Module(rosterservice.Settings{})
	case "casework":
		return caseworkservice.Module(caseworkservice.Settings{})
	case "notification":
		return notificationservice.Module(c.notification())
	case "insight":
		return insightservice.Module()
	case "portal":
		return portal.Module(portal.Settings{BaseURL: c.baseURL(), Secure: !c.loopback() || c.TLS.Cert != ""})
	default:
		return gateway.Module(gateway.Settings{
			Services: withData, Trusted: c.proxies(), Docs: docs,
			Limits: gateway.Limits{PerSecond: c.Limits.PerSecond, Burst: c.Limits.Burst},
		})
	}
}

func (c Config) notification() notificationservice.Settings {
	return notificationservice.Settings{
		BaseURL: c.baseURL(),
		Mail: notificationservice.Mail{Host: c.Mail.Host, Port: c.Mail.Port, User: c.Mail.User,
			Password: c.Mail.Password.Reveal(), From: c.Mail.From, TLS: c.Mail.TLS},
	}
}

// baseURL is the address people use.
func (c Config) baseURL() string {
	if c.BaseURL != "" {
		return c.BaseURL
	}
	if c.TLS.Cert != "" {
		return "https://" + c.Addr
	}
	return "http://" + c.Addr
}
