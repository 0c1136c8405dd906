package ballot

import (
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
)

// FitsPlace refuses a method in a division where it cannot be: streets and zones
// have no congress and can only recommend (ballot.street), a congress decides
// and does not recommend (ballot.congress). A division that is unknown or abolished,
// or neither (a village, a prefecture without a congress), is ballot.division.
func (m Method) FitsPlace(tree *area.Tree, code area.Code) error {
	name := tree.Path(code)
	switch {
	case !tree.Active(code), !tree.HasCongress(code) && code.Level() != area.LevelTownship:
		return errDivision
	case m.Decides() && !tree.HasCongress(code):
		return errStreet(name)
	case !m.Decides() && tree.HasCongress(code):
		return errCongress(name)
	}
	return nil
}

var errDivision = fault.Invalid("ballot.division", "这里不组织票决：区划不存在、已撤并，或这一级没有人民代表大会。请选择现有的乡镇、街道、县（市、区）或以上区划。",
	"No ballot is held there: there is no such division any more, or it is of a level without a congress. Choose a township, street, county or higher division of today.").At("division", "请重新选择", "choose again")

func errStreet(name string) error {
	return fault.Invalid("ballot.street", "%[1]s不设人民代表大会，不能票决。请改用“票选推荐”：由街道议事组织或辖区代表投票推荐，结果供上级参考。",
		"%[1]s has no people's congress and cannot decide by ballot. Choose “recommendation” instead: its council or deputies vote, and the result is advice to the level above.", name).
		At("method", "请改用票选推荐（recommendation）", "choose recommendation")
}

func errCongress(name string) error {
	return fault.Invalid("ballot.congress", "%[1]s设有人民代表大会，应当票决而不是推荐。请选择差额票决等办法。",
		"%[1]s has a people's congress, which decides and does not recommend. Choose one of the deciding methods.", name).
		At("method", "请选择票决办法", "choose a deciding method")
}
