package notification

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var errTemplate = fault.NotFound("template.unknown", "没有这个模板，请从模板列表中选择", "There is no such template; choose one of the list")

// ListTemplates serves notification.ListTemplates.
func (s *Service) ListTemplates(_ context.Context, req notification.ListTemplatesRequest) (rpc.Page[notification.Template], error) {
	out := rpc.Page[notification.Template]{Items: []notification.Template{}}
	for _, r := range table {
		t := r.template()
		if req.Area != "" {
			t.Title, t.Body, _ = s.said(r, req.Area, "")
			t.Own = s.own(req.Area, t.Key)
		}
		out.Items = append(out.Items, t)
	}
	return out, nil
}

func (r row) template() notification.Template {
	return notification.Template{Key: r.key(), Event: r.On, To: r.To, Mail: r.Mail, Title: r.Title, Body: r.Body}
}

// GetTemplate serves notification.GetTemplate. Words are no secret; who set them
// when is for those of the area.
func (s *Service) GetTemplate(ctx context.Context, req notification.TemplateForm) (notification.TemplateView, error) {
	r, ok := rowsByKey[req.Key]
	if !ok {
		return notification.TemplateView{}, errTemplate
	}
	out := notification.TemplateView{Template: r.template(), Channel: req.Channel, Area: req.Area, Known: r.known(), History: []notification.TemplateVersion{}}
	out.Title, out.Body, out.From = s.said(r, req.Area, req.Channel)
	out.Own = s.own(req.Area, req.Key)
	w, err := s.words.Get(ctx, wordingID(req.Area, req.Key, req.Channel))
	if err != nil {
		return out, none(err)
	}
	if n := len(w.Versions); n > 0 {
		out.Base = w.Versions[n-1].Version
	}
	out.History = slices.Clone(w.Versions)
	slices.Reverse(out.History)
	return out, nil
}

// SetTemplate serves notification.SetTemplate.
func (s *Service) SetTemplate(ctx context.Context, req notification.SetTemplateRequest) (notification.TemplateView, error) {
	r, ok := rowsByKey[req.Key]
	if !ok {
		return notification.TemplateView{}, errTemplate
	}
	if err := r.check(req.Words); err != nil {
		return notification.TemplateView{}, err
	}
	title, body := both(req.Words)
	if err := s.put(ctx, req.TemplateForm, req.Base, notification.TemplateVersion{Title: title, Body: body, Reason: req.Reason}); err != nil {
		return notification.TemplateView{}, err
	}
	return s.after(ctx, r, req.TemplateForm)
}

// RestoreTemplate serves notification.RestoreTemplate.
func (s *Service) RestoreTemplate(ctx context.Context, req notification.RestoreTemplateRequest) (notification.TemplateView, error) {
	r, ok := rowsByKey[req.Key]
	if !ok {
		return notification.TemplateView{}, errTemplate
	}
	v := notification.TemplateVersion{Inherit: true, Reason: req.Reason}
	if req.Version > 0 {
		w, err := s.words.Get(ctx, wordingID(req.Area, req.Key, req.Channel))
		if err != nil {
			return notification.TemplateView{}, err
		}
		at := slices.IndexFunc(w.Versions, func(v notification.TemplateVersion) bool { return v.Version == req.Version })
		if at < 0 {
			return notification.TemplateView{}, fault.NotFound("template.version", "没有第 %[1]d 版，请从历史中选择", "There is no version %[1]d; choose one of the history", req.Version)
		}
		v = w.Versions[at]
		v.Reason = req.Reason
	}
	if err := s.put(ctx, req.TemplateForm, req.Base, v); err != nil {
		return notification.TemplateView{}, err
	}
	return s.after(ctx, r, req.TemplateForm)
}

// after is the template as this change leaves it, before others see it.
func (s *Service) after(ctx context.Context, r row, f notification.TemplateForm) (notification.TemplateView, error) {
	out, err := s.GetTemplate(ctx, f)
	if err == nil && len(out.History) > 0 && !out.History[0].Inherit {
		out.Title, out.Body, out.From = out.History[0].Title, out.History[0].Body, f.Area
	}
	return out, err
}

func both(w notification.Words) (title, body notification.Text) {
	return text(w.TitleZH, w.TitleEN), text(w.BodyZH, w.BodyEN)
}

var inBraces = regexp.MustCompile(`\{([^{}]*)\}`)

// check refuses words that could not be filled in, and names what is wrong.
func (r row) check(w notification.Words) error {
	var unknown []string
	for _, said := range []string{w.TitleZH, w.TitleEN, w.BodyZH, w.BodyEN} {
		for _, found := range inBraces.FindAllStringSubmatch(said, -1) {
			known := slices.ContainsFunc(r.known(), func(p notification.Placeholder) bool { return p.Name == found[1] })
			if !known && !slices.Contains(unknown, found[0]) {
				unknown = append(unknown, found[0])
			}
		}
		if rest := inBraces.ReplaceAllString(said, ""); strings.ContainsAny(rest, "{}") {
			return errBraces
		}
		if strings.ContainsFunc(said, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' }) {
			return errControl
		}
	}
	if len(unknown) > 0 {
		return fault.Invalid("template.placeholder", "这件事没有 %[1]s，请改用列出的占位符", "There is no %[1]s in this event; use the placeholders that are listed", strings.Join(unknown, "、"))
	}
	return nil
}

var (
	errBraces  = fault.Invalid("template.braces", "花括号要成对，中间只写占位符的名称，请修改", "Braces come in pairs around a placeholder's name; correct them")
	errControl = fault.Invalid("template.control", "文字里有看不见的控制字符，请删除后重新输入", "The words hold control characters; remove them")
)

// PreviewTemplate serves notification.PreviewTemplate.
func (s *Service) PreviewTemplate(ctx context.Context, req notification.PreviewTemplateRequest) (notification.TemplatePreview, error) {
	r, ok := rowsByKey[req.Key]
	if !ok {
		return notification.TemplatePreview{}, errTemplate
	}
	if err := r.check(req.Words); err != nil {
		return notification.TemplatePreview{}, err
	}
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, req.Area)) {
		return notification.TemplatePreview{}, errTemplate
	}
	// The last such message that the caller may see lends its values: those of the
	// event, which name nobody but deputies.
	d, found, err := s.deliveries.First(ctx, store.Query{Index: "template", Eq: store.Key{req.Key}, Desc: true})
	if err != nil {
		return notification.TemplatePreview{}, err
	}
	out := notification.TemplatePreview{}
	if found {
		out.Object = d.Object
	} else {
		d = Delivery{Params: samples}
	}
	title, body := both(req.Words)
	out.Title, out.Text = fill(title, d.Params), fill(body, d.Params)
	if form, ok := forms[req.Channel]; ok {
		out.Text = form.preview(out.Title, out.Text, s.base+fill(same(d.Link), d.Params).ZH)
	}
	return out, nil
}

// samples stand where no message lends its values.
var samples = map[string]notification.Text{
	"number": same("431223-26-00001-7"), "station": text("孝坪镇人大代表联络站", "Xiaoping liaison station"), "unit": text("县水利局", "County water bureau"),
	"date": text("3月16日", "16 March"), "opens": text("3月9日", "9 March"), "level": text("县级", "the county"), "answer": text("满意", "satisfied"), "outcome": text("满意", "satisfied"),
	"place": text("便民服务中心", "Service centre"), "reason": text("临时有会", "a meeting"), "name": text("张代表", "Deputy Zhang"), "other": text("李代表", "Deputy Li"),
	"title":   text("修通学路", "A path to school"),
	"webhook": text("县数据平台", "County data platform"),
}

// forms are how a channel writes.
var forms = map[string]form{byMail: asMail, bySMS: asSMS, byLetter: asLetter, byWeChat: asWeChat}

// preview is the whole message to somebody whose name is masked.
func (f form) preview(title, body notification.Text, link string) notification.Text {
	return notification.Text{
		ZH: f(content{name: "张**", lang: "zh", title: title.ZH, body: body.ZH, link: link}).Text,
		EN: f(content{name: "Zhang **", lang: "en", title: title.EN, body: body.EN, link: link}).Text,
	}
}
