package world

import (
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
)

const reason = "因工作需要"

var stationSamples = map[string]sample{
	"station.CreateStation": {of: func(p *Place) any { return &station.CreateRequest{Area: p.Area, Draft: stationDraft()} }},
	"station.GetStation":    {of: func(p *Place) any { return &station.ByID{ID: p.Station.ID} }},
	"station.ListStations":  {of: func(*Place) any { return &station.ListRequest{} }, shows: func(p *Place) string { return p.Station.ID }},
	"station.UpdateStation": {of: func(p *Place) any {
		return &station.UpdateRequest{ID: p.Station.ID, Draft: station.Draft{Name: p.Station.Name, Kind: p.Station.Kind}}
	}},
	"station.CloseStation": {of: func(p *Place) any { return &station.CloseRequest{ID: p.Closing.ID, Reason: reason} }},
	"station.AppointStaff": {of: func(p *Place) any {
		return &station.AppointRequest{ID: p.Station.ID, Name: Text("刘"), Role: station.LiaisonOfficer}
	}},
	"station.EndStaff":       {of: func(p *Place) any { return &station.EndStaffRequest{ID: p.Station.ID, Term: p.Term} }},
	"station.FindStations":   {of: func(p *Place) any { return &station.FindRequest{Area: p.Area} }},
	"station.GetBulletin":    {of: func(p *Place) any { return &station.ByCode{Code: p.Station.Code} }},
	"station.PublishNotice":  {of: func(p *Place) any { return &station.NoticeRequest{ID: p.Station.ID, Title: "公告", Text: "内容"} }},
	"station.ListNotices":    {of: func(p *Place) any { return &station.ListNoticesRequest{ID: p.Station.ID} }, shows: func(p *Place) string { return p.Notice }},
	"station.WithdrawNotice": {of: func(p *Place) any { return &station.WithdrawNoticeRequest{ID: p.Withdrawing, Reason: reason} }},
}

func (p *Place) duty() roster.ShiftRequest { return roster.ShiftRequest{ID: p.Day.ID, Shift: p.Shift} }

var unitSamples = map[string]sample{
	"roster.CreateUnit": {of: func(p *Place) any { return &roster.CreateUnitRequest{Area: p.Area, UnitDraft: p.unitDraft()} }},
	"roster.UpdateUnit": {of: func(p *Place) any { return &roster.UpdateUnitRequest{ID: p.Unit, UnitDraft: p.unitDraft()} }},
	"roster.RetireUnit": {of: func(p *Place) any { return &roster.Reasoned{ID: p.Retiring, Reason: reason} }},
	"roster.GetUnit":    {of: func(p *Place) any { return &roster.ByID{ID: p.Unit} }},
	"roster.ListUnits":  {of: func(*Place) any { return &roster.ListRequest{Limit: 500} }, shows: func(p *Place) string { return p.Unit }},
}

var personSamples = map[string]sample{
	"roster.CreatePerson": {of: func(p *Place) any { r := p.personRequest(p.NextStation.ID, false); return &r }},
	"roster.GetPerson":    {of: func(p *Place) any { return &roster.ByID{ID: p.Deputy} }},
	"roster.ListPersons":  {of: func(*Place) any { return &roster.ListRequest{Limit: 500} }, shows: func(p *Place) string { return p.Deputy }},
	"roster.UpdatePerson": {of: func(p *Place) any {
		return &roster.UpdatePersonRequest{ID: p.Spare, PersonDraft: roster.PersonDraft{Name: Text("代表")}}
	}},
	"roster.UnmaskPerson": {of: func(p *Place) any { return &roster.UnmaskRequest{ID: p.Deputy, Purpose: "电话通知值班"} }},
	"roster.AddMandate":   {of: func(p *Place) any { return &roster.AddMandateRequest{ID: p.Spare, Mandate: p.mandate()} }},
	"roster.ChangeMandate": {of: func(p *Place) any {
		return &roster.ChangeMandateRequest{ID: p.Spare, Mandate: "none", To: roster.MandateSuspended, Cause: "custody", Reason: reason}
	}},
	"roster.PostPerson": {of: func(p *Place) any { return &roster.PostRequest{ID: p.Spare, Station: p.NextStation.ID} }},
	"roster.EndPosting": {of: func(p *Place) any { return &roster.EndPostingRequest{ID: p.Spare, Posting: p.Posting, Reason: reason} }},
	"roster.TakeLeave": {of: func(p *Place) any {
		return &roster.LeaveRequest{ID: p.Deputy, From: Date(500), To: Date(500), Reason: reason}
	}},
	"roster.CancelLeave":    {of: func(p *Place) any { return &roster.CancelLeaveRequest{ID: p.Deputy, Leave: p.Leave} }},
	"roster.ResolveContact": {of: func(p *Place) any { return &roster.ByID{ID: p.Deputy} }},
}

// importSamples are of the services that import, each with the import of a place.
var importSamples = importsOf("roster", roster.ImportPersons, func(p *Place) string { return p.Import })

var stationImportSamples = importsOf("station", station.ImportStations, func(p *Place) string { return p.StationImport })

var divisionImportSamples = importsOf("identity", identity.ImportDivisions, func(p *Place) string { return p.DivisionImport })

func importsOf(service, kind string, id func(*Place) string) map[string]sample {
	byID := sample{of: func(p *Place) any { return &imports.ByID{ID: id(p)} }}
	return map[string]sample{
		service + ".StartImport":       {of: func(p *Place) any { return &imports.StartRequest{Kind: kind, Area: p.Area, File: Table()} }},
		service + ".GetImport":         byID,
		service + ".ListImports":       {of: func(*Place) any { return &imports.ListRequest{Limit: 100} }, shows: id},
		service + ".ListImportRows":    {of: func(p *Place) any { return &imports.RowsRequest{ID: id(p)} }},
		service + ".RunImport":         {of: func(p *Place) any { return &imports.RunRequest{ID: id(p)} }},
		service + ".StopImport":        byID,
		service + ".UndoImport":        byID,
		service + ".GetImportTemplate": {of: func(*Place) any { return &imports.TemplateRequest{Kind: kind} }},
	}
}

var daySamples = map[string]sample{
	"roster.PlanMonth": {of: func(p *Place) any { return &roster.PlanRequest{Station: p.Station.ID, Month: Month(3)} }},
	"roster.GetMonth":  {of: func(p *Place) any { return &roster.MonthRequest{Station: p.Station.ID, Month: Month(1)} }},
	"roster.ListDays":  {of: func(*Place) any { return &roster.ListDaysRequest{Limit: 500} }, shows: func(p *Place) string { return p.Day.ID }},
	"roster.GetDay":    {of: func(p *Place) any { return &roster.ByID{ID: p.Day.ID} }},
	"roster.ChangeShift": {of: func(p *Place) any {
		return &roster.ChangeShiftRequest{ID: p.Day.ID, Shift: p.Shift, Person: p.Deputy, Reason: reason}
	}},
	"roster.TradeShifts": {of: func(p *Place) any {
		return &roster.TradeRequest{ID: p.Day.ID, Shift: p.Shift, ToDay: p.Day.ID, ToShift: p.Shift, Reason: reason}
	}},
	"roster.MoveDay": {of: func(p *Place) any {
		return &roster.MoveDayRequest{ID: p.Day.ID, Start: p.Day.Start, End: p.Day.End.Add(time.Minute), Reason: reason}
	}},
	"roster.PublishMonth": {of: func(p *Place) any {
		return &roster.PublishRequest{Station: p.Station.ID, Month: Month(3), GapReason: reason}
	}},
	"roster.CancelDay":      {of: func(p *Place) any { return &roster.Reasoned{ID: p.Day.ID, Reason: reason} }, last: true},
	"roster.MyShifts":       {of: func(*Place) any { return &roster.MyShiftsRequest{} }, shows: func(p *Place) string { return p.Day.ID }},
	"roster.ConfirmShift":   {of: func(p *Place) any { r := p.duty(); return &r }},
	"roster.AskSwap":        {of: func(p *Place) any { return &roster.AskSwapRequest{ID: p.Day.ID, Shift: p.Shift, With: p.Stand} }, last: true},
	"roster.SwapCandidates": {of: func(p *Place) any { r := p.duty(); return &r }},
	"roster.AnswerSwap":     {of: func(p *Place) any { return &roster.AnswerSwapRequest{ID: p.Day.ID, Shift: p.Shift} }},
	"roster.CheckIn":        {of: func(p *Place) any { return &roster.CheckRequest{ID: p.Day.ID, Shift: p.Shift} }},
	"roster.CheckOut":       {of: func(p *Place) any { return &roster.CheckRequest{ID: p.Day.ID, Shift: p.Shift} }},
	"roster.RecordVisitors": {of: func(p *Place) any { n := 0; return &roster.VisitorsRequest{ID: p.Day.ID, Visitors: &n} }},
	"roster.MarkAbsent":     {of: func(p *Place) any { return &roster.MarkAbsentRequest{ID: p.Day.ID, Shift: p.Shift, Reason: reason} }},
}

var intakeSamples = map[string]sample{
	"casework.RegisterCase": {of: func(p *Place) any { r := p.register(); return &r }},
	"casework.SubmitCase": {of: func(p *Place) any {
		return &casework.SubmitRequest{Station: p.Station.Code, Who: casework.Who{Name: "李四", Phone: phone()}, Text: Text("路灯不亮")}
	}},
	"casework.UploadPhoto":  {of: func(*Place) any { return &casework.UploadRequest{File: Picture()} }},
	"casework.SubmitPhoto":  {of: func(p *Place) any { return &casework.SubmitPhotoRequest{Station: p.Station.Code, File: Picture()} }},
	"casework.GetPhoto":     {of: func(p *Place) any { c := p.Assigned("main"); return &casework.PhotoRequest{ID: c.ID, Photo: c.Photo} }},
	"casework.SimilarCases": {of: func(p *Place) any { return &casework.SimilarRequest{Station: p.Station.ID, Text: "村口的路坏了"} }},
	"casework.Suggest":      {of: func(p *Place) any { return &casework.SuggestRequest{Station: p.Station.ID, Text: "村口的路坏了"} }},
	"casework.Categories":   {of: none},
	"casework.GetCase":      {of: func(p *Place) any { return &casework.ByID{ID: p.Assigned("main").ID} }},
	"casework.ListCases":    {of: func(*Place) any { return &casework.ListRequest{Limit: 500} }, shows: func(p *Place) string { return p.Assigned("main").ID }},
	"casework.FindCases":    {of: func(p *Place) any { return &casework.FindRequest{Words: p.Assigned("main").Number} }, shows: func(p *Place) string { return p.Assigned("main").ID }},
	"casework.ListCallbacks": {of: func(*Place) any { return &casework.CallbackRequest{Limit: 500} },
		shows: func(p *Place) string { return p.Asked.ID }},
	"casework.FollowCase": {of: func(p *Place) any { return &casework.FollowRequest{Number: p.Asked.Number, Code: p.Asked.Code} }},
	"casework.FollowPhoto": {of: func(p *Place) any {
		c := p.Assigned("main")
		return &casework.FollowPhotoRequest{Number: c.Number, Code: c.Code, Photo: c.Photo}
	}},
	"casework.ListPublished": {of: func(p *Place) any { return &casework.PublishedRequest{Area: p.Area} }},
	"casework.GetPublished":  {of: func(p *Place) any { return &casework.PublishedByID{ID: p.Assigned("main").ID} }},
	"casework.RateCase": {of: func(p *Place) any {
		c := p.Assigned("rated")
		return &casework.RateRequest{Number: c.Number, Code: c.Code, Answer: casework.OutcomeSatisfied}
	}},
	"casework.WithdrawCase": {of: func(p *Place) any {
		c := p.Assigned("withdrawn")
		return &casework.WithdrawRequest{Number: c.Number, Code: c.Code}
	}},
}

// reasoned is a step that takes nothing but a reason, on a case of its own.
func reasoned(of string) sample {
	return sample{of: func(p *Place) any { return &casework.Reasoned{ID: p.Assigned(of).ID, Reason: reason} }}
}

var stepSamples = map[string]sample{
	"casework.TriageCase": {of: func(p *Place) any {
		return &casework.TriageRequest{ID: p.Case("triaged").ID, Class: casework.TownshipOrdinary, Reason: reason}
	}},
	"casework.ProposeUnits": {of: func(p *Place) any { return &casework.ByID{ID: p.Assigned("main").ID} }},
	"casework.AssignCase": {of: func(p *Place) any {
		return &casework.AssignRequest{ID: p.Assigned("assigned").ID, Unit: p.NextUnit, Reason: reason}
	}},
	"casework.AcceptCase":   {of: func(p *Place) any { return &casework.ByID{ID: p.Assigned("accepted").ID} }},
	"casework.ReturnCase":   reasoned("returned"),
	"casework.AskExtension": reasoned("extended"),
	"casework.DecideExtension": {of: func(p *Place) any {
		return &casework.DecideRequest{ID: p.Assigned("main").ID, Grant: true, Reason: reason}
	}},
	"casework.AddNote": {of: func(p *Place) any { return &casework.NoteRequest{ID: p.Assigned("main").ID, Text: "已联系群众"} }},
	"casework.ListSignals": {of: func(p *Place) any {
		return &casework.SignalsRequest{Signal: casework.LateReturn, Station: p.Station.ID}
	}},
	"casework.ExplainSignal": {of: func(p *Place) any {
		return &casework.ExplainRequest{ID: p.Assigned("main").ID, Signal: casework.LateReturn, Text: reason}
	}},
	"casework.ExplainSignIns": {of: func(p *Place) any {
		return &casework.ExplainSignInsRequest{Station: p.Station.ID, Day: p.Day.ID, Text: reason}
	}},
	"casework.ReplyCase": {of: func(p *Place) any {
		return &casework.ReplyRequest{ID: p.Assigned("replied").ID, Text: "已经修好了", Class: "A"}
	}},
	"casework.UrgeCase":      reasoned("urged"),
	"casework.SuperviseCase": reasoned("supervised"),
	"casework.RecordTry":     {of: func(p *Place) any { return &casework.TryRequest{ID: p.Asked.ID, Note: "无人接听"} }},
	"casework.RecordAnswer": {of: func(p *Place) any {
		return &casework.AnswerRequest{ID: p.Assigned("answered").ID, Answer: casework.OutcomeSatisfied, Words: "好"}
	}},
	"casework.MergeCases": {of: func(p *Place) any {
		return &casework.MergeRequest{ID: p.Assigned("merged").ID, Into: p.Assigned("main").ID, Reason: reason}
	}},
	"casework.ArchiveCase": {of: func(p *Place) any { return &casework.ByID{ID: p.Assigned("main").ID} }},
	"casework.SetPublicTitle": {of: func(p *Place) any {
		return &casework.PublicTitleRequest{ID: p.Assigned("main").ID, Title: "道路维修"}
	}},
	"casework.NewReceiptCode": {of: func(p *Place) any {
		c := p.Assigned("recoded")
		return &casework.VoiceRequest{ID: c.ID, Voice: c.Voice}
	}},
	"casework.UnmaskVoice": {of: func(p *Place) any {
		c := p.Assigned("main")
		return &casework.UnmaskRequest{ID: c.ID, Voice: c.Voice, Purpose: "电话回访"}
	}},
	"casework.ResolveContact": {of: func(p *Place) any { return &casework.ByID{ID: p.Asked.Voice} }},
}

var notificationSamples = map[string]sample{
	"notification.ListInbox":   {of: func(*Place) any { return &notification.ListInboxRequest{} }},
	"notification.MarkRead":    {of: func(*Place) any { return &notification.MarkReadRequest{} }},
	"notification.StreamInbox": {of: none},
	"notification.ListDeliveries": {of: func(p *Place) any { return &notification.ListDeliveriesRequest{Object: "case/" + p.Asked.ID} },
		shows: func(p *Place) string { return p.Delivery }},
	"notification.SettleDelivery": {of: func(p *Place) any {
		return &notification.SettleRequest{ID: p.Delivery, Decision: "give_up", Reason: reason}
	}},
	"notification.ListProviders": {of: none},
	"notification.ConnectWeChat": {of: func(p *Place) any {
		return &notification.ConnectWeChatRequest{Proof: p.Told, WeChatWish: notification.WeChatWish{Wish: "look"}}
	}},
	"notification.ConnectMyWeChat": {of: func(*Place) any { return &notification.WeChatWish{Wish: "look"} }},
	"notification.PrintLetters":    {of: func(p *Place) any { return &notification.PrintLettersRequest{IDs: []string{p.Delivery}} }},
	"notification.ListTemplates":   {of: func(p *Place) any { return &notification.ListTemplatesRequest{Area: p.Area} }},
	"notification.ListOutbox":      {of: func(*Place) any { return &notification.ListOutboxRequest{} }},
	"notification.TakeCallback": {of: func(*Place) any {
		return &notification.CallbackRequest{Provider: "first", ID: "1", Timestamp: "1", Signature: "v1,AA==", Body: "{}"}
	}},
	"notification.ShowQuestion":   {of: func(*Place) any { return &notification.QuestionRequest{Token: noToken} }},
	"notification.AnswerQuestion": {of: func(*Place) any { return &notification.AnswerRequest{Token: noToken, Answer: "satisfied"} }},
	"notification.GetPreferences": {of: none},
	"notification.SetPreferences": {of: func(*Place) any { return &notification.Wishes{} }},
	"notification.GetTemplate":    {of: func(p *Place) any { f := templateForm(p); return &f }},
	"notification.SetTemplate": {of: func(p *Place) any {
		return &notification.SetTemplateRequest{TemplateForm: templateForm(p), Words: words, Reason: reason}
	}},
	"notification.RestoreTemplate": {of: func(p *Place) any {
		return &notification.RestoreTemplateRequest{TemplateForm: templateForm(p), Reason: reason}
	}},
	"notification.PreviewTemplate": {of: func(p *Place) any {
		return &notification.PreviewTemplateRequest{TemplateForm: templateForm(p), Words: words}
	}},
	"notification.ListEvents": {of: func(*Place) any { return &notification.ListEventsRequest{Type: casework.CaseAssigned.Name, Limit: 500} }, shows: func(p *Place) string { return p.Assigned("main").ID }},
	"notification.CreateWebhook": {of: func(p *Place) any {
		return &notification.CreateWebhookRequest{Area: p.Area, Name: Text("推送"), URL: "https://hooks.example.invalid/hook"}
	}},
	"notification.ListWebhooks": {of: func(*Place) any { return &notification.ListWebhooksRequest{Limit: 500} }, shows: func(p *Place) string { return p.Webhook }},
	"notification.SetWebhookState": {of: func(p *Place) any {
		return &notification.WebhookStateRequest{ID: p.Webhook, State: notification.WebhookDisabled}
	}},
	"notification.RenewWebhookSecret": {of: func(p *Place) any { return &notification.WebhookByID{ID: p.Webhook} }},
	"notification.ReplayWebhook":      {of: func(p *Place) any { return &notification.ReplayWebhookRequest{ID: p.Webhook} }},
	"notification.DeleteWebhook":      {of: func(p *Place) any { return &notification.WebhookByID{ID: p.webhook()} }},
	"notification.ListWebhookTries":   {of: func(p *Place) any { return &notification.ListTriesRequest{ID: p.Webhook} }},
}

var insightSamples = map[string]sample{
	"insight.GetCounts":  {of: func(p *Place) any { return &insight.CountsRequest{Station: p.Station.ID} }},
	"insight.ListCounts": {of: func(p *Place) any { return &insight.CountsRequest{Area: p.Area} }},
	"insight.GetTrend":   {of: func(p *Place) any { return &insight.CountsRequest{Station: p.Station.ID} }},
	"insight.ListRows": {of: func(p *Place) any {
		return &insight.RowsRequest{Figure: "received", CountsRequest: insight.CountsRequest{Station: p.Station.ID}}
	}},
	"insight.ListFigures":  {of: none},
	"insight.PublicCounts": {of: func(p *Place) any { return &insight.PublicCountsRequest{Station: p.Station.ID} }},
	"insight.GetFile":      {of: func(p *Place) any { return &insight.FileRequest{Person: p.Deputy} }},
	"insight.Search": {of: func(p *Place) any { return &insight.SearchRequest{Words: p.Station.Name, Limit: 100} },
		shows: func(p *Place) string { return p.Station.ID }},
	"insight.Rebuild":    {of: func(*Place) any { return &insight.RebuildRequest{} }},
	"insight.GetRebuild": {of: func(*Place) any { return &insight.RebuildRequest{} }},
}

func none(*Place) any { return &rpc.None{} }

// templateForm is a place's own words for an event; words are some that fit it.
func templateForm(p *Place) notification.TemplateForm {
	return notification.TemplateForm{Key: "CaseClosed.voice", Area: p.Area}
}

var words = notification.Words{TitleZH: "已办结 {number}", TitleEN: "Closed: {number}", BodyZH: "谢谢您的意见。", BodyEN: "Thank you."}

// noToken is of the form of an answer's link, and of no message.
const noToken = "0123456789abcdef0123456789abcdef"
