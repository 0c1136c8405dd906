package notification

import (
	"log/slog"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/wechat"
)

// Service is the notification service.
type Service struct {
	db         *store.DB
	vault      *vault.Vault
	outbox     bool
	wechat     *wechat.Client
	providers  []sms.Provider
	clock      calendar.Clock
	tree       *area.Tree
	log        *slog.Logger
	base       string // of links in mail
	contacts   contacts
	accounts   *store.Collection[Account]
	names      *store.Collection[Named]
	deliveries *store.Collection[Delivery]
	caught     *store.Collection[Caught]
	callbacks  *store.Collection[Callback]
	days       *calendar.Places
	rules      *rules.Set[Rules]
	reached    *store.Collection[Reached]
	prefer     *store.Collection[Preference]
	weeks      *store.Collection[Week]
	words      *store.Collection[Wording]
	wordings   *wordings
	items      *store.Collection[Item]
	ends       *store.Collection[End]
	live       *live
	senders    []*sender
}

func newService(db *store.DB, v *vault.Vault, clock calendar.Clock, days *calendar.Places, tree *area.Tree, log *slog.Logger, settings Settings, ask contacts) *Service {
	s := &Service{db: db, vault: v, outbox: settings.Outbox, providers: settings.SMS, clock: clock, tree: tree, log: log, base: settings.BaseURL, contacts: ask, live: newLive(),
		accounts: declareAccounts(db), names: declareNames(db), deliveries: declareDeliveries(db), items: declareItems(db), ends: declareEnds(db),
		caught: declareCaught(db), callbacks: declareCallbacks(db), days: days, rules: rules.Declare(db, log, tree, DefaultRules(), Rules.Check), reached: declareReached(db), prefer: declarePreferences(db), weeks: declareWeeks(db),
		words: declareWordings(db), wordings: &wordings{known: map[string]Wording{}}}
	if a := settings.WeChat; a.AppID != "" {
		s.wechat = wechat.New(a, sms.NewClient(), clock)
	}
	for _, c := range s.channels(settings) {
		s.senders = append(s.senders, &sender{Service: s, channel: c, holder: db.NewID(), lease: sendLease, workers: sendWorkers, wake: make(chan struct{}, 1)})
	}
	s.rules.Foresee(s.foresee)
	return s
}

// handlers are what this service learns and tells of.
func (s *Service) handlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[station.Changed]{station.StationOpened, station.StationUpdated, station.StationClosed} {
		out = append(out, event.On(t, s.onStation))
	}
	for _, t := range []event.Type[roster.PersonChanged]{roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged, roster.PersonPosted, roster.PostingEnded} {
		out = append(out, event.On(t, s.onPerson))
	}
	for _, t := range []event.Type[identity.AccountChanged]{identity.AccountInvited, identity.AccountActivated, identity.AccountUpdated, identity.AccountDisabled,
		identity.AccountLocked, identity.RoleGranted, identity.RoleRevoked, identity.PasswordChanged} {
		out = append(out, event.On(t, s.onAccount))
	}
	for _, t := range []event.Type[identity.AccountChanged]{identity.AccountDisabled, identity.RoleRevoked, identity.PasswordChanged} {
		out = append(out, event.On(t, s.onRevoked))
	}
	out = append(out, event.On(identity.FactorsReset, s.onFactors), event.On(identity.LinkMade, s.onLink))
	out = append(out, event.On(identity.SignedOut, s.onSignedOut), event.On(notification.WebhookFailed, s.onWebhook), event.On(casework.DataDestroyed, s.onDestroyed))
	return append(out, s.tellers()...)
}

// tellers handle the events that somebody hears of.
func (s *Service) tellers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[casework.Changed]{
		casework.CaseReceived, casework.CaseRegistered, casework.CaseRejected, casework.CaseAssigned, casework.CaseAccepted, casework.CaseReturned,
		casework.CaseEscalated, casework.ExtensionAsked, casework.ExtensionGranted, casework.ExtensionRefused, casework.CaseReplied,
		casework.PersonAsked, casework.PersonAnswered, casework.CaseReopened, casework.CaseUrged, casework.CaseSupervised,
		casework.CaseLightChanged, casework.CaseMerged, casework.VoiceAdded, casework.VoiceWithdrawn, casework.CaseWithdrawn, casework.CaseClosed,
	} {
		out = append(out, event.On(t, s.onCase))
	}
	for _, t := range []event.Type[roster.DayChanged]{roster.DayPublishedNews, roster.DayMoved, roster.DayCancelledNews} {
		out = append(out, event.On(t, s.onDay))
	}
	for _, t := range []event.Type[roster.ShiftChanged]{roster.SwapAsked, roster.SwapAnswered, roster.ShiftSubstituted, roster.MarkedAbsent} {
		out = append(out, event.On(t, s.onShift))
	}
	for _, t := range []event.Type[voting.Changed]{
		voting.ProjectProposed, voting.ProjectPooled, voting.ScreeningBegun, voting.ProjectRejected, voting.CandidateNamed, voting.ProjectMerged, voting.ProjectSplit,
		voting.CandidateReviewed, voting.ProjectSubmitted, voting.DeliberationOpened, voting.ProjectAdopted, voting.ProjectNotAdopted, voting.ProjectAnnounced,
		voting.ProjectRecommended, voting.ProjectNotRecommended,
		voting.ProjectStarted, voting.ProjectCompleted, voting.ProjectUnfinished, voting.ProjectTerminated, voting.AdjustmentDecided,
		voting.ProjectLightChanged, voting.AdjustmentAsked, voting.ProjectVisited, voting.SupervisorsNamed,
		voting.ProjectEvaluated, voting.ProjectCarriedOver, voting.RectificationOrdered, voting.RectificationDone, voting.QuestionAsked, voting.QuestionAnswered,
	} {
		out = append(out, event.On(t, s.onProject))
	}
	for _, t := range []event.Type[voting.AppraisalChanged]{voting.AppraisalBegun, voting.AppraisalTurned, voting.AppraisalAnswered} {
		out = append(out, event.On(t, s.onAppraisal))
	}
	return out
}
