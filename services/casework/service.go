package casework

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/metric"

	"lianluo/api/casework"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/lived"
	"lianluo/pkg/photo"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Service serves the operations on cases.
type Service struct {
	db        *store.DB
	keeper    *authz.Keeper
	vault     *vault.Vault
	clock     calendar.Clock
	calendars *calendar.Places
	tree      *area.Tree
	log       *slog.Logger
	rules     *rules.Set[Rules]
	reader    *photo.Reader

	cases    *store.Collection[Case]
	contacts *store.Collection[Contact]
	photos   *store.Collection[Photo]
	counters *store.Collection[Counter]
	stations *store.Collection[Station]
	units    *store.Collection[Unit]
	persons  *store.Collection[Person]
	days     *store.Collection[Day]
	lived    *lived.Clock

	papers         *store.Collection[Paper]
	paperTemplates *store.Collection[PaperTemplate]
	offices        *store.Collection[Office]

	recounts *store.Collection[Recount]
	prints   *store.Collection[Print]

	explained *store.Collection[Explained]

	late metric.Float64Gauge
}

func newService(b *app.Builder, settings Settings) *Service {
	s := &Service{
		db: b.DB, keeper: b.Keeper, vault: b.Vault, clock: b.Clock, calendars: b.Calendars, tree: b.Tree, log: b.Log,
		rules:  rules.Declare(b.DB, b.Log, b.Tree, DefaultRules(), Rules.Check),
		reader: photo.NewReader(settings.Decoders),
		cases:  declareCases(b.DB), contacts: declareContacts(b.DB), photos: declarePhotos(b.DB), counters: declareCounters(b.DB),
		stations: declareStations(b.DB), units: declareUnits(b.DB), persons: declarePersons(b.DB), days: declareDays(b.DB),
		lived: lived.New(b.DB, b.Clock, b.Log), papers: declarePapers(b.DB), paperTemplates: declareTemplates(b.DB), offices: declareOffices(b.DB),
		late:     newLate(),
		recounts: declareRecounts(b.DB), prints: declarePrints(b.DB), explained: declareExplained(b.DB),
	}
	s.rules.Foresee(s.foresee)
	s.rules.OnPut(s.noteRecount)
	return s
}

// act is the caller's part in a transition of the case.
func (s *Service) act(ctx context.Context, c *Case) Act {
	subject := authz.Actor(ctx)
	a := s.actBy(c.Area)
	a.By, a.Name, a.Person = event.CauseOf(ctx).Actor, authz.ActingName(ctx, c.tokens()), subject.Person
	scope, _ := store.ScopeOf(ctx)
	a.Upto, a.Deputy = standing(scope, c.tokens())
	return a
}

// actBy is the system's part: what jobs do.
func (s *Service) actBy(code string) Act {
	return s.actAt(code, s.clock.Now())
}

// actAt is actBy at another time.
func (s *Service) actAt(code string, at time.Time) Act {
	a := Act{By: "system", At: at, Days: s.calendars.Of(code)}
	a.Rules, a.Version = s.rules.At(code, a.At)
	return a
}

// standing says up to which level the scope answers for the case, and whether
// it reaches the case only as a person.
func standing(scope store.Scope, tokens []string) (upto string, deputy bool) {
	if scope.All {
		return "province", false
	}
	upto, deputy = "station", true
	for _, token := range scope.Tokens {
		kind, id, _ := strings.Cut(token, ":")
		if kind == "p" || !slices.Contains(tokens, token) {
			continue
		}
		deputy = false
		if level := area.Code(id).Level().String(); kind == "a" && rank(level) > rank(upto) {
			upto = level
		}
	}
	return upto, deputy
}

// inTime runs a transition after the lights that were to turn before it: what
// happens after a deadline never looks as if it had been met.
func (s *Service) inTime(c *Case, a Act, fn func(*Case, Act) ([]event.Event, error)) ([]event.Event, error) {
	lights := c.TurnLights(s.actBy(c.Area))
	events, err := fn(c, a)
	return append(lights, events...), err
}

// change runs a transition of a case within the caller's scope.
func (s *Service) change(ctx context.Context, id string, fn func(*Case, Act) ([]event.Event, error)) (casework.Case, error) {
	c, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) { return s.inTime(c, s.act(ctx, c), fn) })
	if err != nil {
		return casework.Case{}, err
	}
	return s.view(ctx, &c)
}
