package rpc

import (
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"lianluo/pkg/fault"
)

// Required is what is said of a field that was left empty. Pages, which know what
// the field is called there, say it in their own words.
var Required = fault.Text{ZH: "请填写", EN: "must be given"}

// sentences word the tags that need no more than their parameter (%s).
var sentences = map[string]fault.Text{
	"email":    {ZH: "应为邮箱地址，如 name@example.cn", EN: "must be a mail address such as name@example.cn"},
	"url":      {ZH: "应为完整网址，如 https://example.cn/", EN: "must be a full address such as https://example.cn/"},
	"http_url": {ZH: "应为完整网址，如 https://example.cn/", EN: "must be a full address such as https://example.cn/"},
	"oneof":    {ZH: "只能是以下之一：%s", EN: "must be one of: %s"},
	"datetime": {ZH: "日期格式应如 %s", EN: "must be a date written like %s"},
	"unique":   {ZH: "有重复项，请去掉重复的", EN: "contains the same entry twice; remove one"},
	"numeric":  {ZH: "只能填数字", EN: "must have digits only"},
	"number":   {ZH: "只能填数字", EN: "must have digits only"},
	"alphanum": {ZH: "只能填字母和数字", EN: "must have letters and digits only"},
	"gtfield":  {ZH: "必须晚于或大于“%s”", EN: "must be after, or more than, %s"},
	"gtefield": {ZH: "不能早于或小于“%s”", EN: "must not be before, or less than, %s"},
	"eqfield":  {ZH: "必须与“%s”一致", EN: "must be the same as %s"},
	"nefield":  {ZH: "不能与“%s”相同", EN: "must differ from %s"},
	"area":     {ZH: "应为行政区划代码：2、4、6、9或12位数字，末尾不补零", EN: "must be a division code: 2, 4, 6, 9 or 12 digits without padding zeros"},
	"phone":    {ZH: "应为手机号码，或带区号的固定电话，如 0745-5222222", EN: "must be a mobile number, or a fixed one with its area code such as 0745-5222222"},
	"cnid":     {ZH: "身份证号码不正确，请逐位核对（18位，末位可为大写 X）", EN: "is not a valid identity number; check each of its 18 characters"},
	"reason":   {ZH: "请用一句话说明理由（2到500个字）", EN: "must say why in a sentence (2 to 500 characters)"},
	"excluded": {ZH: "此时不应填写", EN: "must be left empty here"},
}

// bounds word the tags whose meaning depends on the kind of value: text, list or
// number.
var bounds = map[string][3]fault.Text{
	"min": {{ZH: "至少 %s 个字", EN: "must have at least %s characters"}, {ZH: "至少 %s 项", EN: "must have at least %s entries"}, {ZH: "不能小于 %s", EN: "must be at least %s"}},
	"max": {{ZH: "最多 %s 个字，请缩短", EN: "must have at most %s characters; shorten it"}, {ZH: "最多 %s 项，请减少", EN: "must have at most %s entries; remove some"}, {ZH: "不能大于 %s", EN: "must be at most %s"}},
	"len": {{ZH: "应正好 %s 个字", EN: "must have exactly %s characters"}, {ZH: "应正好 %s 项", EN: "must have exactly %s entries"}, {ZH: "应为 %s", EN: "must be %s"}},
	"gt":  {{ZH: "应多于 %s 个字", EN: "must have more than %s characters"}, {ZH: "应多于 %s 项", EN: "must have more than %s entries"}, {ZH: "应大于 %s", EN: "must be more than %s"}},
	"lt":  {{ZH: "应少于 %s 个字", EN: "must have fewer than %s characters"}, {ZH: "应少于 %s 项", EN: "must have fewer than %s entries"}, {ZH: "应小于 %s", EN: "must be less than %s"}},
}

var sameBound = map[string]string{"gte": "min", "lte": "max"}

// sayTag words a failed tag.
func sayTag(fe validator.FieldError) fault.Text {
	tag := fe.Tag()
	if strings.HasPrefix(tag, "required") {
		return Required
	}
	if strings.HasPrefix(tag, "excluded") {
		tag = "excluded"
	}
	if same, ok := sameBound[tag]; ok {
		tag = same
	}
	param := fe.Param()
	if tag == "oneof" {
		param = strings.ReplaceAll(param, " ", ", ")
	}
	if by, ok := bounds[tag]; ok {
		return fill(by[boundOf(fe.Kind())], param)
	}
	if say, ok := sentences[tag]; ok {
		return fill(say, param)
	}
	return *sayType(nil)
}

func boundOf(k reflect.Kind) int {
	switch k {
	case reflect.String:
		return 0
	case reflect.Slice, reflect.Map, reflect.Array:
		return 1
	}
	return 2
}

func fill(say fault.Text, param string) fault.Text {
	return fault.Text{ZH: strings.ReplaceAll(say.ZH, "%s", param), EN: strings.ReplaceAll(say.EN, "%s", param)}
}
