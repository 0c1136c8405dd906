package notification

import (
	"cmp"
	"maps"

	"lianluo/api/notification"
	"lianluo/services/notification/port"
)

// content is what a message says, before it takes the form of a channel.
type content struct {
	name, lang        string
	title, body, link string
}

// form makes of a content what goes by a channel.
type form func(content) port.Message

// message writes a delivery in the recipient's language, in its channel's form.
func (p *sender) message(d Delivery, to contact) port.Message {
	params := maps.Clone(d.Params)
	if params == nil {
		params = map[string]notification.Text{}
	}
	params["number"] = same(cmp.Or(to.Number, d.Params["number"].ZH))
	title, body, _ := p.said(rowsByKey[d.Template], d.Area, d.Channel)
	c := content{name: to.Name, lang: to.Lang, title: in(fill(title, params), to.Lang), body: in(fill(body, params), to.Lang),
		link: p.base + in(fill(same(d.Link), params), to.Lang)}
	m := p.channel.words(c)
	m.ID, m.Key, m.Pinned, m.At = d.ID, d.key(), d.Pinned, p.clock.Now()
	m.Name, m.To, m.Lang, m.Link, m.From = to.Name, p.channel.address(to), to.Lang, c.link, in(senderName, to.Lang)
	return m
}

var senderName = text("人大代表联络站", "Deputy liaison station")

// letter is what stands around every mail. It holds nothing personal but the
// name: mail is read on shared screens.
var letter = text(`{name}：

{body}

查看：{link}

这封邮件由系统发送，请不要直接回复。
`, `Dear {name},

{body}

See {link}

This mail was sent by a system. Please do not reply to it.
`)

func asMail(c content) port.Message {
	return port.Message{Subject: c.title, Text: in(fill(letter, map[string]notification.Text{
		"name": or(c.name, "您好", "Sir or Madam"), "body": same(c.body), "link": same(c.link),
	}), c.lang)}
}

// short is a text message. It names nobody: phones lie on tables.
var short = text("【人大代表联络站】{title}。{body}详情：{link}", "[Liaison station] {title}. {body} {link}")

func asSMS(c content) port.Message {
	return port.Message{Subject: c.title, Text: in(fill(short, map[string]notification.Text{
		"title": same(c.title), "body": same(c.body), "link": same(c.link),
	}), c.lang)}
}
