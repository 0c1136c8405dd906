package script

import "strings"

// Unit names a handling unit: the n-th of the county, or of every township.
type Unit struct {
	County bool
	N      int
}

// Office is a handling unit and the categories it answers for.
type Office struct {
	Name   string
	Duties []string
}

// CountyOffices are the county's handling units, by the prefixes of casework's
// categories.
var CountyOffices = []Office{
	{"交通运输局", []string{"01"}}, {"水利局", []string{"02"}}, {"供电公司", []string{"03"}}, {"生态环境局", []string{"04"}},
	{"教育局", []string{"05"}}, {"卫生健康局", []string{"06"}}, {"民政局", []string{"07", "0801", "0802"}},
	{"人力资源和社会保障局", []string{"08", "0702"}}, {"农业农村局", []string{"09"}}, {"住房和城乡建设局", []string{"10"}},
	{"自然资源局", []string{"11"}}, {"公安局", []string{"12", "0106"}}, {"林业局", []string{"0905"}}, {"应急管理局", []string{"1104", "1203"}},
}

// TownshipOffices are the handling units of every township.
var TownshipOffices = []Office{
	{"社会事务综合服务中心", []string{"05", "06", "07", "08"}},
	{"农业综合服务中心", []string{"02", "09", "11"}},
	{"自然资源和生态环境办公室", []string{"01", "03", "04", "10"}},
	{"社会治安和应急管理办公室", []string{"12"}},
}

// Answering is the office with the narrowest duty that covers a category.
func Answering(offices []Office, category string) int {
	best, length := 0, 0
	for i, o := range offices {
		for _, duty := range o.Duties {
			if strings.HasPrefix(category, duty) && len(duty) > length {
				best, length = i, len(duty)
			}
		}
	}
	return best
}

func countyUnit(category string) Unit {
	return Unit{County: true, N: Answering(CountyOffices, category)}
}
func townshipUnit(category string) Unit { return Unit{N: Answering(TownshipOffices, category)} }
