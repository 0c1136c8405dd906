package open311

import (
	"context"
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// changeset is when discovery and definitions last changed their shape.
const changeset = "2026-11-22 18:00"

// Specification is how discovery names the specification.
const Specification = "http://wiki.open311.org/GeoReport_v2"

func (d *door) discovery(a asked) (document, error) {
	if a.name != "discovery" {
		return nil, errPath
	}
	lang := rpc.LangOf(a.Context())
	return discovery{
		Changeset: changeset, Contact: contact.In(lang), KeyService: keyService.In(lang) + " " + d.BaseURL,
		Endpoints: []endpoint{{
			Specification: Specification, URL: d.BaseURL + Prefix + "v2", Changeset: changeset, Type: "production",
			Formats: []string{"text/xml", "application/json"},
		}},
	}, nil
}

var (
	contact    = fault.Text{ZH: "请联系本级人大代表联络站的管理员", EN: "Ask the administrator of the deputy liaison stations of your area"}
	keyService = fault.Text{ZH: "api_key 是访问令牌：登录后在“我的账号”中创建，需要权限 case.register：", EN: "An api_key is an access token with case.register; make one on your account's page:"}
)

// categories are all kinds of cases by their codes, in the tree's order.
func (d *door) categories(ctx context.Context) ([]casework.Category, map[string]casework.Category, error) {
	page, err := anybody(ctx, d, casework.Categories, rpc.None{})
	by := map[string]casework.Category{}
	for _, c := range page.Items {
		by[c.Code] = c
	}
	return page.Items, by, err
}

func nameIn(c casework.Category, lang string) string {
	return fault.Text{ZH: c.Name, EN: c.NameEN}.In(lang)
}

func (d *door) services(a asked) (document, error) {
	if _, err := d.jurisdiction(a.FormValue("jurisdiction_id")); err != nil {
		return nil, err
	}
	all, by, err := d.categories(a.Context())
	out, lang := services{Services: []service{}}, rpc.LangOf(a.Context())
	for _, c := range all {
		group := c
		if c.Parent != "" {
			group = by[c.Parent]
		}
		out.Services = append(out.Services, service{
			Code: c.Code, Name: nameIn(c, lang), Metadata: true, Type: "realtime", Group: text(nameIn(group, lang)),
			Keywords: text(strings.Join([]string{c.Name, c.NameEN}, ", ")),
		})
	}
	return out, err
}

// stationCode is the one attribute: which station takes care.
const stationCode = "station"

func (d *door) definition(a asked) (document, error) {
	where, err := d.jurisdiction(a.FormValue("jurisdiction_id"))
	if err != nil {
		return nil, err
	}
	if err := d.known(a.Context(), a.name); err != nil {
		return nil, err
	}
	stations, err := d.stations(a.Context(), where)
	lang := rpc.LangOf(a.Context())
	attr := attribute{Variable: true, Code: stationCode, Datatype: "singlevaluelist", Order: 1, Values: []value{},
		Hint: text(stationHint.In(lang)), Description: stationAsked.In(lang)}
	for _, s := range stations {
		attr.Values = append(attr.Values, value{s.Code, s.Name})
	}
	return definition{Code: a.name, Attributes: []attribute{attr}}, err
}

var (
	stationAsked = fault.Text{ZH: "由哪个联络站受理", EN: "The liaison station that takes care"}
	stationHint  = fault.Text{ZH: "不填时按 address_id（联络站代码）或 lat、long 选最近的联络站", EN: "Without it, address_id (a station's code) or the station nearest to lat and long decides"}
)

// known fails with not_found for a code that is no service's.
func (d *door) known(ctx context.Context, code string) error {
	_, by, err := d.categories(ctx)
	if _, ok := by[code]; err == nil && !ok {
		return errService
	}
	return err
}

// maxStations bounds the values of a definition; a county has some dozens.
const maxStations = 500

// stations are the open ones of a division.
func (d *door) stations(ctx context.Context, where string) ([]station.PublicStation, error) {
	out, after := []station.PublicStation{}, ""
	for {
		page, err := anybody(ctx, d, station.FindStations, station.FindRequest{Area: where, Limit: 100, After: after})
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(page.Items, closed)...)
		if after = page.Next; after == "" || len(out) >= maxStations {
			return out, nil
		}
	}
}

func closed(s station.PublicStation) bool { return s.State == station.Closed }

var errService = fault.NotFound("open311.service", "没有这个 service_code，请从 services 列表中选择", "service_code provided was not found; choose one of the service list")
