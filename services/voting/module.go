// Package voting is the service of livelihood projects (民生实事项目): from what people
// said, over the pool, the screening and the candidates, to the congress that
// chooses, and what becomes of its choice.
package voting

import (
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/lived"
	"lianluo/pkg/photo"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Service serves the operations on projects and ballots.
type Service struct {
	db     *store.DB
	keeper *authz.Keeper
	vault  *vault.Vault
	clock  calendar.Clock
	tree   *area.Tree
	rules  *rules.Set[Rules]

	rounds   *store.Collection[Round]
	projects *store.Collection[Project]
	contacts *store.Collection[Contact]
	counters *store.Collection[Counter]
	stations *store.Collection[Station]
	units    *store.Collection[Unit]
	persons  *store.Collection[Person]
	cases    *store.Collection[Case]
	sums     sums
	lived    *lived.Clock
	photos   *store.Collection[Photo]
	reader   *photo.Reader

	decisions  *store.Collection[Decision]
	appraisals *store.Collection[Appraisal]
	raters     *store.Collection[rater]
	urns       *store.Collection[urn]

	ballots  *store.Collection[Ballot]
	seats    *store.Collection[seat]
	electors *store.Collection[elector]
	links    *store.Collection[link]
	boards   boards
}

// Module is the voting service.
func Module() app.Module {
	return app.Module{Name: "voting", Build: func(b *app.Builder) error { return newService(b).serve(b) }}
}

func newService(b *app.Builder) *Service {
	s := &Service{
		db: b.DB, keeper: b.Keeper, vault: b.Vault, clock: b.Clock, tree: b.Tree,
		rules:  rules.Declare(b.DB, b.Log, b.Tree, DefaultRules(), Rules.Check),
		rounds: declareRounds(b.DB), projects: declareProjects(b.DB), contacts: declareContacts(b.DB), counters: declareCounters(b.DB),
		stations: declareStations(b.DB), units: declareUnits(b.DB), persons: declarePersons(b.DB), cases: declareCases(b.DB),
		photos: declarePhotos(b.DB), reader: photo.NewReader(1),
	}
	s.ballots, s.seats, s.electors, s.links = newBallots(b.DB), newSeats(b.DB), newElectors(b.DB), newLinks(b.DB)
	s.decisions = declareDecisions(b.DB)
	s.lived = lived.New(b.DB, b.Clock, b.Log)
	s.appraisals, s.raters, s.urns = declareAppraisals(b.DB), declareRaters(b.DB), declareUrns(b.DB)
	s.rules.Foresee(s.foresee)
	return s
}

// serve registers all that the service does.
func (s *Service) serve(b *app.Builder) error {
	s.handleProjects(b.RPC)
	s.handleCarrying(b.RPC)
	s.handleBallots(b.RPC)
	s.handleAppraisals(b.RPC)
	s.rules.Handle(b.RPC)
	b.Refresh(s.rules.Refresh)
	b.Job("lights", time.Minute, s.Lights)
	b.Job("retention", time.Hour, s.Retention)
	b.Job("sweep-photos", time.Hour, s.SweepPhotos)
	if err := b.Consume("electors", s.electorHandlers()...); err != nil {
		return err
	}
	return b.Consume("projection", s.projections()...)
}

func (s *Service) handleProjects(r *rpc.Server) {
	rpc.Handle(r, voting.AnnounceRound, s.AnnounceRound)
	rpc.Handle(r, voting.ChangeRound, s.ChangeRound)
	rpc.Handle(r, voting.ListRounds, s.ListRounds)
	rpc.Handle(r, voting.RecordProposal, s.RecordProposal)
	rpc.Handle(r, voting.SubmitProposal, s.SubmitProposal)
	rpc.Handle(r, voting.FollowProposal, s.FollowProposal)
	rpc.Handle(r, voting.WithdrawProposal, s.WithdrawProposal)
	rpc.Handle(r, voting.ListClusters, s.ListClusters)
	rpc.Handle(r, voting.UnmaskProposer, s.UnmaskProposer)
	rpc.Handle(r, voting.ResolveContact, s.ResolveContact)
	rpc.Handle(r, voting.ListPublicProjects, s.ListPublicProjects)
	rpc.Handle(r, voting.GetPublicProject, s.GetPublicProject)
	rpc.Handle(r, voting.SumProjects, s.SumProjects)
	rpc.Handle(r, voting.ListPublicBallots, s.ListPublicBallots)
	rpc.Handle(r, voting.ListProjects, s.ListProjects)
	rpc.Handle(r, voting.GetProject, s.GetProject)
	rpc.Handle(r, voting.PoolProject, s.PoolProject)
	rpc.Handle(r, voting.MergeProjects, s.MergeProjects)
	rpc.Handle(r, voting.SplitProject, s.SplitProject)
	rpc.Handle(r, voting.ScreenProject, s.ScreenProject)
	rpc.Handle(r, voting.WriteDossier, s.WriteDossier)
	rpc.Handle(r, voting.ReviewProject, s.ReviewProject)
	rpc.Handle(r, voting.SubmitProject, s.SubmitProject)
	rpc.Handle(r, voting.AskQuestion, s.AskQuestion)
	rpc.Handle(r, voting.AnswerQuestion, s.AnswerQuestion)
	rpc.Handle(r, voting.RecordDecision, s.RecordDecision)
	rpc.Handle(r, voting.ListDecisions, s.ListDecisions)
}

func (s *Service) handleCarrying(r *rpc.Server) {
	rpc.Handle(r, voting.PlanProject, s.PlanProject)
	rpc.Handle(r, voting.StartProject, s.StartProject)
	rpc.Handle(r, voting.ReportProgress, s.ReportProgress)
	rpc.Handle(r, voting.FinishProject, s.FinishProject)
	rpc.Handle(r, voting.RequestAdjustment, s.RequestAdjustment)
	rpc.Handle(r, voting.DecideAdjustment, s.DecideAdjustment)
	rpc.Handle(r, voting.NameSupervisors, s.NameSupervisors)
	rpc.Handle(r, voting.RecordVisit, s.RecordVisit)
	rpc.Handle(r, voting.ListSlowProjects, s.ListSlowProjects)
	rpc.Handle(r, voting.UploadPhoto, s.UploadPhoto)
	rpc.HandleStream(r, voting.GetPhoto, s.GetPhoto)
	rpc.Handle(r, voting.SubmitPhoto, s.SubmitPhoto)
	rpc.HandleStream(r, voting.GetProposalPhoto, s.GetProposalPhoto)
}
