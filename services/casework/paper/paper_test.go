package paper

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/docx"
)

func TestEveryBuiltInLayoutIsATemplateOfItsKind(t *testing.T) {
	signs := []string{}
	for _, k := range Kinds {
		tpl, err := docx.Parse(k.BuiltIn(), k.Known())
		if err != nil {
			t.Errorf("%s: %v", k.Code, err)
			continue
		}
		out, err := tpl.Fill(docx.Values{})
		if err != nil || bytes.Contains(out, []byte("{{")) {
			t.Errorf("%s: %v", k.Code, err)
		}
		if !bytes.Equal(k.BuiltIn(), k.BuiltIn()) || k.Name.ZH == "" || k.Name.EN == "" || slices.Contains(signs, k.Sign) {
			t.Errorf("%s: %+v", k.Code, k.Name)
		}
		signs = append(signs, k.Sign)
		for _, f := range k.Fields {
			if f.Hint.ZH == "" || f.Hint.EN == "" {
				t.Errorf("%s: %s is not explained", k.Code, f.Name)
			}
		}
	}
	if _, ok := Of("no such"); ok {
		t.Error("a kind that there is not")
	}
}

func TestNumbersAndNames(t *testing.T) {
	tree := area.Default()
	k, _ := Of(Handover)
	town := "431223106"
	if got := Sign(tree, "431223"); got != "辰人联" {
		t.Error(got)
	}
	if got := Number(Sign(tree, "431223"), k, 2026, 12); got != "辰人联交〔2026〕12号" {
		t.Error(got)
	}
	if got := Sign(tree, "431223100"); got != "辰阳人联" {
		t.Error(got)
	}
	if got := Sign(tree, town); !strings.HasPrefix(got, "辰") || !strings.HasSuffix(got, "人联") || len([]rune(got)) < 5 {
		t.Error(got)
	}
	if got := OfficeName(tree, "431223"); got != "辰溪县人大常委会代表工作委员会" {
		t.Error(got)
	}
	if got := OfficeName(tree, town); !strings.HasPrefix(got, "辰溪县") || !strings.HasSuffix(got, "人大主席团") {
		t.Error(got)
	}
	if got := Government(tree, town, "township"); !strings.HasSuffix(got, "人民政府") || strings.Contains(got, "主席团") {
		t.Error(got)
	}
	if got := Government(tree, "431223", "county"); got != "辰溪县人大常委会" {
		t.Error(got)
	}
	street := "310118001" // 上海青浦: a street has no congress of its own
	if got := OfficeName(tree, street); !strings.HasSuffix(got, "街道人大工委") {
		t.Error(got)
	}
	if got := Government(tree, street, "township"); !strings.HasSuffix(got, "街道办事处") {
		t.Error(got)
	}
}
