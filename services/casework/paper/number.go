package paper

import (
	"fmt"
	"strings"

	"lianluo/pkg/area"
)

// Number is a paper's number (发文字号), for instance 辰人联交〔2026〕12号: the
// office's sign, the kind's, the year and the serial within them.
func Number(sign string, k Kind, year, serial int) string {
	return fmt.Sprintf("%s%s〔%d〕%d号", sign, k.Sign, year, serial)
}

// Draft is the number of a paper that is not issued.
func Draft(sign string, k Kind, year int) string {
	return fmt.Sprintf("%s%s〔%d〕　号", sign, k.Sign, year)
}

// Sign proposes an office's sign: the county's first character, for offices below
// the township's name without its kind, and 人联.
func Sign(tree *area.Tree, code string) string {
	var county, town string
	for _, c := range tree.Ancestors(area.Code(code)) {
		d, ok := tree.Get(c)
		if !ok {
			continue
		}
		if c.Level().String() == "township" {
			town = bare(d.Name)
		} else {
			county = d.Name
		}
	}
	if r := []rune(county); len(r) > 0 {
		county = string(r[:1])
	}
	if strings.HasPrefix(town, county) { // 辰阳 is in 辰溪: once is enough
		county = ""
	}
	return county + town + "人联"
}

// bare is a township's name without what kind it is.
func bare(name string) string {
	for _, end := range []string{"街道办事处", "民族乡", "街道", "苏木", "镇", "乡"} {
		if short, ok := strings.CutSuffix(name, end); ok && len([]rune(short)) > 1 {
			return short
		}
	}
	return name
}

// OfficeName is what the deputies' office of a division is called: a street has
// no congress, but an organ of the county's.
func OfficeName(tree *area.Tree, code string) string {
	full := ""
	for _, c := range tree.Ancestors(area.Code(code)) {
		d, ok := tree.Get(c)
		if !ok {
			continue
		}
		if level := c.Level().String(); level == "county" || level == "township" || string(c) == code {
			full += d.Name
		}
	}
	switch {
	case area.Code(code).Level().String() != "township":
		return full + "人大常委会代表工作委员会"
	case tree.HasCongress(area.Code(code)):
		return full + "人大主席团"
	}
	return strings.TrimSuffix(full, "办事处") + "人大工委"
}

// Government is whom a township-wide matter is reported to, and above the
// township the standing committee.
func Government(tree *area.Tree, code, level string) string {
	name := strings.TrimSuffix(OfficeName(tree, code), "代表工作委员会")
	if level != "township" && level != "station" {
		return name
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, "人大主席团"), "人大工委")
	if tree.HasCongress(area.Code(code)) {
		return name + "人民政府"
	}
	return name + "办事处"
}
