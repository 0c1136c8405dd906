// Package area is the tree of the country's administrative divisions, from
// province to township (villages can be loaded), with dated changes. Permission
// in Lianluo is "ancestor or self" on this tree.
//
// The tree's parents decide, never the digits: 东莞, 中山 and 儋州 have their
// townships right under the city, some counties have no real prefecture, and a
// merged division goes on under its successor.
package area

import (
	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

// Code is a division code: 2 digits for a province, 4 for a prefecture-level
// city, 6 for a county, 9 for a township, 12 for a village; no padding with
// zeros. It is an attribute of things, never their key: codes change every year.
// One that comes from outside may be anything: Level tells whether it has the
// form of a code, Tree.Get whether the division exists.
type Code string

// Country is the root of the tree, above the provinces.
const Country Code = "0"

func badCode(s string) error {
	return fault.Invalid("area.code",
		"行政区划代码“%s”格式不对：应为2、4、6、9或12位数字，末尾不补零，请核对后重填。",
		"%q is not a division code: give 2, 4, 6, 9 or 12 digits without padding zeros.", words.Clip(s))
}

// Level of the code by its form; LevelNone when it is not a code.
func (c Code) Level() Level {
	if c == Country {
		return LevelCountry
	}
	if !c.digits() || c[0] == '0' {
		return LevelNone
	}
	return levelByLength[len(c)]
}

func (c Code) digits() bool {
	if len(c) == 0 || len(c) > 12 {
		return false
	}
	for i := range len(c) {
		if c[i] < '0' || c[i] > '9' {
			return false
		}
	}
	return true
}

// byDigits is the parent that the digits alone suggest. Only the embedded file
// and new villages use it, where it has been checked to be the real one.
func (c Code) byDigits() Code {
	switch len(c) {
	case 12:
		return c[:9]
	case 9:
		return c[:6]
	case 6:
		return c[:4]
	case 4:
		return c[:2]
	}
	return Country
}
