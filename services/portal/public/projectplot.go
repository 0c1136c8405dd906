package public

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"lianluo/services/portal/ui"
)

// plotSide is the side of the drawing, in units of its own; plotEdge what stays free.
const plotSide, plotEdge = 320, 24

// dot is a project on the map: a link in the shape and colour of its light.
type dot struct {
	href, title, tone string
	x, y, size        float64
}

// shapes are drawn around nothing, twelve units wide; colour alone tells nobody all.
var shapes = map[string]string{
	"warn": "M-6 -6H6V6H-6Z",
	"bad":  "M0 -7L7 6H-7Z",
	"":     "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1 -6 0Z",
}

func (d dot) shape() string { return cmp.Or(shapes[d.tone], shapes[""]) }
func (d dot) at() string    { return fmt.Sprintf("translate(%.1f %.1f) scale(%.2f)", d.x, d.y, d.size) }

// dots places the projects that say where they lie: north is up, a step east is as
// long as one north, and the more people are behind one, the larger it is.
func (v projectsView) dots(ctx context.Context) []dot {
	var out []dot
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	most := 1
	for _, p := range v.all {
		if p.Place.Lat == 0 {
			continue
		}
		most = max(most, p.Voices)
		d := dot{href: "/projects/" + p.ID, title: p.Title + " · " + ui.Worded(ctx, string(p.State), "projects.state."), tone: toneOf(p.Course),
			x: p.Place.Lng * math.Cos(p.Place.Lat*math.Pi/180), y: -p.Place.Lat, size: float64(p.Voices)}
		low, high = [2]float64{min(low[0], d.x), min(low[1], d.y)}, [2]float64{max(high[0], d.x), max(high[1], d.y)}
		out = append(out, d)
	}
	span, there := max(high[0]-low[0], high[1]-low[1]), map[[2]float64]int{}
	for i := range out {
		d := &out[i]
		at := [2]float64{d.x, d.y}
		east, south := apart(there[at])
		there[at]++
		d.x, d.y = spread(d.x, low[0], high[0], span)+east, spread(d.y, low[1], high[1], span)+south
		d.size = 0.8 + 0.8*math.Sqrt(d.size/float64(most))
	}
	inside(out)
	return out
}

// inside shrinks and moves what the spirals took over the edges.
func inside(all []dot) {
	low, high := [2]float64{plotSide, plotSide}, [2]float64{}
	for _, d := range all {
		low, high = [2]float64{min(low[0], d.x), min(low[1], d.y)}, [2]float64{max(high[0], d.x), max(high[1], d.y)}
	}
	if min(low[0], low[1]) >= plotEdge/2 && max(high[0], high[1]) <= plotSide-plotEdge/2 {
		return
	}
	scale := min(1, (plotSide-plotEdge)/max(high[0]-low[0], high[1]-low[1]))
	for i := range all {
		d := &all[i]
		d.x, d.y = plotSide/2+(d.x-(low[0]+high[0])/2)*scale, plotSide/2+(d.y-(low[1]+high[1])/2)*scale
	}
}

// apart moves the nth of one place aside, in a spiral.
func apart(n int) (east, south float64) {
	r, angle := 15*math.Sqrt(float64(n)), 2.4*float64(n) // the golden angle: none covers another
	return r * math.Cos(angle), r * math.Sin(angle)
}

// spread puts a degree between the edges; the shorter direction lies in the middle.
func spread(at, low, high, span float64) float64 {
	if span == 0 {
		return plotSide / 2
	}
	return plotSide/2 + (at-(low+high)/2)/span*(plotSide-2*plotEdge)
}
