package identity

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/near"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// staffRoles are what people write in a file, and what it means. Deputies come
// from the roster, and the three powers from the host.
var staffRoles = map[string]authz.Role{
	"市级管理员": authz.CityAdmin, "县级管理员": authz.CountyAdmin, "乡镇管理员": authz.TownshipAdmin, "督办人员": authz.Supervisor,
	"站长": authz.StationHead, "联络员": authz.LiaisonOfficer, "承办单位": authz.HandlingUnit,
}

var staffColumns = []imports.Column{
	{Name: "name", Heading: fault.Text{ZH: "姓名", EN: "Name"}, Needed: true, Example: "张小兰"},
	{Name: "login", Heading: fault.Text{ZH: "登录名", EN: "Login"}, Needed: true, Example: "zhangxl",
		Hint: fault.Text{ZH: "文字、数字和 . _ - @；已有同名账号的，只增加岗位", EN: "Letters, digits and . _ - @; an account of that login and name gets the role besides"}},
	{Name: "role", Field: "role", Heading: fault.Text{ZH: "角色", EN: "Role"}, Needed: true, Example: "联络员",
		Hint: fault.Text{ZH: "站长、联络员、承办单位、督办人员、乡镇管理员等，只能低于您自己的角色", EN: "Below your own role"}},
	imports.AreaColumn,
	{Name: "station", Heading: fault.Text{ZH: "联络站", EN: "Station"}, Example: "辰阳镇人大代表联络站", Hint: fault.Text{ZH: "站长和联络员填写全名", EN: "Whole name, for heads and officers"}},
	{Name: "unit", Heading: fault.Text{ZH: "所属单位", EN: "Unit"}, Hint: fault.Text{ZH: "承办单位角色填写全名", EN: "Whole name, for handling units"}},
	{Name: "from", Heading: fault.Text{ZH: "开始日期", EN: "From"}, Hint: fault.Text{ZH: "不填为即日", EN: "Now where empty"}},
	{Name: "until", Heading: fault.Text{ZH: "结束日期", EN: "Until"}, Example: "2027-12-31", Hint: fault.Text{ZH: "到这天为止；不填为长期", EN: "To the end of that day; open where empty"}},
	{Name: "email", Heading: fault.Text{ZH: "邮箱", EN: "E-mail"}, Hint: fault.Text{ZH: "加密保存", EN: "Kept encrypted"}},
}

func (s *service) staffImports() imports.Kind {
	return imports.Kind{
		Name: identity.ImportStaff, Needs: "account.manage", Columns: staffColumns,
		Key:    func(c imports.Cells) string { return loginKey(c["login"]) },
		Open:   s.openStaff,
		Mark:   s.staffMark,
		Unmake: s.unmakeStaff,
	}
}

// staffRows make accounts of the rows of a division, by the right that whoever
// imports has at that moment.
type staffRows struct {
	*service
	au     authority
	places imports.Places
	bodies map[string]string // "station/name", "unit/name" → id; "" for several
	names  map[string][]string
}

func (s *service) openStaff(ctx context.Context, code string) (imports.Maker, error) {
	au, err := s.importer(ctx)
	if err != nil {
		return nil, err
	}
	rows := &staffRows{service: s, au: au, places: imports.PlacesOf(s.tree, code), bodies: map[string]string{}, names: map[string][]string{}}
	return rows.make, rows.learn(ctx, code)
}

// importer is the authority of whose import it is, as their account stands now.
func (s *service) importer(ctx context.Context) (authority, error) {
	by := authz.Actor(ctx)
	a, err := s.accounts.Get(store.System(ctx), by.ID) // who gave the word, for what they may
	if fault.Is(err, fault.KindNotFound) || err == nil && a.State != identity.Active {
		return authority{by: by.ID}, nil // nobody's right: every row is refused in words
	}
	if err != nil {
		return authority{}, err
	}
	by.Assignments = assignments(s.inherited(a.Assignments))
	return s.authorityOf(authz.WithSubject(ctx, by))
}

// learn reads which stations and units there are in the division.
func (r *staffRows) learn(ctx context.Context, code string) error {
	for d := range r.places.All() {
		err := r.service.places.Each(store.System(ctx), store.Query{Index: "named", Eq: store.Key{d}}, func(p place) error {
			kind, id, _ := strings.Cut(p.ID, "/")
			key := kind + "/" + p.Name
			if _, again := r.bodies[key]; again {
				id = ""
			}
			r.bodies[key] = id
			r.names[kind] = append(r.names[kind], p.Name)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// make gives an account the role that the row says, a new one where there is none.
func (r *staffRows) make(ctx context.Context, c imports.Cells) (string, error) {
	req, err := r.request(c)
	if err == nil {
		err = rpc.Validate(req)
	}
	if err != nil {
		return "", err
	}
	known, there, err := r.accounts.First(store.System(ctx), store.Query{Index: "key", Eq: store.Key{loginKey(req.Login)}}) // logins are one to a system
	if err != nil {
		return "", err
	}
	if !there {
		a, err := r.create(ctx, r.au, req)
		return staffID(&a), err
	}
	if known.Name != req.Name || !within(r.tree, r.places.Whole(), []string{known.Area}) {
		return "", errLoginTaken
	}
	if known.State == identity.Disabled && known.LastSignIn.IsZero() {
		if _, err := r.accounts.Update(ctx, known.ID, func(a *account) ([]event.Event, error) { return a.invite(), r.mayManage(r.au, a) }); err != nil {
			return "", err
		}
	}
	if _, err := r.grant(ctx, r.au, known.ID, req.Grants[0]); err != nil {
		return "", err
	}
	a, err := r.accounts.Get(ctx, known.ID)
	return staffID(&a), err
}

var errLoginTaken = fault.Conflict("account.login.taken", "登录名已被使用，请换一个", "This login is taken; choose another one").
	At("login", "登录名已被别人使用，请换一个；如是同一人，姓名须与账号一致", "Somebody else has this login; choose another, or write the name as their account has it")

// staffID names what a row made: the account and its newest assignment.
func staffID(a *account) string {
	if len(a.Assignments) == 0 {
		return ""
	}
	return a.ID + "." + a.Assignments[len(a.Assignments)-1].ID
}

func (r *staffRows) request(c imports.Cells) (identity.InviteRequest, error) {
	req := identity.InviteRequest{Name: c["name"], Login: c["login"], Email: c["email"]}
	role, ok := staffRoles[c["role"]]
	if known := slices.Sorted(maps.Keys(staffRoles)); !ok && near.Name(c["role"], known) == "" {
		return req, badRow("role", "没有“%[1]s”：请写下列之一：%[2]s", "There is no “%[1]s”; write one of: %[2]s", c["role"], strings.Join(known, "、"))
	} else if !ok {
		return req, unknownName("role", c["role"], known)
	}
	g := identity.Grant{Role: string(role)}
	var err error
	if g.Area, err = r.places.Find(c["area"]); err != nil {
		return req, err
	}
	if g.Station, err = r.body("station", c["station"]); err != nil {
		return req, err
	}
	if g.Unit, err = r.body("unit", c["unit"]); err != nil {
		return req, err
	}
	if g.From, err = staffDay("from", c["from"]); err != nil {
		return req, err
	}
	if g.Until, err = staffDay("until", c["until"]); err != nil {
		return req, err
	}
	if !g.Until.IsZero() { // to the end of the day that was named
		g.Until = g.Until.Add(24*time.Hour - time.Second)
	}
	req.Area, req.Grants = g.Area, []identity.Grant{g}
	return req, nil
}

// body is the station or unit that a cell names, "" for an empty one.
func (r *staffRows) body(kind, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	id, known := r.bodies[kind+"/"+name]
	switch {
	case !known:
		return "", unknownName(kind, name, r.names[kind])
	case id == "":
		return "", badRow(kind, "不止一个叫“%[1]s”，请改到账号页面上单独授权", "Several are called “%[1]s”; grant the role on the account's page", name)
	}
	return id, nil
}

// unknownName says that there is nothing of the name, and what was probably meant.
func unknownName(column, name string, known []string) error {
	if meant := near.Name(name, known); meant != "" {
		return badRow(column, "没有“%[1]s”，是不是“%[2]s”？", "There is no “%[1]s”; did you mean “%[2]s”?", name, meant)
	}
	return badRow(column, "没有“%[1]s”：请写选定区划以内的全称", "There is no “%[1]s”; write the whole name of one within the division chosen", name)
}

// staffDay is a day that may be left out.
func staffDay(column, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return rowDay(column, text)
}
