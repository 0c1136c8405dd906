package cases

import (
	"context"
	"net/http"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// action is something that can be done to a case from its page. Its fields are
// named as the operation's request; without fields it is a single button.
type action struct {
	Op, Slug, Icon string
	Fields         func(ctx context.Context, v view) []ui.Field
	Multipart      bool
	post           func(s pages, a action) session.Page
}

// act makes the page that calls an operation with what its form says.
func act[Req any](op rpc.Op[Req, casework.Case]) func(pages, action) session.Page {
	return func(s pages, a action) session.Page {
		return func(w http.ResponseWriter, r *http.Request) error {
			req, err := session.Decode[Req](r)
			if err == nil {
				_, err = session.Call(r.Context(), s.Portal, op, req)
			}
			if err != nil {
				return s.again(w, r, a.Slug, err)
			}
			return s.done(w, r, a.Slug, r.PathValue("id"))
		}
	}
}

// all lists what can be done to a case; the service says which of it now.
func all() []action {
	return []action{
		{Op: casework.TriageCase.Name, Slug: "triage", Icon: "list-checks", Fields: triageFields, post: act(casework.TriageCase)},
		{Op: casework.AssignCase.Name, Slug: "assign", Icon: "send", Fields: assignFields, post: act(casework.AssignCase)},
		{Op: casework.AcceptCase.Name, Slug: "accept", Icon: "check", post: act(casework.AcceptCase)},
		{Op: casework.ReplyCase.Name, Slug: "reply", Icon: "message-square", Fields: replyFields, Multipart: true},
		{Op: casework.RecordAnswer.Name, Slug: "answer", Icon: "phone", Fields: answerFields, post: act(casework.RecordAnswer)},
		{Op: casework.RecordTry.Name, Slug: "try", Icon: "phone", Fields: tryFields, post: act(casework.RecordTry)},
		{Op: casework.DecideExtension.Name, Slug: "decide", Icon: "clock", Fields: decideFields, post: act(casework.DecideExtension)},
		{Op: casework.ReturnCase.Name, Slug: "return", Icon: "undo-2", Fields: reasonField("return"), post: act(casework.ReturnCase)},
		{Op: casework.AskExtension.Name, Slug: "extend", Icon: "clock", Fields: reasonField("extend"), post: act(casework.AskExtension)},
		{Op: casework.UrgeCase.Name, Slug: "urge", Icon: "bell", Fields: reasonField("urge"), post: act(casework.UrgeCase)},
		{Op: casework.SuperviseCase.Name, Slug: "supervise", Icon: "flag", Fields: reasonField("supervise"), post: act(casework.SuperviseCase)},
		{Op: casework.AddNote.Name, Slug: "note", Icon: "pencil", Fields: noteFields, post: act(casework.AddNote)},
		{Op: casework.MergeCases.Name, Slug: "merge", Icon: "merge", Fields: mergeFields, post: act(casework.MergeCases)},
		{Op: casework.SetPublicTitle.Name, Slug: "public-title", Icon: "megaphone", Fields: publicFields, post: act(casework.SetPublicTitle)},
		{Op: casework.ArchiveCase.Name, Slug: "archive", Icon: "archive", post: act(casework.ArchiveCase)},
	}
}

// offered are the actions open to the caller, the primary one first.
func (v view) offered() []action {
	var out []action
	for _, op := range v.Next {
		for _, a := range all() {
			if a.Op == op && (a.Slug != "merge" || len(v.similar) > 0) {
				out = append(out, a)
			}
		}
	}
	return out
}

func reasonField(slug string) func(context.Context, view) []ui.Field {
	return func(ctx context.Context, v view) []ui.Field {
		return []ui.Field{{Kind: ui.AreaField, Name: "reason", Label: ui.T(ctx, "cases.field.reason"), Value: v.Value(slug, "reason", ""), MaxLength: 500}}
	}
}

func triageFields(ctx context.Context, v view) []ui.Field {
	class := ui.Field{Kind: ui.RadioField, Name: "class", Label: ui.T(ctx, "cases.field.class"), Value: v.Value("triage", "class", string(casework.TownshipOrdinary))}
	for _, c := range v.classes {
		class.Options = append(class.Options, ui.Option{Value: c.Code, Label: c.Name(ctx), Hint: c.hint(ctx)})
	}
	return []ui.Field{
		class,
		{Kind: ui.AreaField, Name: "reason", Label: ui.T(ctx, "cases.field.reason"), Value: v.Value("triage", "reason", ""), Rows: 2, MaxLength: 500},
		{Kind: ui.SelectField, Name: "category", Label: ui.T(ctx, "cases.field.category"), Value: v.Value("triage", "category", v.Category), Options: append([]ui.Option{{Label: ui.T(ctx, "cases.no-category")}}, v.categories...), Optional: true},
		{Name: "publicTitle", Label: ui.T(ctx, "cases.field.publicTitle"), Hint: ui.T(ctx, "cases.public-hint"), Value: v.Value("triage", "publicTitle", v.PublicTitle), Optional: true, MaxLength: 60},
		{Kind: ui.AreaField, Name: "reply", Label: ui.T(ctx, "cases.field.reply"), Hint: ui.T(ctx, "cases.answer-hint"), Value: v.Value("triage", "reply", ""), Optional: true, MaxLength: 2000},
	}
}

func assignFields(ctx context.Context, v view) []ui.Field {
	unit := ui.Field{Kind: ui.RadioField, Name: "unit", Label: ui.T(ctx, "cases.field.unit")}
	for _, u := range v.units { // few, and why each is proposed must not be cut off
		unit.Options = append(unit.Options, ui.Option{Value: u.Unit, Label: ui.T(ctx, "cases.unit-choice", u.Name, u.Open), Hint: u.Why})
	}
	if len(v.units) > 0 { // the best is first
		unit.Value = v.Value("assign", "unit", v.units[0].Unit)
	}
	again := v.Step == casework.Returned || v.Step == casework.Assigned || v.Step == casework.Handling
	return []ui.Field{
		unit,
		{Kind: ui.AreaField, Name: "letter", Label: ui.T(ctx, "cases.field.letter"), Hint: ui.T(ctx, "cases.letter-hint"), Value: v.Value("assign", "letter", v.Letter), Optional: true, Rows: 3, MaxLength: 2000},
		{Kind: ui.AreaField, Name: "reason", Label: ui.T(ctx, "cases.field.reason"), Value: v.Value("assign", "reason", ""), Optional: !again, Rows: 2, MaxLength: 500},
	}
}

func replyFields(ctx context.Context, v view) []ui.Field {
	class := ui.Field{Kind: ui.RadioField, Name: "class", Label: ui.T(ctx, "cases.field.result"), Value: v.Value("reply", "class", "A")}
	for _, c := range []string{"A", "B", "C", "D"} {
		class.Options = append(class.Options, ui.Option{Value: c, Label: ui.T(ctx, "cases.result."+c)})
	}
	return []ui.Field{
		{Kind: ui.AreaField, Name: "text", Label: ui.T(ctx, "cases.field.text"), Hint: ui.T(ctx, "cases.reply-hint"), Value: v.Value("reply", "text", ""), Rows: 6, MaxLength: 4000},
		class,
		{Kind: ui.PhotoField, Name: "photos", Label: ui.T(ctx, "cases.field.photos"), Optional: true, Multiple: true},
	}
}

// asked is who is asked now, as choices; one person needs no choice.
func (v view) asked() []ui.Option {
	var out []ui.Option
	for _, a := range v.Asks {
		if a.Answer != "" {
			continue
		}
		for _, voice := range v.Voices {
			if voice.ID == a.Voice {
				out = append(out, ui.Option{Value: voice.ID, Label: voice.Name + " " + voice.Phone})
			}
		}
	}
	return out
}

func (v view) voiceField(ctx context.Context, slug string) []ui.Field {
	asked := v.asked()
	if len(asked) < 2 {
		return nil
	}
	return []ui.Field{{Kind: ui.SelectField, Name: "voice", Label: ui.T(ctx, "cases.field.voice"), Value: v.Value(slug, "voice", asked[0].Value), Options: asked}}
}

func answerFields(ctx context.Context, v view) []ui.Field {
	answer := ui.Field{Kind: ui.RadioField, Name: "answer", Label: ui.T(ctx, "cases.field.answer"), Value: v.Value("answer", "answer", "")}
	for _, o := range []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied} {
		answer.Options = append(answer.Options, ui.Option{Value: string(o), Label: ui.T(ctx, "cases.outcome."+string(o))})
	}
	return append(v.voiceField(ctx, "answer"), answer,
		ui.Field{Kind: ui.AreaField, Name: "words", Label: ui.T(ctx, "cases.field.words"), Hint: ui.T(ctx, "cases.words-hint"), Value: v.Value("answer", "words", ""), Rows: 3, MaxLength: 1000})
}

func tryFields(ctx context.Context, v view) []ui.Field {
	return append(v.voiceField(ctx, "try"),
		ui.Field{Name: "note", Label: ui.T(ctx, "cases.field.tried"), Value: v.Value("try", "note", ui.T(ctx, "cases.no-answer")), MaxLength: 500})
}

func decideFields(ctx context.Context, v view) []ui.Field {
	asked := ""
	if v.Extension != nil {
		asked = ui.T(ctx, "cases.extension-asked", v.Extension.Reason)
	}
	return []ui.Field{
		{Kind: ui.RadioField, Name: "grant", Label: ui.T(ctx, "cases.field.grant"), Hint: asked, Value: v.Value("decide", "grant", "true"), Options: []ui.Option{
			{Value: "true", Label: ui.T(ctx, "cases.grant")}, {Value: "false", Label: ui.T(ctx, "cases.refuse")}}},
		{Kind: ui.AreaField, Name: "reason", Label: ui.T(ctx, "cases.field.reason"), Value: v.Value("decide", "reason", ""), Rows: 2, MaxLength: 500},
	}
}

func noteFields(ctx context.Context, v view) []ui.Field {
	return []ui.Field{
		{Kind: ui.AreaField, Name: "text", Label: ui.T(ctx, "cases.field.note"), Hint: ui.T(ctx, "cases.note-hint"), Value: v.Value("note", "text", ""), MaxLength: 2000},
		{Kind: ui.CheckField, Name: "contact", Label: ui.T(ctx, "cases.field.contact"), Value: v.Value("note", "contact", ""), Optional: true},
	}
}

func mergeFields(ctx context.Context, v view) []ui.Field {
	into := ui.Field{Kind: ui.SelectField, Name: "into", Label: ui.T(ctx, "cases.field.into"), Value: v.Value("merge", "into", "")}
	for _, c := range v.similar {
		into.Options = append(into.Options, ui.Option{Value: c.ID, Label: c.Number + " " + c.Title})
	}
	return append([]ui.Field{into}, reasonField("merge")(ctx, v)...)
}

func publicFields(ctx context.Context, v view) []ui.Field {
	return []ui.Field{{Name: "title", Label: ui.T(ctx, "cases.field.publicTitle"), Hint: ui.T(ctx, "cases.public-hint"), Value: v.Value("public-title", "title", v.PublicTitle), Optional: true, MaxLength: 60}}
}
