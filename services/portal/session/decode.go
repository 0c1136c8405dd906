package session

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/fault"
	"lianluo/services/portal/ui"
)

// Decode fills an operation's request from the path, the query and the submitted
// form by the names that it has on the wire: "who.phone" for nested values, one
// value per entry for lists, "true" for a ticked box, dates and times in the
// portal's zone. Spaces around values are dropped. It fails with invalid, naming
// the field, for what is no number or no date; whether values are allowed the
// operation says itself.
func Decode[Req any](r *http.Request) (Req, error) {
	var req Req
	d := decoder{r: r}
	d.fill(reflect.ValueOf(&req).Elem(), "")
	if d.bad != nil {
		return req, d.bad
	}
	return req, nil
}

// Value is a submitted value without the spaces around it.
func Value(r *http.Request, name string) string { return strings.TrimSpace(r.FormValue(name)) }

type decoder struct {
	r   *http.Request
	bad *fault.Error
}

var timeType = reflect.TypeFor[time.Time]()

func (d *decoder) fill(v reflect.Value, prefix string) {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		switch {
		case sf.Anonymous && sf.Type.Kind() == reflect.Struct:
			d.fill(v.Field(i), prefix)
		case !sf.IsExported():
		case sf.Tag.Get("path") != "":
			d.set(v.Field(i), prefix, []string{d.r.PathValue(sf.Tag.Get("path"))})
		default:
			d.named(v.Field(i), prefix+wireName(sf))
		}
	}
}

func wireName(sf reflect.StructField) string {
	for _, key := range []string{"query", "json"} {
		if name, _, _ := strings.Cut(sf.Tag.Get(key), ","); name != "" {
			return name
		}
	}
	return sf.Name
}

func (d *decoder) named(v reflect.Value, name string) {
	if v.Kind() == reflect.Struct && v.Type() != timeType {
		d.fill(v, name+".")
		return
	}
	_ = d.r.FormValue(name) // parses the form
	if texts := d.r.Form[name]; len(texts) > 0 {
		d.set(v, name, texts)
	}
}

func (d *decoder) set(v reflect.Value, name string, texts []string) {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String {
		for _, text := range texts {
			if text = strings.TrimSpace(text); text != "" {
				v.Set(reflect.Append(v, reflect.ValueOf(text).Convert(v.Type().Elem())))
			}
		}
		return
	}
	text := strings.TrimSpace(texts[len(texts)-1])
	if text == "" {
		return
	}
	if key := setOne(v, text); key != "" {
		d.mend(name, key)
	}
}

// setOne gives the key of what is wrong with the text.
func setOne(v reflect.Value, text string) string {
	if v.Kind() == reflect.Pointer { // nothing is not the same as 0
		v.Set(reflect.New(v.Type().Elem()))
		return setOne(v.Elem(), text)
	}
	var err error
	switch {
	case v.Type() == timeType:
		var at time.Time
		at, err = parseTime(text)
		v.Set(reflect.ValueOf(at))
		if err != nil {
			return "session.form-date"
		}
	case v.Kind() == reflect.String:
		v.SetString(strings.ReplaceAll(text, "\r\n", "\n"))
	case v.Kind() == reflect.Bool:
		v.SetBool(text == "true" || text == "on" || text == "1")
	case v.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
	case v.CanFloat():
		var n float64
		n, err = strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(n)
	}
	if err != nil {
		return "session.form-number"
	}
	return ""
}

// parseTime reads what date and time fields send.
func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01"} {
		if at, err := time.ParseInLocation(layout, text, ui.Zone); err == nil {
			return at, nil
		}
	}
	return time.Parse(time.RFC3339, text)
}

func (d *decoder) mend(name, key string) {
	one := Mend(d.r.Context(), name, key)
	if d.bad == nil {
		d.bad = one
		return
	}
	d.bad = d.bad.At(name, one.Fields[0].Text.ZH, one.Fields[0].Text.EN)
}
