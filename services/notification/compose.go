package notification

import (
	"cmp"
	"context"
	"maps"
	"strconv"
	"strings"

	"lianluo/api/notification"
	"lianluo/services/notification/port"
)

// content is what a message says, before it takes the form of a channel.
type content struct {
	name, lang        string
	title, body, link string
	// extra is how to answer by text message.
	extra string
}

// form makes of a content what goes by a channel.
type form func(content) port.Message

// message writes a delivery in the recipient's language, in its channel's form.
func (p *sender) message(ctx context.Context, d Delivery, to contact) (port.Message, error) {
	c := p.content(d, to)
	carried, err := p.carried(ctx, d)
	if err != nil {
		return port.Message{}, err
	}
	if len(carried) > 0 {
		c = p.together(carried, c, to)
	}
	m := p.channel.words(c)
	m.ID, m.Key, m.Pinned, m.At = d.ID, d.key(), d.Pinned, p.clock.Now()
	m.Name, m.To, m.Lang, m.Link, m.From = to.Name, p.channel.address(to), to.Lang, c.link, in(senderName, to.Lang)
	m.Template, m.Number = d.Template, cmp.Or(to.Number, d.Params["number"].ZH)
	return m, nil
}

// content is what a delivery says.
func (s *Service) content(d Delivery, to contact) content {
	params := maps.Clone(d.Params)
	if params == nil {
		params = map[string]notification.Text{}
	}
	params["number"] = same(cmp.Or(to.Number, d.Params["number"].ZH))
	row := rowsByKey[d.Template]
	title, body, from := s.said(row, d.Area, d.Channel)
	body = row.body(body, from, d.Channel)
	c := content{name: to.Name, lang: to.Lang, title: in(fill(title, params), to.Lang), body: in(fill(body, params), to.Lang),
		link: s.base + in(fill(same(d.Link), params), to.Lang)}
	if d.Asks != nil {
		c.link = s.base + "/a/" + s.token(d.ID)
		c.extra = in(fill(howToAnswer, map[string]notification.Text{"n": same(s.digits(d.ID))}), to.Lang)
	}
	return c
}

// digestTitle stands over several messages in one.
var digestTitle = text("您有{n}条消息", "{n} messages for you")

// together is one message that says what several would.
func (p *sender) together(carried []Delivery, first content, to contact) content {
	var lines []string
	for i, d := range carried {
		one := p.content(d, to)
		line := strconv.Itoa(i+1) + ". " + one.title
		if p.channel.name == byMail {
			line += "\n   " + one.body + "\n   " + one.link
		}
		lines = append(lines, line)
	}
	first.title = in(fill(digestTitle, map[string]notification.Text{"n": same(strconv.Itoa(len(carried)))}), to.Lang)
	first.body = strings.Join(lines, map[bool]string{true: "\n\n", false: "；"}[p.channel.name == byMail])
	return first
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
var short = text("【人大代表联络站】{title}。{body}{extra}详情：{link}", "[Liaison station] {title}. {body} {extra}{link}")

// asWeChat is a template message, whose fields the account's settings fill.
func asWeChat(c content) port.Message { return port.Message{Subject: c.title, Text: c.body} }

func asSMS(c content) port.Message {
	return port.Message{Subject: c.title, Text: in(fill(short, map[string]notification.Text{
		"title": same(c.title), "body": same(c.body), "link": same(c.link), "extra": same(c.extra),
	}), c.lang)}
}
