package channels

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// templatesView is the words of all messages in a division.
type templatesView struct {
	office Office
	area   string
	areas  ui.Field
	items  []notification.Template
}

func (s officePages) templates(w http.ResponseWriter, r *http.Request) error {
	v := templatesView{office: s.office, area: s.office.Area(r)}
	v.areas = s.office.Areas(r.Context(), v.area)
	page, err := session.Call(r.Context(), s.Portal, notification.ListTemplates, notification.ListTemplatesRequest{Area: v.area})
	if err != nil {
		return err
	}
	v.items = page.Items
	return session.Render(w, r, templatesPage(s.office.Shell(r, ui.T(r.Context(), "channels.templates")), v))
}

// templateView is one message's words, to be changed.
type templateView struct {
	office   Office
	areaName string
	notification.TemplateView
	words    notification.Words
	preview  *notification.TemplatePreview
	problems ui.Problems
	reason   string
}

func (v templateView) at() string { return v.office.Base + "/templates/" + v.Key }

func (v templateView) query() string {
	return "?" + url.Values{"area": {v.Area}, "channel": {v.Channel}}.Encode()
}

func (s officePages) templateView(r *http.Request) (templateView, error) {
	form := notification.TemplateForm{Key: r.PathValue("key"), Area: s.office.Area(r), Channel: session.Value(r, "channel")}
	got, err := session.Call(r.Context(), s.Portal, notification.GetTemplate, form)
	return templateView{office: s.office, TemplateView: got, areaName: s.AreaName(form.Area),
		words: notification.Words{TitleZH: got.Title.ZH, TitleEN: got.Title.EN, BodyZH: got.Body.ZH, BodyEN: got.Body.EN}}, err
}

func (s officePages) template(w http.ResponseWriter, r *http.Request) error {
	v, err := s.templateView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, s.templatePage(r, v))
}

func (s officePages) templatePage(r *http.Request, v templateView) templ.Component {
	return templatePage(s.office.Shell(r, ui.T(r.Context(), "channels.templates")), v)
}

// setTemplate shows what the words make of a real message, or keeps them.
func (s officePages) setTemplate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.templateView(r)
	if err != nil {
		return err
	}
	req, err := session.Decode[notification.SetTemplateRequest](r)
	req.Area, v.words, v.reason = v.Area, req.Words, req.Reason
	if err == nil && session.Value(r, "what") == "preview" {
		var seen notification.TemplatePreview
		if seen, err = session.Call(ctx, s.Portal, notification.PreviewTemplate, notification.PreviewTemplateRequest{TemplateForm: req.TemplateForm, Words: req.Words}); err == nil {
			v.preview = &seen
			return session.Render(w, r, s.templatePage(r, v))
		}
	}
	if err == nil {
		_, err = session.Call(ctx, s.Portal, notification.SetTemplate, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return s.templatePage(r, v)
		})
	}
	return s.Go(w, r, v.at()+v.query(), ui.Done(ctx, "channels.template.saved"))
}

// restore brings an earlier version back, or those of the area above.
func (s officePages) restore(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.templateView(r)
	if err != nil {
		return err
	}
	req, err := session.Decode[notification.RestoreTemplateRequest](r)
	req.Area, req.Reason = v.Area, ui.T(ctx, "channels.template.restored", req.Version)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, notification.RestoreTemplate, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return s.templatePage(r, v)
		})
	}
	return s.Go(w, r, v.at()+v.query(), ui.Done(ctx, "channels.template.saved"))
}

// about is what a template tells, and whom.
func about(ctx context.Context, t notification.Template) string {
	return ui.Worded(ctx, event.ShortName(t.Event), "cases.event.", "desk.event.", "operate.event.")
}

// owned says for which channels the division has words of its own.
func owned(ctx context.Context, t notification.Template) string {
	if len(t.Own) == 0 {
		return "–"
	}
	var names []string
	for _, c := range slices.Sorted(slices.Values(t.Own)) {
		if c == "" {
			names = append(names, ui.T(ctx, "channels.all-channels"))
		} else {
			names = append(names, ui.T(ctx, "channels.by."+c))
		}
	}
	return ui.T(ctx, "channels.own", names)
}
