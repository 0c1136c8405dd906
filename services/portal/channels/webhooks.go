package channels

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// webhooksView is the other systems that are told, and the form for one more.
type webhooksView struct {
	office   Office
	areas    ui.Field
	items    []notification.Webhook
	more     string
	req      notification.CreateWebhookRequest
	problems ui.Problems
	made     *notification.CreatedWebhook
}

func (s officePages) webhooksView(r *http.Request) (webhooksView, error) {
	v := webhooksView{office: s.office, areas: s.office.Areas(r.Context(), s.office.Area(r))}
	v.areas.HideLabel = false // here it is a field of a form
	page, err := session.Call(r.Context(), s.Portal, notification.ListWebhooks, notification.ListWebhooksRequest{Limit: 50, After: session.Value(r, "after")})
	v.items, v.more = page.Items, session.More(r, page.Next)
	return v, err
}

func (s officePages) webhooks(w http.ResponseWriter, r *http.Request) error {
	v, err := s.webhooksView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, s.webhooksPage(r, v))
}

func (s officePages) webhooksPage(r *http.Request, v webhooksView) templ.Component {
	return webhooksPage(s.office.Shell(r, ui.T(r.Context(), "channels.webhooks")), v)
}

// addWebhook shows the secret in its answer, the only time that anybody sees it.
func (s officePages) addWebhook(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[notification.CreateWebhookRequest](r)
	req.Area = s.office.Area(r)
	var made notification.CreatedWebhook
	if err == nil {
		made, err = session.Call(r.Context(), s.Portal, notification.CreateWebhook, req)
	}
	v, failed := s.webhooksView(r)
	if failed != nil {
		return failed
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.req, v.problems = req, problems
			return s.webhooksPage(r, v)
		})
	}
	v.made = &made
	return session.Render(w, r, s.webhooksPage(r, v))
}

// webhookView is one webhook with its log.
type webhookView struct {
	office   Office
	hook     notification.Webhook
	tries    []notification.WebhookTry
	more     string
	secret   string // right after it was renewed
	problems ui.Problems
}

func (v webhookView) at() string { return v.office.Base + "/webhooks/" + v.hook.ID }

func (s officePages) webhookView(r *http.Request) (webhookView, error) {
	ctx, id := r.Context(), r.PathValue("id")
	all, err := session.Call(ctx, s.Portal, notification.ListWebhooks, notification.ListWebhooksRequest{Limit: 500})
	if err != nil {
		return webhookView{}, err
	}
	v := webhookView{office: s.office}
	for _, h := range all.Items {
		if h.ID == id {
			v.hook = h
		}
	}
	if v.hook.ID == "" {
		return v, session.Missing(ctx)
	}
	page, err := session.Call(ctx, s.Portal, notification.ListWebhookTries, notification.ListTriesRequest{ID: id, Limit: 50, After: session.Value(r, "after")})
	v.tries, v.more = page.Items, session.More(r, page.Next)
	return v, err
}

func (s officePages) webhook(w http.ResponseWriter, r *http.Request) error {
	v, err := s.webhookView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, s.webhookPage(r, v))
}

func (s officePages) webhookPage(r *http.Request, v webhookView) templ.Component {
	return webhookPage(s.office.Shell(r, ui.T(r.Context(), "channels.webhooks")), v)
}

// change answers a form about one webhook.
func change[Req, Res any](s officePages, w http.ResponseWriter, r *http.Request, op rpc.Op[Req, Res], done string) error {
	req, err := session.Decode[Req](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, op, req)
	}
	if err == nil {
		to := s.office.Base + "/webhooks"
		if op.Name != notification.DeleteWebhook.Name {
			to += "/" + r.PathValue("id")
		}
		return s.Go(w, r, to, ui.Done(r.Context(), done))
	}
	v, failed := s.webhookView(r)
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return s.webhookPage(r, v)
	})
}

func (s officePages) setState(w http.ResponseWriter, r *http.Request) error {
	return change(s, w, r, notification.SetWebhookState, "channels.webhook.changed")
}

func (s officePages) replay(w http.ResponseWriter, r *http.Request) error {
	return change(s, w, r, notification.ReplayWebhook, "channels.webhook.replaying")
}

func (s officePages) remove(w http.ResponseWriter, r *http.Request) error {
	return change(s, w, r, notification.DeleteWebhook, "channels.webhook.removed")
}

// renew shows the new secret, once.
func (s officePages) renew(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, notification.RenewWebhookSecret, notification.WebhookByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	v, err := s.webhookView(r)
	if err != nil {
		return err
	}
	v.secret = made.Secret
	return session.Render(w, r, s.webhookPage(r, v))
}
