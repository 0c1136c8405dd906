package rules

import (
	"reflect"
	"slices"
	"strings"

	"lianluo/pkg/fault"
)

// oneOf are the words that a rule takes, where its tag names them: `oneof:"a b"`.
func oneOf(f reflect.StructField) []string { return strings.Fields(f.Tag.Get("oneof")) }

// spelled refuses a word that is none of those that its rule takes.
func spelled(values any) error {
	v := reflect.ValueOf(values)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		words := oneOf(f)
		if len(words) == 0 || slices.Contains(words, v.Field(i).String()) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		takes := strings.Join(words, ", ")
		return fault.Invalid("rules.values", "规则 %[1]s 只能是以下之一：%[2]s。请重新选择。",
			"Rule %[1]s takes one of: %[2]s. Choose one of them.", name, takes).At(name, "只能是："+takes, "one of: "+takes)
	}
	return nil
}
