package identity

import (
	"time"

	"lianluo/pkg/event"
)

// Events about other systems: the aggregates client, grant and client-key.
var (
	ClientRegistered    = event.Define[ClientChanged]("identity", "ClientRegistered")
	ClientUpdated       = event.Define[ClientChanged]("identity", "ClientUpdated")
	ClientSecretRenewed = event.Define[ClientChanged]("identity", "ClientSecretRenewed")
	ClientEnded         = event.Define[ClientChanged]("identity", "ClientEnded")
	GrantMade           = event.Define[GrantChanged]("identity", "GrantMade")
	GrantRedeemed       = event.Define[GrantChanged]("identity", "GrantRedeemed")
	GrantRefreshed      = event.Define[GrantChanged]("identity", "GrantRefreshed")
	GrantEnded          = event.Define[GrantChanged]("identity", "GrantEnded")
	ConsentEnded        = event.Define[ConsentChanged]("identity", "ConsentEnded")
	ClientKeyMade       = event.Define[ClientKeyChanged]("identity", "ClientKeyMade")
)

// ClientChanged is a client's standing; never its secret.
type ClientChanged struct {
	Client    string     `json:"client"`
	Name      string     `json:"name"`
	Kind      ClientKind `json:"kind"`
	Redirects []string   `json:"redirects,omitempty"`
	Scopes    []string   `json:"scopes,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// GrantChanged is what a client may do in an account's name, and until when.
type GrantChanged struct {
	Grant   string    `json:"grant"`
	Client  string    `json:"client"`
	Account string    `json:"account"`
	Scopes  []string  `json:"scopes"`
	Until   time.Time `json:"until"`
	Reason  string    `json:"reason,omitempty" doc:"why it ended: code_replayed, refresh_reused, revoked, consent_ended, and as sessions end"`
}

// ConsentChanged names what a person took back.
type ConsentChanged struct {
	Client  string `json:"client"`
	Account string `json:"account"`
}

// ClientKeyChanged names a key that was made, and why.
type ClientKeyChanged struct {
	Key    string    `json:"key"`
	From   time.Time `json:"from"`
	Reason string    `json:"reason"`
}
