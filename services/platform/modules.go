package platform

import (
	"net/http"
	"slices"

	"lianluo/pkg/app"
	caseworkservice "lianluo/services/casework"
	"lianluo/services/gateway"
	identityservice "lianluo/services/identity"
	insightservice "lianluo/services/insight"
	notificationservice "lianluo/services/notification"
	"lianluo/services/platform/operations"
	"lianluo/services/portal"
	"lianluo/services/portal/rehearsal"
	rosterservice "lianluo/services/roster"
	stationservice "lianluo/services/station"
	votingservice "lianluo/services/voting"
)

// withData are the services that keep data and answer operations.
var withData = operations.Services

// Names lists every service, in the order they are built.
func Names() []string { return append(slices.Clone(withData), "portal", "gateway") }

// module makes a service's module from the configuration; others are the players of a
// demonstration, nil where there is none.
func (c Config) module(name string, docs http.Handler, others rehearsal.Players) app.Module {
	switch name {
	case "identity":
		return identityservice.Module(identityservice.Settings{
			Idle: c.Sessions.Idle, Absolute: c.Sessions.Absolute, SecondFactor: c.Sessions.Factor, BaseURL: c.baseURL(), Loopback: c.trial(), AuditEvery: c.Audit.Every, AuditWebhook: c.Audit.Webhook,
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
	case "voting":
		return votingservice.Module()
	case "portal":
		return portal.Module(portal.Settings{BaseURL: c.baseURL(), Secure: !c.loopback() || c.TLS.Cert != "", Players: others})
	default:
		return gateway.Module(gateway.Settings{
			Services: withData, Trusted: c.proxies(), Docs: docs, BaseURL: c.baseURL(),
			Limits: gateway.Limits{PerSecond: c.Limits.PerSecond, Burst: c.Limits.Burst},
		})
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
