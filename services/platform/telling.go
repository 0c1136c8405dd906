package platform

import (
	"net/url"

	"lianluo/pkg/config"
	"lianluo/pkg/fault"
	notificationservice "lianluo/services/notification"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/webhook"
	"lianluo/services/notification/wechat"
)

// SMSProvider is one provider of text messages.
type SMSProvider struct {
	URL        string        `yaml:"url" validate:"omitempty,http_url" doc:"where text messages are posted; empty: no such provider"`
	KeyID      string        `yaml:"key_id" doc:"which key requests are signed with, as the provider calls it"`
	Secret     config.Secret `yaml:"secret" doc:"key that signs requests, and the provider's receipts and replies (HMAC-SHA256, Standard Webhooks)"`
	Body       string        `yaml:"body" doc:"what is posted, with {to} {text} {name} {subject} {link} {key} {lang}; JSON where it begins with a brace, else a form"`
	OKField    string        `yaml:"ok_field" doc:"member of the answer that says whether the message was taken; empty: the status says so"`
	OKValue    string        `yaml:"ok_value" doc:"its value when it was"`
	RefField   string        `yaml:"ref_field" doc:"member of the answer with the provider's id of the message"`
	Receipts   bool          `yaml:"receipts" doc:"the provider reports at /callback/sms/first (or second) what became of messages"`
	Repeatable bool          `yaml:"repeatable" doc:"the provider sends once for each Idempotency-Key: what is uncertain may be asked again"`
}

// WeChat is the official account that tells people.
type WeChat struct {
	AppID     string            `yaml:"app_id" doc:"official account; empty: none"`
	Secret    config.Secret     `yaml:"secret" doc:"its AppSecret"`
	Token     config.Secret     `yaml:"token" doc:"what callbacks at /callback/wechat are signed with"`
	AESKey    config.Secret     `yaml:"aes_key" doc:"EncodingAESKey, 43 characters: callbacks are encrypted with it"`
	API       string            `yaml:"api" validate:"omitempty,http_url" doc:"where WeChat answers; empty: https://api.weixin.qq.com"`
	Templates map[string]string `yaml:"templates" doc:"template ids by the key of our template; default serves the rest"`
	Fields    map[string]string `yaml:"fields" doc:"what stands in a template's fields, with {title} {text} {number} {time}; empty: thing1, character_string2, time3"`
	Subscribe bool              `yaml:"subscribe" doc:"the templates are of subscribe messages"`
}

func (w WeChat) check() error {
	if w.AppID == "" {
		return nil
	}
	if u, err := url.Parse(w.API); err != nil || w.API != "" && u.Scheme != "https" && !isLoopback(u.Hostname()) {
		return fault.Invalid("wechat.api", "wechat.api 须为 https 网址，只有本机可以不加密", "wechat.api has to be https; only this machine may go without")
	}
	if w.Secret.Reveal() == "" || len(w.Token.Reveal()) < 3 || len(w.AESKey.Reveal()) != 43 || len(w.Templates) == 0 {
		return fault.Invalid("wechat", "使用公众号请设置 wechat.secret、wechat.token、wechat.aes_key（43 个字符）和 wechat.templates", "An official account needs wechat.secret, wechat.token, wechat.aes_key (43 characters) and wechat.templates")
	}
	return nil
}

// checkTelling refuses what would send in the clear, unsigned, or for real on trial.
func (c Config) checkTelling() error {
	if c.Mail.TLS == "none" && c.Mail.Host != "" && !isLoopback(c.Mail.Host) {
		return fault.Invalid("mail.tls", "只有本机邮件服务器可以不加密，请改用 starttls 或 tls", "Only a mail server on this machine may go without TLS; use starttls or tls")
	}
	if c.Outbox && !c.loopback() {
		return fault.Invalid("outbox", "发件箱只能用于本机试用，请关闭 outbox", "The outbox is for trials on this machine; leave outbox off")
	}
	if c.Outbox && (c.Mail.Host != "" || c.SMS.First.URL != "" || c.SMS.Second.URL != "" || c.WeChat.AppID != "") {
		return fault.Invalid("outbox", "发件箱打开时不会真正发送：请去掉 mail.host 和 sms 的设置，或关闭 outbox", "With the outbox nothing is sent for real: take mail.host and sms away, or leave outbox off")
	}
	if err := c.WeChat.check(); err != nil {
		return err
	}
	for name, p := range map[string]SMSProvider{"sms.first": c.SMS.First, "sms.second": c.SMS.Second} {
		if err := p.check(name); err != nil {
			return err
		}
	}
	return nil
}

func (p SMSProvider) check(name string) error {
	if p.URL == "" {
		return nil
	}
	u, err := url.Parse(p.URL)
	if err != nil || u.Scheme != "https" && !isLoopback(u.Hostname()) {
		return fault.Invalid(name+".url", "%[1]s.url 须为 https 网址，只有本机可以不加密", "%[1]s.url has to be https; only this machine may go without", name)
	}
	if len(p.Secret.Reveal()) < 16 {
		return fault.Invalid(name+".secret", "请设置 %[1]s.secret（至少 16 个字符），请求和回执都用它签名", "Set %[1]s.secret (at least 16 characters): requests and receipts are signed with it", name)
	}
	return nil
}

// notification are the settings of the notification service.
func (c Config) notification() notificationservice.Settings {
	out := notificationservice.Settings{
		BaseURL: c.baseURL(), Outbox: c.Outbox, Webhooks: webhook.Settings{Loopback: c.Webhooks.Loopback},
		Mail: notificationservice.Mail{Host: c.Mail.Host, Port: c.Mail.Port, User: c.Mail.User,
			Password: c.Mail.Password.Reveal(), From: c.Mail.From, TLS: c.Mail.TLS},
	}
	out.WeChat = wechat.Account{AppID: c.WeChat.AppID, Secret: c.WeChat.Secret.Reveal(), Token: c.WeChat.Token.Reveal(), AESKey: c.WeChat.AESKey.Reveal(),
		API: c.WeChat.API, Templates: c.WeChat.Templates, Fields: c.WeChat.Fields, Subscribe: c.WeChat.Subscribe}
	for _, p := range []struct {
		name string
		SMSProvider
	}{{"first", c.SMS.First}, {"second", c.SMS.Second}} {
		if p.URL != "" {
			out.SMS = append(out.SMS, sms.Provider{Name: p.name, URL: p.URL, KeyID: p.KeyID, Secret: p.Secret.Reveal(), Body: p.Body,
				OKField: p.OKField, OKValue: p.OKValue, RefField: p.RefField, Receipts: p.Receipts, Repeatable: p.Repeatable})
		}
	}
	return out
}
