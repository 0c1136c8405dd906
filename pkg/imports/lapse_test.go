package imports

import (
	"errors"
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Whoever started it is asked for between batches: without their right it stops,
// with what was made made and known, and goes on at another's word.
func TestWorkStopsWithTheRight(t *testing.T) {
	for name, ends := range map[string]func(*openGuard){
		"closed":  func(g *openGuard) { g.ended = fault.Unauthenticated("token", "已失效", "void") },
		"revoked": func(g *openGuard) { g.refused = fault.Denied("denied", "没有权限", "denied") },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *shop) {
				j, ctx := s.send(t, book(t, 0, 450)), office(t.Context())
				_, err := s.run(ctx, RunRequest{ID: j.ID})
				must(t, err)
				stored, err := s.jobs.Get(ctx, j.ID)
				must(t, err)
				must(t, s.step(store.System(ctx), &stored))
				made := s.count(t)
				ends(s.guard)
				if j = s.work(t, j.ID); j.State != Stopped || j.Trouble == nil || j.Made != made || made == 0 || made == 450 || s.count(t) != made {
					t.Fatalf("%+v, %d things of %d", j, s.count(t), made)
				}
				*s.guard = openGuard{}
				_, err = s.run(ctx, RunRequest{ID: j.ID})
				must(t, err)
				if j = s.work(t, j.ID); j.State != Finished || j.Trouble != nil || j.Made != 450 || s.count(t) != 450 {
					t.Fatalf("%+v, %d things", j, s.count(t))
				}
			})
		})
	}
}

// What may pass by itself stops nothing.
func TestAGuardThatIsAwayIsWaitedFor(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		j := s.send(t, book(t, 0, 10))
		_, err := s.run(office(t.Context()), RunRequest{ID: j.ID})
		must(t, err)
		s.guard.refused = fault.Unavailable(errors.New("away"))
		if err := s.Work(t.Context()); !fault.Is(err, fault.KindUnavailable) {
			t.Fatal(err)
		}
		s.guard.refused = nil
		if j = s.work(t, j.ID); j.State != Finished || j.Made != 10 {
			t.Fatalf("%+v", j)
		}
	})
}
