package voting

import (
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// lights runs the job as the clock has it.
func (f *fixture) lights() {
	f.t.Helper()
	if err := f.service.Lights(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// notes are what the history says about the light.
func notes(p voting.Project) int {
	n := 0
	for _, e := range p.History {
		if e.What == event.ShortName(voting.ProjectLightChanged.Name) {
			n++
		}
	}
	return n
}

func TestALightThatADayDarkensIsToldOnce(t *testing.T) {
	f := start(t)
	id := f.started()
	f.pass(30)
	f.lights()
	if p := f.project(id); p.Course.Light != voting.Green || notes(p) != 0 {
		t.Fatalf("on the day itself: %+v", p.Course)
	}
	f.pass(1)
	if p := f.project(id); p.Course.Light != voting.Yellow || p.Course.Planned != 20 {
		t.Fatalf("lists wait for the job: %+v", p.Course)
	}
	for range 3 {
		f.lights()
	}
	p := f.project(id)
	if notes(p) != 1 || p.History[len(p.History)-1].By != "system" {
		t.Fatalf("%d notes: %+v", notes(p), p.History)
	}
	f.pass(29)
	f.lights()
	if since := f.project(id).Course.Since; !since.Equal((calendar.DateOf(f.Now()) - 29).Start()) {
		t.Errorf("yellow since %v", since)
	}
	f.pass(1)
	f.lights()
	if p := f.project(id); p.Course.Light != voting.Red || notes(p) != 2 {
		t.Errorf("%+v, %d notes", p.Course, notes(p))
	}
	if p := f.reported(id, 60, 0); p.Course.Light != voting.Green || !p.Course.Since.Equal(p.Course.Reported) {
		t.Errorf("work does not brighten it: %+v", p.Course)
	}
	f.pass(31)
	f.lights()
	if p := f.project(id); notes(p) != 3 {
		t.Errorf("the next darkening: %d notes", notes(p))
	}
}

// A job that was away for long notes one change, with the day it came.
func TestALateJobNotesTheDayItself(t *testing.T) {
	f := start(t)
	id := f.started()
	begun := calendar.DateOf(f.Now())
	f.pass(80)
	f.lights()
	p := f.project(id)
	if notes(p) != 1 || p.Course.Light != voting.Red || !p.Course.Since.Equal((begun + 61).Start()) {
		t.Fatalf("%d notes, %+v", notes(p), p.Course)
	}
}

func TestTimeAloneNeverBrightensAProject(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	day := calendar.DateOf(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC))
	for range 2000 {
		p := Project{Project: voting.Project{State: voting.Implementing, Plan: &voting.Plan{}}}
		due, percent := day, 0
		for percent < 100 {
			due, percent = due+calendar.Date(1+r.IntN(60)), min(100, percent+1+r.IntN(60))
			p.Plan.Milestones = append(p.Plan.Milestones, voting.Milestone{Due: due.String(), Percent: percent})
		}
		p.Reports = []voting.Report{{ID: "1", Percent: r.IntN(101)}}
		rules, at := DefaultRules(), day.Start()
		p.Lit = lit{Light: p.lightAt(rules, at), Since: at, At: at}
		before := *p.course(rules, at)
		for range 12 {
			at = at.Add(time.Duration(r.IntN(20*24)) * time.Hour)
			if r.IntN(2) == 0 {
				p.darken(Act{At: at, Rules: rules})
			}
			now := *p.course(rules, at)
			if darkness[now.Light] < darkness[before.Light] || now.Planned < before.Planned || now.Since.After(at) || now.Since.Before(before.Since) {
				t.Fatalf("%+v became %+v", before, now)
			}
			if now.Light == before.Light && !now.Since.Equal(before.Since) {
				t.Fatalf("a colour that stayed lost its beginning: %+v, %+v", before, now)
			}
			before = now
		}
	}
}
