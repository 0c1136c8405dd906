package area

import "strings"

// Kind says what sort of division it is within its level. Its text form is the
// English word below ("street").
type Kind uint8

// The kinds. A Placeholder is a line that only the statistics need to keep
// their columns (市辖区, 省直辖县级行政区划, 东莞市 once more as a county): it stands
// in the tree, has no congress and is left out of paths and searches. A Zone is
// a development zone, management area or island group at county level, a
// MergedUnit the same at township level.
const (
	KindUnknown Kind = iota
	KindCountry
	KindProvince
	KindAutonomousRegion
	KindMunicipality
	KindSpecialRegion
	KindPrefectureCity
	KindAutonomousPrefecture
	KindPrefecture
	KindLeague
	KindDistrict
	KindCounty
	KindCountyCity
	KindAutonomousCounty
	KindBanner
	KindZone
	KindStreet
	KindTown
	KindTownship
	KindMergedUnit
	KindCommunity
	KindVillage
	KindPlaceholder
)

var kindNames = [...]string{
	"unknown", "country", "province", "autonomous_region", "municipality", "special_region",
	"prefecture_city", "autonomous_prefecture", "prefecture", "league", "district", "county",
	"county_city", "autonomous_county", "banner", "zone", "street", "town", "township",
	"merged_unit", "community", "village", "placeholder",
}

// String gives the English word.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[KindUnknown]
}

// MarshalText writes the English word.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the English word. It fails with invalid on any other.
func (k *Kind) UnmarshalText(text []byte) error {
	i, err := indexOf(kindNames[:], string(text))
	*k = Kind(i)
	return err
}

// hasCongress holds the levels of the Organic Law of Local Congresses, article 7.
// Prefectures (地区), leagues (盟), streets and zones have only organs of the
// congress above them.
func (k Kind) hasCongress() bool {
	switch k {
	case KindPrefecture, KindLeague, KindZone, KindStreet, KindMergedUnit, KindSpecialRegion,
		KindCommunity, KindVillage, KindPlaceholder, KindUnknown:
		return false
	}
	return true
}

type ending struct {
	suffix string
	kind   Kind
}

// endings are tried in order; the empty one catches the rest.
var (
	provinceEndings = []ending{{"特别行政区", KindSpecialRegion}, {"自治区", KindAutonomousRegion},
		{"市", KindMunicipality}, {"", KindProvince}}
	cityEndings = []ending{{"直辖县级行政区划", KindPlaceholder}, {"自治州", KindAutonomousPrefecture},
		{"地区", KindPrefecture}, {"盟", KindLeague}, {"", KindPrefectureCity}}
	countyEndings = []ending{{"自治县", KindAutonomousCounty}, {"县", KindCounty}, {"旗", KindBanner},
		{"市", KindCountyCity}, {"林区", KindCounty}, {"特区", KindCounty}, {"区", KindDistrict}, {"", KindZone}}
)

func byEnding(name string, endings []ending) Kind {
	for _, e := range endings {
		if strings.HasSuffix(name, e.suffix) {
			return e.kind
		}
	}
	return KindUnknown
}

// kindOf derives the kind from what the code and the names say.
func kindOf(code Code, name, parentName string) Kind {
	switch code.Level() {
	case LevelCountry:
		return KindCountry
	case LevelProvince:
		return byEnding(name, provinceEndings)
	case LevelCity:
		if name == "市辖区" || name == "县" {
			return KindPlaceholder
		}
		return byEnding(name, cityEndings)
	case LevelCounty:
		return countyKind(code, name, parentName)
	case LevelTownship:
		return townshipKind(code, name)
	case LevelVillage:
		return villageKind(code)
	}
	return KindUnknown
}

func countyKind(code Code, name, parentName string) Kind {
	if name == parentName { // a city without counties, repeated one level down
		return KindPlaceholder
	}
	if code[4] == '6' || code[4] == '7' { // the ranges that statistics give to zones
		return KindZone
	}
	return byEnding(name, countyEndings)
}

func townshipKind(code Code, name string) Kind {
	if strings.HasSuffix(name, "直辖村级区划") {
		return KindPlaceholder
	}
	switch code[6] {
	case '0':
		return KindStreet
	case '1':
		return KindTown
	case '2', '3':
		return KindTownship
	}
	return KindMergedUnit
}

func villageKind(code Code) Kind {
	switch code[9] {
	case '0', '1':
		return KindCommunity
	case '2', '3':
		return KindVillage
	}
	return KindMergedUnit
}
