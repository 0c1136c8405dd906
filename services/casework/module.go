// Package casework is the service of constituent opinions (群众意见): a case goes
// from the first sentence, in seven steps, to the archive, and cannot get lost
// on the way, since in every step a clock runs.
package casework

import (
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rpc"
	"lianluo/pkg/timers"
)

// Settings are the service's technical settings.
type Settings struct {
	// Decoders is how many photos are decoded at once; each may take some
	// hundred megabytes for a second. 1 where 0.
	Decoders int
}

// Module is the casework service.
func Module(settings Settings) app.Module {
	return app.Module{Name: "casework", Build: func(b *app.Builder) error {
		return newService(b, settings).serve(b)
	}}
}

// serve registers all that the service does.
func (s *Service) serve(b *app.Builder) error {
	s.handle(b.RPC)
	s.rules.Handle(b.RPC)
	rpc.Handle(b.RPC, timers.OpOf("casework"), s.ListTimers)
	holidays.Handle(b.RPC, holidays.OpOf("casework"), b.Calendars, b.Tree, b.Clock, s.foreseeDays)
	b.Refresh(s.rules.Refresh)
	b.Job("timers", 30*time.Second, s.Timers)
	b.Job("facts", 10*time.Second, s.Facts)
	b.Job("recounts", 30*time.Second, s.Recounts)
	b.Job("retention", time.Hour, s.Retention)
	b.Job("sweep-photos", time.Hour, s.SweepPhotos)
	return b.Consume("projection", s.projections()...)
}

// handle registers every operation.
func (s *Service) handle(r *rpc.Server) {
	s.handleIntake(r)
	s.handleSteps(r)
	s.handleVoices(r)
	s.handleLists(r)
	s.handlePapers(r)
}

func (s *Service) handleIntake(r *rpc.Server) {
	rpc.Handle(r, casework.RegisterCase, s.RegisterCase)
	rpc.Handle(r, casework.SubmitCase, s.SubmitCase)
	rpc.Handle(r, casework.UploadPhoto, s.UploadPhoto)
	rpc.Handle(r, casework.SubmitPhoto, s.SubmitPhoto)
	rpc.HandleStream(r, casework.GetPhoto, s.GetPhoto)
	rpc.Handle(r, casework.SimilarCases, s.SimilarCases)
	rpc.Handle(r, casework.Suggest, s.Suggest)
	rpc.Handle(r, casework.Categories, s.Categories)
}

func (s *Service) handleSteps(r *rpc.Server) {
	rpc.Handle(r, casework.TriageCase, s.TriageCase)
	rpc.Handle(r, casework.ProposeUnits, s.ProposeUnits)
	rpc.Handle(r, casework.AssignCase, s.AssignCase)
	rpc.Handle(r, casework.AcceptCase, s.AcceptCase)
	rpc.Handle(r, casework.ReturnCase, s.ReturnCase)
	rpc.Handle(r, casework.AskExtension, s.AskExtension)
	rpc.Handle(r, casework.DecideExtension, s.DecideExtension)
	rpc.Handle(r, casework.AddNote, s.AddNote)
	rpc.Handle(r, casework.ReplyCase, s.ReplyCase)
	rpc.Handle(r, casework.UrgeCase, s.UrgeCase)
	rpc.Handle(r, casework.SuperviseCase, s.SuperviseCase)
	rpc.Handle(r, casework.RecordTry, s.RecordTry)
	rpc.Handle(r, casework.RecordAnswer, s.RecordAnswer)
	rpc.Handle(r, casework.MergeCases, s.MergeCases)
	rpc.Handle(r, casework.ArchiveCase, s.ArchiveCase)
	rpc.Handle(r, casework.SetPublicTitle, s.SetPublicTitle)
}

func (s *Service) handleVoices(r *rpc.Server) {
	rpc.Handle(r, casework.NewReceiptCode, s.NewReceiptCode)
	rpc.Handle(r, casework.UnmaskVoice, s.UnmaskVoice)
	rpc.Handle(r, casework.ResolveContact, s.ResolveContact)
	rpc.Handle(r, casework.FollowCase, s.FollowCase)
	rpc.Handle(r, casework.FollowPhoto, s.FollowPhoto)
	rpc.Handle(r, casework.RateCase, s.RateCase)
	rpc.Handle(r, casework.WithdrawCase, s.WithdrawCase)
}

func (s *Service) handleLists(r *rpc.Server) {
	rpc.Handle(r, casework.GetCase, s.GetCase)
	rpc.Handle(r, casework.ListCases, s.ListCases)
	rpc.Handle(r, casework.FindCases, s.FindCases)
	rpc.Handle(r, casework.ListPublished, s.ListPublished)
	rpc.Handle(r, casework.GetPublished, s.GetPublished)
	rpc.Handle(r, casework.ListCallbacks, s.ListCallbacks)
	rpc.Handle(r, casework.ListSignals, s.ListSignals)
	rpc.Handle(r, casework.ExplainSignal, s.ExplainSignal)
	rpc.Handle(r, casework.ExplainSignIns, s.ExplainSignIns)
}
