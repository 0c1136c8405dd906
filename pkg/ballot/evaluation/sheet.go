package evaluation

// Item is one thing that a sheet asks about.
type Item struct {
	Code string `json:"code"`
	// OnSite: whoever has not been there may not rate it.
	OnSite bool `json:"on_site"`
}

// Sheet is what one person filled in: a mark per item, "" where none was given.
type Sheet struct {
	Been  bool               `json:"been"` // has been at the place
	Marks map[string]Verdict `json:"marks"`
}

// Check refuses a sheet before it is taken: a mark that is none (evaluation.mark),
// an item that is not asked about (evaluation.item), a rating of the site by
// somebody who has not been there (evaluation.been).
func (s Sheet) Check(items []Item) error {
	known := map[string]Item{}
	for _, i := range items {
		known[i.Code] = i
	}
	for code, mark := range s.Marks {
		item, ok := known[code]
		switch {
		case !ok:
			return errItem
		case mark != "" && mark != Satisfied && mark != Basically && mark != Dissatisfied:
			return errMark
		case mark != "" && item.OnSite && !s.Been:
			return errBeen
		}
	}
	return nil
}

// Sum counts sheets per item. Who gave no mark abstained, but for items of the
// site, where those who have not been there are not asked and not counted.
func Sum(items []Item, sheets []Sheet) map[string]Ratings {
	out := map[string]Ratings{}
	for _, item := range items {
		var r Ratings
		for _, s := range sheets {
			if item.OnSite && !s.Been {
				continue
			}
			r.add(s.Marks[item.Code])
		}
		out[item.Code] = r
	}
	return out
}

func (r *Ratings) add(mark Verdict) {
	switch mark {
	case Satisfied:
		r.Satisfied++
	case Basically:
		r.Basically++
	case Dissatisfied:
		r.Dissatisfied++
	default:
		r.Abstained++
	}
}
