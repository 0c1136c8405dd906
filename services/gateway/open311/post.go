package open311

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// formMemory is how much of a form with photos stays in memory; the gateway
// bounds the whole.
const formMemory = 4 << 20

// maxMedia is how many photos come with a request.
const maxMedia = 6

// posting takes a service request for whoever holds the api_key.
func (d *door) posting(w http.ResponseWriter, r *http.Request) {
	r = inLanguage(r)
	if name, _, known := cutFormat(r.PathValue("file")); !known || name != "requests" {
		refuse(w, r, errPath)
		return
	}
	err := readForm(r)
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // the directory of temporary files is swept anyway
	}
	if err != nil {
		_ = d.Admit(r, "") // reading it was work
		refuse(w, r, err)
		return
	}
	doc, err := d.post(r)
	answer(w, r, doc, err)
}

func readForm(r *http.Request) error {
	err := r.ParseMultipartForm(formMemory)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.TooLarge("body", "内容超过 16 MB，请减少照片或文字后再提交", "The request exceeds 16 MB: send fewer photos or less text").Because(err)
	case err != nil:
		return errForm.Because(err)
	}
	for _, values := range r.Form {
		for _, v := range values {
			if !utf8.ValidString(v) {
				return errForm
			}
		}
	}
	return nil
}

func (d *door) post(r *http.Request) (document, error) {
	ctx, key := r.Context(), r.FormValue("api_key")
	if err := d.Admit(r, key); err != nil {
		return nil, err
	}
	if key == "" {
		return nil, errKey
	}
	req, err := d.read(r)
	if err != nil {
		return nil, err
	}
	client := d.Client("casework", key)
	if req.Photos, err = upload(ctx, client, r); err != nil {
		return nil, err
	}
	made, err := rpc.Call(keyed(ctx, r, ""), client, casework.RegisterCase, req)
	if err != nil {
		return nil, err
	}
	notice := fault.Text{ZH: made.Next + "回执编号 " + made.Number + "，查询码 " + made.Code + "，凭此查看进展和评价。",
		EN: made.Next + " Receipt number " + made.Number + ", code " + made.Code + ": with these it is followed and rated."}
	return received{Requests: []receipt{{ID: made.Case, Notice: text(notice.In(rpc.LangOf(ctx)))}}}, nil
}

// keyed gives a change the client's own key, where it has one, so that a request
// that is sent again is the same; part tells apart what one request changes.
func keyed(ctx context.Context, r *http.Request, part string) context.Context {
	own := r.Header.Get("Idempotency-Key")
	if own == "" {
		return ctx
	}
	return rpc.WithKey(ctx, own+part)
}

// read makes a registration of the form.
func (d *door) read(r *http.Request) (casework.RegisterRequest, error) {
	out := casework.RegisterRequest{Channel: casework.FromSystem, Category: r.FormValue("service_code")}
	where, err := d.jurisdiction(r.FormValue("jurisdiction_id"))
	if err != nil {
		return out, err
	}
	if out.Category == "" {
		return out, errNoService
	}
	if err := d.known(r.Context(), out.Category); err != nil {
		return out, err
	}
	if out.Place, err = place(r); err != nil {
		return out, err
	}
	if out.Text, err = words(r); err != nil {
		return out, err
	}
	if out.Who, err = who(r); err != nil {
		return out, err
	}
	out.Station, err = d.station(r, where, out.Place)
	return out, err
}

// place is the location, of which one of three forms must be there.
func place(r *http.Request) (casework.Place, error) {
	lat, long, words := r.FormValue("lat"), r.FormValue("long"), strings.TrimSpace(r.FormValue("address_string"))
	out := casework.Place{Text: words}
	switch {
	case lat == "" && long == "" && words == "" && r.FormValue("address_id") == "":
		return out, errPlace
	case lat == "" && long == "":
		return out, nil
	}
	var wrong [2]error
	out.Lat, wrong[0] = strconv.ParseFloat(lat, 64)
	out.Lng, wrong[1] = strconv.ParseFloat(long, 64)
	if wrong != [2]error{} || !(out.Lat >= -90 && out.Lat <= 90 && out.Lng >= -180 && out.Lng <= 180) {
		return out, errPoint
	}
	return out, nil
}

// words are the description, with the address of media elsewhere below it: we
// fetch nothing from addresses that strangers give.
func words(r *http.Request) (string, error) {
	said := strings.TrimSpace(r.FormValue("description"))
	if media := r.FormValue("media_url"); media != "" {
		u, err := url.Parse(media)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || len(media) > 500 {
			return "", errMedia
		}
		said = strings.TrimSpace(said + "\n" + media)
	}
	if n := utf8.RuneCountInString(said); n < 4 || n > 4000 {
		return "", errWords
	}
	return said, nil
}

// who is the person: anonymous where nothing is said of them.
func who(r *http.Request) (casework.Who, error) {
	first, last := strings.TrimSpace(r.FormValue("first_name")), strings.TrimSpace(r.FormValue("last_name"))
	out := casework.Who{Name: strings.TrimSpace(first + " " + last), Phone: r.FormValue("phone"), Email: r.FormValue("email")}
	if strings.ContainsFunc(first+last, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		out.Name = last + first
	}
	if out == (casework.Who{}) {
		return casework.Who{Anonymous: true}, nil
	}
	if out.Name == "" {
		return out, errNameless
	}
	return out, nil
}

// station finds who takes care: the station that is named, or the nearest, or
// the only one.
func (d *door) station(r *http.Request, where string, at casework.Place) (string, error) {
	ctx := r.Context()
	if code := cmp.Or(r.FormValue("attribute["+stationCode+"]"), r.FormValue("address_id")); code != "" {
		return d.stationOf(ctx, where, code)
	}
	var found []station.PublicStation
	var err error
	if at.Lat != 0 || at.Lng != 0 {
		var page rpc.Page[station.PublicStation]
		page, err = anybody(ctx, d, station.FindStations, station.FindRequest{Area: where, Lat: at.Lat, Lng: at.Lng, Limit: 1})
		found = page.Items
	} else {
		found, err = d.stations(ctx, where)
	}
	if err == nil && (len(found) != 1 || closed(found[0])) {
		err = errWhichStation
	}
	if err != nil {
		return "", err
	}
	return found[0].ID, nil
}

// stationOf is the station of a public code within the jurisdiction.
func (d *door) stationOf(ctx context.Context, where, code string) (string, error) {
	if len(code) > 20 {
		return "", errStation
	}
	page, err := anybody(ctx, d, station.FindStations, station.FindRequest{Words: code, Limit: 1})
	if err != nil {
		return "", err
	}
	for _, s := range page.Items {
		if strings.EqualFold(s.Code, code) && d.within(where, s.Area) && !closed(s) {
			return s.ID, nil
		}
	}
	return "", errStation
}

// upload stores the photos in the name of whoever holds the key.
func upload(ctx context.Context, client *rpc.Client, r *http.Request) ([]string, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	files := append(r.MultipartForm.File["media"], r.MultipartForm.File["media[]"]...)
	if len(files) > maxMedia {
		return nil, errPhotos
	}
	var ids []string
	for i, header := range files {
		data, err := contents(header)
		if err != nil {
			return nil, errForm.Because(err)
		}
		p, err := rpc.Call(keyed(ctx, r, ".media"+strconv.Itoa(i)), client, casework.UploadPhoto, casework.UploadRequest{File: rpc.File{Name: header.Filename, Data: data}})
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

func contents(header *multipart.FileHeader) ([]byte, error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

var (
	errForm = fault.Invalid("open311.form", "表单无法读取，请按 application/x-www-form-urlencoded 或 multipart/form-data 以 UTF-8 提交",
		"The form cannot be read; send application/x-www-form-urlencoded or multipart/form-data in UTF-8")
	errKey       = fault.Denied("open311.key", "缺少 api_key，请在账号页面创建访问令牌", "Missing api_key: make an access token on your account's page")
	errNoService = fault.Invalid("open311.no_service", "缺少 service_code，请从 services 列表中选择", "service_code was not provided; choose one of the service list")
	errPlace     = fault.Invalid("open311.place", "缺少地点：请填写 lat 和 long，或 address_string，或 address_id", "A location was not provided: send lat and long, or address_string, or address_id")
	errPoint     = fault.Invalid("open311.point", "lat 和 long 须同时填写，且为有效的经纬度（WGS84）", "lat and long go together and are degrees (WGS84)")
	errMedia     = fault.Invalid("open311.media", "media_url 须为 http 或 https 网址，不超过 500 字", "media_url is an http or https address of 500 characters at most")
	errPhotos    = fault.Invalid("open311.photos", "最多上传 6 张照片", "Send 6 photos at most")
	errWords     = fault.Invalid("open311.words", "description 须为 4 到 4000 字，请补充或缩短", "description takes 4 to 4,000 characters")
	errNameless  = fault.Invalid("open311.name", "留了联系方式的请填写 first_name 和 last_name，或全部不填（匿名）",
		"With contact data send first_name and last_name, or send none of them (anonymous)")
	errStation      = fault.NotFound("open311.station", "该 jurisdiction_id 内没有这个联络站代码，请从服务定义的 station 选项中选择", "There is no such station in the jurisdiction; choose a value of the service definition's station")
	errWhichStation = fault.Invalid("open311.which_station", "无法判断由哪个联络站受理，请填写 attribute[station]（见服务定义）", "It is not clear which station takes care: send attribute[station] (see the service definition)")
)
