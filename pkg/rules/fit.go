package rules

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// inOrder sorts overrides as they are laid over each other within an area.
func inOrder(known []Override) []Override {
	sorting.By(known, func(a, b Override) int {
		if n := a.From.Compare(b.From); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return known
}

// fitsStored is fits with what is stored, since another replica may have set
// something just now. Callers to whom the area is out of reach are not told what
// others set: storing it refuses them.
func (s *Set[T]) fitsStored(ctx context.Context, o Override) error {
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, o.Area)) {
		return nil
	}
	known, err := s.read(ctx)
	if err != nil {
		return err
	}
	if err := s.unmoved(o, known); err != nil {
		return err
	}
	return s.fits(o, known)
}

// fits refuses an override that makes no sense with what is set around it: in its
// own area from its day on, and wherever below something else is set, at each day
// on which something changes.
func (s *Set[T]) fits(o Override, known []Override) error {
	with := inOrder(append(slices.Clone(known), o))
	if err := s.checkAt(o.Area, o.From, with); err != nil {
		return err
	}
	for _, code := range s.below(o.Area, with) {
		for _, at := range s.changes(code, o.From, with) {
			// What did not fit before is not this change's doing, and must not keep
			// others from theirs.
			if err := s.checkAt(code, at, with); err != nil && s.checkAt(code, at, known) == nil {
				return s.errElsewhere(code, at, err)
			}
		}
	}
	return nil
}

func (s *Set[T]) checkAt(code string, at time.Time, known []Override) error {
	values, _ := s.effective(code, at, known)
	if err := spelled(values); err != nil || s.check == nil {
		return err
	}
	return s.check(values)
}

// below are the area itself and those under it that have overrides; the others
// have the rules of one of these.
func (s *Set[T]) below(code string, known []Override) []string {
	var out []string
	for _, o := range known {
		if !slices.Contains(out, o.Area) && s.tree.IsAncestorOrSelf(area.Code(code), area.Code(o.Area)) {
			out = append(out, o.Area)
		}
	}
	return out
}

// changes are the moments from a day on at which the rules of an area change.
func (s *Set[T]) changes(code string, from time.Time, known []Override) []time.Time {
	out := []time.Time{from}
	for _, o := range known {
		if o.From.After(from) && s.tree.IsAncestorOrSelf(area.Code(o.Area), area.Code(code)) {
			out = append(out, o.From)
		}
	}
	return out
}

// errElsewhere says where and when an override does not fit, and what.
func (s *Set[T]) errElsewhere(code string, at time.Time, err error) error {
	why := fault.Of(err)
	if why.Kind != fault.KindInvalid {
		return err
	}
	out := fault.Invalid("rules.elsewhere", "这样修改后，%[1]s的规则自 %[2]s 起不能成立：%[3]s。请先修改该地的规则，或改用别的值。",
		"With this the rules of %[1]s would not fit together from %[2]s: %[4]s. Change what is set there first, or choose another value.",
		s.tree.Path(area.Code(code)), calendar.DateOf(at).String(), strings.TrimRight(why.Text.ZH, "。"), strings.TrimRight(why.Text.EN, ".")).Because(err)
	out.Fields = why.Fields
	return out
}
