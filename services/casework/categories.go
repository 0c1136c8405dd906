package casework

import (
	"context"
	_ "embed"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// categoriesTSV is the category tree: code, Chinese, English, words that hint at
// it. A code begins with its parent's, so that a duty for a parent covers it.
//
//go:embed categories.tsv
var categoriesTSV string

// category is one node with the words that hint at it.
type category struct {
	casework.Category
	hints []string
}

var categoryTree, categoryByCode = readCategories(categoriesTSV)

func readCategories(tsv string) ([]category, map[string]category) {
	var all []category
	byCode := map[string]category{}
	for line := range strings.Lines(tsv) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		c := category{Category: casework.Category{Code: f[0], Parent: f[0][:len(f[0])-2], Name: f[1], NameEN: f[2]}}
		if len(f) > 3 && f[3] != "" {
			c.hints = strings.Split(f[3], " ")
		}
		all = append(all, c)
		byCode[c.Code] = c
	}
	return all, byCode
}

// Categories serves casework.Categories.
func (s *Service) Categories(context.Context, rpc.None) (rpc.Page[casework.Category], error) {
	out := rpc.Page[casework.Category]{}
	for _, c := range categoryTree {
		out.Items = append(out.Items, c.Category)
	}
	return out, nil
}

func known(code string) bool {
	_, ok := categoryByCode[code]
	return ok
}

func categoryName(code string) fault.Text {
	c := categoryByCode[code]
	return fault.Text{ZH: either(c.Name, code), EN: either(c.NameEN, code)}
}

// suggestCategory is the category whose hints occur most in the text, the longer
// hint and the narrower category counting more; "" where none does.
func suggestCategory(text string) string {
	best, most := "", 0
	for _, c := range categoryTree {
		score := 0
		for _, hint := range c.hints {
			if n := strings.Count(text, hint); n > 0 {
				score += min(n, 3) * len(hint)
			}
		}
		if score > most {
			best, most = c.Code, score
		}
	}
	return best
}
