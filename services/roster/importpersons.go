package roster

import (
	"context"
	"slices"
	"strconv"
	"strings"

	api "lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	xlsx "lianluo/pkg/sheet"
	"lianluo/pkg/store"
)

func (s *Service) personImports() imports.Kind {
	return imports.Kind{
		Name: api.ImportPersons, Needs: "person.manage", Columns: personColumns,
		Key: func(c imports.Cells) string {
			return strings.Join([]string{c["name"], c["phone"], c["area"], c["level"]}, "\x00")
		},
		Open: s.openPersons,
		Mark: func(ctx context.Context, id string) (string, error) {
			p, err := s.people.Get(ctx, id)
			return imports.MarkOf(p.Person), err
		},
		Unmake: func(ctx context.Context, id string) error { return s.removePerson(ctx, id, "撤销导入") },
	}
}

// personRows makes persons of the rows of a division.
type personRows struct {
	*Service
	places   imports.Places
	stations map[string]string // name → id
	twice    map[string]bool   // names that several stations have
}

func (s *Service) openPersons(ctx context.Context, code string) (imports.Maker, error) {
	rows := &personRows{Service: s, places: imports.PlacesOf(s.tree, code), stations: map[string]string{}, twice: map[string]bool{}}
	err := s.stations.Each(ctx, store.Query{Index: "area"}, func(st station) error {
		_, again := rows.stations[st.Name]
		rows.stations[st.Name], rows.twice[st.Name] = st.ID, again
		return nil
	})
	return rows.make, err
}

func (r *personRows) make(ctx context.Context, c imports.Cells) (string, error) {
	req, err := r.request(c)
	if err == nil {
		err = rpc.Validate(req)
	}
	if err == nil {
		err = r.unknown(ctx, req)
	}
	if err != nil {
		return "", err
	}
	p, err := r.CreatePerson(ctx, req)
	return p.ID, err
}

func (r *personRows) request(c imports.Cells) (api.CreatePersonRequest, error) {
	req := api.CreatePersonRequest{PersonDraft: api.PersonDraft{
		Name: c["name"], Gender: genders[c["gender"]], Post: c["post"], Official: c["official"] == "是", Rank: ranks[c["rank"]],
		Phone: strings.ReplaceAll(c["phone"], " ", ""), Email: c["email"]}}
	var err error
	if req.Area, err = r.places.Find(c["area"]); err != nil {
		return req, err
	}
	seat, err := r.seat(req.Area, c)
	if err != nil {
		return req, err
	}
	req.Mandates = []api.MandateDraft{seat}
	req.Stations, err = r.posted(c["stations"])
	return req, err
}

var (
	errNoTerm = fault.Invalid("import.term", "请写明届次", "Say which congress").At("term", "不是届次：请只写数字，例如 18", "No number of a congress: write a figure such as 18")
	errNoDate = fault.Invalid("import.date", "请写明日期", "Give a date").At("from", "看不懂这个日期：请写成 2021-11-05 这样", "No date: write it as 2021-11-05")
	errNoSeat = fault.Invalid("import.level", "请核对代表层级", "Check the level").At("level", "所在区划没有这一级人大，请核对层级和区划", "There is no congress of that level above the division; check both")
)

// seat is the mandate in the congress of the level above the division.
func (r *personRows) seat(code string, c imports.Cells) (api.MandateDraft, error) {
	term, err := strconv.Atoi(strings.Trim(c["term"], "第届 "))
	if err != nil {
		return api.MandateDraft{}, errNoTerm
	}
	from, ok := xlsx.Date(c["from"])
	if !ok {
		return api.MandateDraft{}, errNoDate
	}
	m := api.MandateDraft{Level: levels[c["level"]], Term: term, District: c["district"], From: from.In(calendar.Zone)}
	for _, above := range r.tree.Ancestors(area.Code(code)) {
		if d, _ := r.tree.Get(above); d.Level.String() == m.Level {
			m.Area = string(above)
		}
	}
	if m.Level == "national" {
		m.Area = string(area.Country)
	}
	if m.Area == "" {
		return m, errNoSeat
	}
	return m, nil
}

func (r *personRows) posted(names string) ([]string, error) {
	var out []string
	for _, name := range strings.FieldsFunc(names, func(c rune) bool { return strings.ContainsRune("、,，;；\n", c) }) {
		name = strings.TrimSpace(name)
		id, ok := r.stations[name]
		switch {
		case name == "":
		case !ok || r.twice[name]:
			return nil, fault.Invalid("import.station", "请核对站点", "Check the station").At("stations",
				"没有找到（或有不止一个）站点“"+name+"”，请写站点全名", "No station, or several, called “"+name+"”; write its whole name")
		case !slices.Contains(out, id):
			out = append(out, id)
		}
	}
	return out, nil
}

var errKnown = fault.Conflict("import.there", "系统中已有同名且同级的代表，请核对；如是同一人请删去此行", "A deputy of that name and congress is there already; if it is the same person, take the row out")

// unknown refuses who is there already: the same name in the same congress at home
// in the same division.
func (r *personRows) unknown(ctx context.Context, req api.CreatePersonRequest) error {
	return r.people.Each(authz.Within(ctx, r.tree, req.Area), store.Query{Index: "name", Eq: store.Key{req.Name}}, func(p person) error {
		if p.Area == req.Area && slices.ContainsFunc(p.Mandates, func(m api.Mandate) bool {
			return m.Area == req.Mandates[0].Area && m.Status != api.MandateTerminated
		}) {
			return errKnown
		}
		return nil
	})
}
