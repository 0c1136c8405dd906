package notification

import (
	"context"
	"strconv"
	"strings"

	"lianluo/api/notification"
	"lianluo/pkg/audit"
	"lianluo/pkg/calendar"
	"lianluo/pkg/docx"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errNotALetter = fault.FailedPrecondition("letter.none", "选中的记录里有不是信函的，请刷新后重新选择", "Something chosen is no letter; reload and choose again")
	errNobody     = fault.FailedPrecondition("letter.nobody", "收信人的信息已按规定清除，这些信不用再寄，已移出待寄清单", "What was known of these people has been destroyed as the rules ask; the letters left the list")
)

// sheetOf is one letter before it is laid out.
type sheetOf struct {
	content
	to      contact
	asks    bool
	station notification.Text
}

// PrintLetters serves notification.PrintLetters.
func (s *Service) PrintLetters(ctx context.Context, req notification.PrintLettersRequest) (notification.Letters, error) {
	var sheets []sheetOf
	for _, id := range req.IDs {
		d, err := s.deliveries.Get(ctx, id)
		if err == nil && d.Channel != byLetter {
			err = errNotALetter
		}
		if err != nil {
			return notification.Letters{}, err
		}
		more, err := s.sheets(ctx, d)
		if err != nil {
			return notification.Letters{}, err
		}
		sheets = append(sheets, more...)
	}
	if len(sheets) == 0 {
		return notification.Letters{}, errNobody
	}
	today := calendar.DateOf(s.clock.Now())
	return notification.Letters{Name: "信函 " + today.String() + ".docx", Data: docx.Write(lettersOf(sheets, today))}, nil
}

// sheets are the letters of a delivery, one for each message that it carries, with
// the looking at names and addresses on record. Where nobody is known any more the
// delivery leaves the queue.
func (s *Service) sheets(ctx context.Context, d Delivery) ([]sheetOf, error) {
	to, err := s.contact(ctx, d.Recipient)
	if err != nil {
		return nil, err
	}
	if to.Name == "" {
		_, err := s.update(ctx, d.ID, func(d *Delivery) ([]event.Event, error) {
			if d.State != notification.Queued {
				return nil, nil
			}
			return d.unreachable("no_address", s.clock.Now()), nil
		})
		return nil, err
	}
	carried, err := s.carried(store.System(ctx), d)
	if err != nil {
		return nil, err
	}
	if len(carried) == 0 {
		carried = []Delivery{d}
	}
	var out []sheetOf
	for _, one := range carried {
		one.Channel = byLetter
		said := s.content(one, to)
		said.link = s.base + "/follow" // short enough to be typed
		out = append(out, sheetOf{content: said, to: to, asks: one.Asks != nil, station: one.Params["station"]})
	}
	seen := audit.Unmasked{Object: d.Object, Fields: []string{"name", "address"}, Purpose: "打印信函 " + d.ID}
	return out, s.db.Append(ctx, "unmasking", s.db.NewID(), audit.UnmaskedBy(s.db.Name()).New(seen))
}

// lettersOf lays letters out: a page of addresses, then a page for each.
func lettersOf(sheets []sheetOf, today calendar.Date) docx.Doc {
	list := docx.Table{Widths: []int{1, 2, 5, 4}, Rows: []docx.Row{docx.HeadRow("序号", "收信人", "地址", "编号")}}
	var doc docx.Doc
	for i, one := range sheets {
		where := one.to.Address
		if where == "" {
			where = "未留地址，请当面交给本人"
		}
		list.Rows = append(list.Rows, docx.RowOf(strconv.Itoa(i+1), one.to.Name, where, one.to.Number))
		doc.Blocks = append(doc.Blocks, one.blocks(today)...)
	}
	doc.Blocks = append([]docx.Block{docx.Title("信函地址页"), list}, doc.Blocks...)
	return doc
}

// Words around a letter.
var (
	letterTo      = text("{name}  收", "{name}")
	letterDear    = text("{name}：", "Dear {name},")
	letterReply   = text("{who}的答复：", "The reply of {who}:")
	letterAsk     = text("请在您的选择前打勾，签名后交回联络站，也可以打电话或当面告诉我们：", "Please tick your answer, sign and bring this back to the station, or tell us by phone or in person:")
	letterAnswers = text("□ 满意    □ 基本满意    □ 不满意        签名：__________", "□ satisfied   □ basically satisfied   □ not satisfied      Signed: __________")
	letterMore    = text("您的编号是 {number}。想了解进展，可以到联络站询问，或用手机打开 {link} ，输入编号和回执上的查询码。",
		"Your number is {number}. To hear more ask at the station, or open {link} with the number and the code of your receipt.")
)

func (l sheetOf) blocks(today calendar.Date) []docx.Block {
	say := func(t notification.Text, params map[string]notification.Text) string {
		return in(fill(t, params), l.lang)
	}
	name := map[string]notification.Text{"name": same(l.to.Name)}
	left := func(text string) docx.Para { return docx.Para{Runs: []docx.Run{{Text: text}}, Align: docx.Left} }
	head := docx.Para{Runs: []docx.Run{{Text: strings.TrimSpace(l.to.Address + "\n" + say(letterTo, name)), Font: docx.Hei}}, Align: docx.Left, Break: true}
	out := []docx.Block{head, left(""), docx.Para{Runs: []docx.Run{{Text: l.title, Font: docx.XiaoBiao, Size: docx.Sanhao}}, Align: docx.Center}, left(""), left(say(letterDear, name)), docx.Text(l.body)}
	if l.to.Words != "" {
		out = append(out, docx.Text(say(letterReply, map[string]notification.Text{"who": same(l.to.Answerer)})))
		for line := range strings.Lines(l.to.Words) {
			out = append(out, docx.Text(strings.TrimSpace(line)))
		}
	}
	if l.asks {
		out = append(out, docx.Text(say(letterAsk, nil)), docx.Text(say(letterAnswers, nil)))
	}
	out = append(out, docx.Text(say(letterMore, map[string]notification.Text{"number": same(l.to.Number), "link": same(l.link)})), left(""))
	for _, line := range []string{in(l.station, l.lang), dayIn(today, l.lang)} {
		out = append(out, docx.Para{Runs: []docx.Run{{Text: line}}, Align: docx.Right, FromRight: 2})
	}
	return out
}

// dayIn is a date as a letter has it.
func dayIn(d calendar.Date, lang string) string {
	if lang == "en" {
		return d.Start().In(calendar.Zone).Format("2 January 2006")
	}
	return d.Start().In(calendar.Zone).Format("2006年1月2日")
}
