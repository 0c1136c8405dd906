package public

import "testing"

// However many projects lie at one place at the edge, all dots stay inside, none on
// another.
func TestDotsStayInside(t *testing.T) {
	all := []dot{{x: plotEdge, y: plotEdge}}
	for n := range 40 {
		east, south := apart(n)
		all = append(all, dot{x: plotSide - plotEdge + east, y: plotSide - plotEdge + south})
	}
	inside(all)
	for i, d := range all {
		if d.x < plotEdge/2-0.01 || d.y < plotEdge/2-0.01 || d.x > plotSide-plotEdge/2+0.01 || d.y > plotSide-plotEdge/2+0.01 {
			t.Errorf("dot %d lies at %.1f, %.1f", i, d.x, d.y)
		}
	}
	if all[0].x >= all[1].x || all[0].y >= all[1].y {
		t.Error("north-west is not north-west any more")
	}
}
