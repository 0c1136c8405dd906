// Package webhook tells other systems what happens: a feed of events in one
// order, and webhooks that walk along it, each from a position of its own. An
// event is taken when the other side said so; until then it is sent again, under
// the same id, and nothing behind it goes out before it.
package webhook

import (
	"log/slog"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Settings are the package's technical settings.
type Settings struct {
	// Loopback lets webhooks go to this machine, without TLS too: for trials.
	Loopback bool
}

// Service keeps feed and webhooks.
type Service struct {
	db     *store.DB
	vault  *vault.Vault
	clock  calendar.Clock
	tree   *area.Tree
	log    *slog.Logger
	feed   *store.Collection[Row]
	head   *store.Collection[Head]
	hooks  *store.Collection[Hook]
	tries  *store.Collection[Try]
	post   poster
	holder string
	lease  time.Duration
	wake   chan struct{}
}

// New declares feed and webhooks in db; call before db.Open.
func New(db *store.DB, v *vault.Vault, clock calendar.Clock, tree *area.Tree, log *slog.Logger, settings Settings) *Service {
	return &Service{db: db, vault: v, clock: clock, tree: tree, log: log, feed: declareFeed(db), head: declareHead(db),
		hooks: declareHooks(db), tries: declareTries(db), post: newPoster(settings), holder: db.NewID(), lease: lease, wake: make(chan struct{}, 1)}
}

// Handlers put into the feed what other systems may hear of: events with an
// area, and without names.
func (s *Service) Handlers() []event.Handler {
	out := []event.Handler{{Type: event.Any, Service: "casework", Apply: s.append}}
	for _, name := range Types()[len(caseTypes):] {
		out = append(out, event.Handler{Type: name, Service: serviceOf[name], Apply: s.append})
	}
	return out
}

var caseTypes = func() []string {
	var out []string
	for _, t := range []event.Type[casework.Changed]{
		casework.CaseReceived, casework.CaseRegistered, casework.CaseTriaged, casework.CaseRejected, casework.CaseExplained, casework.CaseAssigned,
		casework.CaseAccepted, casework.CaseReturned, casework.CaseEscalated, casework.ExtensionGranted, casework.CaseReplied, casework.PersonAnswered,
		casework.CaseAwaiting, casework.CaseReopened, casework.CaseUrged, casework.CaseSupervised, casework.CaseLightChanged, casework.CaseMerged,
		casework.PublicTitleSet, casework.CaseWithdrawn, casework.CaseClosed, casework.CaseArchived,
	} {
		out = append(out, t.Name)
	}
	return out
}()

// serviceOf names the other types of the feed.
var serviceOf = map[string]string{
	station.StationOpened.Name: "station", station.StationUpdated.Name: "station", station.StationClosed.Name: "station",
	roster.DayPublishedNews.Name: "roster", roster.DayMoved.Name: "roster", roster.DayCancelledNews.Name: "roster", roster.DayHeldEvent.Name: "roster",
}

// Types are the event types that a webhook can ask for, those of cases first.
func Types() []string {
	return append(caseTypes[:len(caseTypes):len(caseTypes)],
		station.StationOpened.Name, station.StationUpdated.Name, station.StationClosed.Name,
		roster.DayPublishedNews.Name, roster.DayMoved.Name, roster.DayCancelledNews.Name, roster.DayHeldEvent.Name)
}
