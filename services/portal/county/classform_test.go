package county_test

import (
	"encoding/json"
	"lianluo/services/portal/portaltest"
	"net/url"
	"testing"

	"lianluo/api/casework"
	"lianluo/services/portal/cases"
)

const classForm = "/county/rules/casework?area=" + here

func TestClassesOfTriageAreChangedLineByLine(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/rules/casework")
	portaltest.Says(t, page, "研判分类", "清空一行的两个名称即停用该类", "系统默认", "辰溪县，3月1日 周日起，刘建国设定")
	page = portaltest.Does(t, b, "/county/rules/casework", classForm, url.Values{"class.0.zh": {"镇里办"}, "class.0.ends": {"explained"}, "class.2.zh": {"村民自治事项"},
		"class.2.en": {"Village matters"}, "class.2.level": {"station"}, "reason": {"县人大常委会决定"}})
	portaltest.Says(t, page, "已提交")
	var set map[string][]cases.Class
	if err := json.Unmarshal(h.proposed["casework"][0].Values, &set); err != nil {
		t.Fatal(err)
	}
	portaltest.Expect(t, "only the classes", len(set), 1)
	portaltest.Expect(t, "classes", len(set["classes"]), 3)
	portaltest.Expect(t, "a new name keeps the code", set["classes"][0], cases.Class{Code: "township_ordinary", ZH: "镇里办", EN: "Township, ordinary", Level: "township", Ends: "explained"})
	portaltest.Expect(t, "a new class", set["classes"][2], cases.Class{Code: "村民自治事项", ZH: "村民自治事项", EN: "Village matters", Level: "station"})
}

func TestAClassIsDroppedByClearingItsNames(t *testing.T) {
	h, b := start(t)
	portaltest.Does(t, b, "/county/rules/casework", classForm, url.Values{"class.1.zh": {""}, "class.1.en": {""}, "reason": {"不再使用"}})
	portaltest.Expect(t, "values", string(h.proposed["casework"][0].Values), `{"classes":[{"code":"township_ordinary","zh":"乡镇一般事项","en":"Township, ordinary","level":"township"}]}`)
}

func TestClassesThatMakeNoSenseComeBackInWords(t *testing.T) {
	h, b := start(t)
	for want, values := range map[string]url.Values{
		"第 1 类还没有英文名称": {"class.0.en": {""}}, "第 3 类还没有中文名称": {"class.2.en": {"Village matters"}},
		"“不予受理”与前面的分类重名": {"class.0.zh": {"不予受理"}}, "请选择“乡镇一般事项”由哪一级决定": {"class.0.level": {"moon"}},
		"至少要保留一类交承办单位办理": {"class.0.ends": {"rejected"}},
	} {
		values.Set("reason", "试行")
		page := refused(t, b, "/county/rules/casework", classForm, values)
		portaltest.Says(t, page, want)
		for name := range values {
			if name != "class.0.level" { // a choice that there is none of
				portaltest.Expect(t, "typed "+name, page.Form(t, classForm).Get(name), values.Get(name))
			}
		}
	}
	portaltest.Expect(t, "set", len(h.proposed["casework"]), 0)
}

func TestTriageOffersTheClassesInForce(t *testing.T) {
	h, b := start(t)
	h.cases["c6"].Next = []string{casework.TriageCase.Name}
	page := b.Get("/county/cases/c6")
	portaltest.Says(t, page, "乡镇一般事项 乡镇职责内，交承办单位办理", "不予受理 诉讼、复议、仲裁等事项")
	silent(t, page, "列为监督议题")
}
