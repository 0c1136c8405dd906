package area

import (
	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

// Level says how deep in the tree a division stands. Its text form is the
// English word below ("township").
type Level uint8

// The levels; LevelNone is what an ill-formed code has.
const (
	LevelNone Level = iota
	LevelCountry
	LevelProvince
	LevelCity
	LevelCounty
	LevelTownship
	LevelVillage
)

var levelNames = [...]string{"none", "country", "province", "city", "county", "township", "village"}

var levelByLength = [13]Level{2: LevelProvince, 4: LevelCity, 6: LevelCounty, 9: LevelTownship, 12: LevelVillage}

// String gives the English word.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return levelNames[LevelNone]
}

// MarshalText writes the English word.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the English word. It fails with invalid on any other.
func (l *Level) UnmarshalText(text []byte) error {
	i, err := indexOf(levelNames[:], string(text))
	*l = Level(i)
	return err
}

func indexOf(names []string, text string) (int, error) {
	for i, name := range names {
		if name == text {
			return i, nil
		}
	}
	return 0, fault.Invalid("area.word", "不认识“%s”，请从给定的选项中选择。",
		"%q is not one of the known words; choose from the list.", words.Clip(text))
}
