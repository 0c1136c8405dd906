package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// plan says how the first of the chosen is built: by when how far, with which money.
func (c *chain) plan(ctx context.Context, on calendar.Date) error {
	p := voting.Plan{Goal: built[0].goal, Safeguards: "村民监督员每日到场，监理旁站；资金专账管理，竣工审计。",
		Milestones: []voting.Milestone{{Text: "路基平整", Due: (on + 3).String(), Percent: 30}, {Text: "路面浇筑", Due: (on + 6).String(), Percent: 80}, {Text: "护栏安装、验收", Due: (on + 10).String(), Percent: 100}},
		Funds:      []voting.Fund{{Source: "县级配套", Amount: 500_000}, {Source: "乡镇自筹", Amount: 220_000}}}
	_, err := do(ctx, c.office(), voting.PlanProject, voting.PlanRequest{ID: c.ids[0], Plan: p}, "chain/plan")
	return err
}

// start begins the work; two deputies watch over it.
func (c *chain) start(ctx context.Context, on calendar.Date) error {
	req := voting.StartRequest{Reasoned: voting.Reasoned{ID: c.ids[0], Reason: "施工队伍进场，路基开挖。"}, On: on.String()}
	if _, err := do(ctx, c.office(), voting.StartProject, req, "chain/start"); err != nil {
		return err
	}
	group := c.supervisors()
	_, err := do(ctx, c.office(), voting.NameSupervisors, voting.SupervisorsRequest{ID: c.ids[0], Leader: group[0], Members: group}, "chain/supervisors")
	return err
}

func (c *chain) supervisors() []string { return c.withPhones(c.congress, 2) }

// reports says how far it is, with a picture; wan is what was spent.
func (c *chain) reports(percent int, wan int64, text string) func(context.Context, calendar.Date) error {
	return func(ctx context.Context, _ calendar.Date) error {
		photo, err := c.picture(ctx, percent)
		if err != nil {
			return err
		}
		req := voting.ReportRequest{ID: c.ids[0], Percent: percent, Spent: wan * 10_000, Text: text, Next: "按计划继续施工。", Photos: []string{photo}}
		_, err = do(ctx, c.office(), voting.ReportProgress, req, "chain/report/%d", percent)
		return err
	}
}

func (c *chain) visit(ctx context.Context, on calendar.Date) error {
	req := voting.VisitRequest{ID: c.ids[0], On: on.String(), Present: c.supervisors(), Finding: "现场量测路面宽度和厚度符合设计，建议护栏提前进场。"}
	_, err := do(ctx, c.office(), voting.RecordVisit, req, "chain/visit")
	return err
}

func (c *chain) finish(ctx context.Context, on calendar.Date) error {
	photo, err := c.picture(ctx, 100)
	if err != nil {
		return err
	}
	req := voting.FinishRequest{Reasoned: voting.Reasoned{ID: c.ids[0], Reason: "1.8 公里路面和护栏全部完工，通过验收。"}, Outcome: voting.Completed, On: on.String(), Spent: 700_000, Photos: []string{photo}}
	_, err = do(ctx, c.office(), voting.FinishProject, req, "chain/finish")
	return err
}

// picture uploads a drawing of the road as far as it is built: nobody took it.
func (c *chain) picture(ctx context.Context, percent int) (id string, err error) {
	const width, height = 640, 400
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	sky, field, mud, road := color.RGBA{188, 214, 236, 255}, color.RGBA{116, 150, 84, 255}, color.RGBA{138, 104, 70, 255}, color.RGBA{176, 176, 172, 255}
	for y := range height {
		half := (y - 140) * 2 / 3
		for x := range width {
			at := field
			switch {
			case y < 140:
				at = sky
			case x > width/2-half && x < width/2+half && height-y < (height-140)*percent/100:
				at = road
			case x > width/2-half && x < width/2+half:
				at = mud
			}
			img.SetRGBA(x, y, at)
		}
	}
	var raw bytes.Buffer
	if err := jpeg.Encode(&raw, img, nil); err != nil {
		return "", err
	}
	file := rpc.File{Name: fmt.Sprintf("进度示意-%d.jpg", percent), Data: raw.Bytes()}
	made, err := do(ctx, c.office(), voting.UploadPhoto, voting.UploadRequest{File: file}, "chain/picture/%d", percent)
	return made.ID, err
}
