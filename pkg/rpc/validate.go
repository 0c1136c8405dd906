package rpc

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"

	"lianluo/pkg/fault"
)

// embedded marks the names of embedded structs, which are no part of the path
// that a caller knows.
const embedded = "~"

var validate = newValidator()

// newValidator knows the tags of go-playground/validator and, besides:
// area (a division code's form), phone (a mainland mobile or fixed number), cnid
// (a resident identity number with its check digit), reason (a sentence that a
// person wrote, 2 to 500 characters).
func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(wireName)
	for tag, ok := range map[string]func(string) bool{
		"area": areaForm.MatchString, "phone": phoneForm.MatchString, "cnid": isIdentityNumber, "reason": isReason,
	} {
		if err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return ok(f.Field().String()) }); err != nil {
			panic(err)
		}
	}
	return v
}

var (
	areaForm  = regexp.MustCompile(`^[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$`)
	phoneForm = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})$`)
	idForm    = regexp.MustCompile(`^[1-9]\d{16}[\dX]$`)
)

// PatternOf is the regular expression behind one of the validate tags area,
// phone and cnid, for documents; "" for any other tag.
func PatternOf(tag string) string {
	form, ok := map[string]*regexp.Regexp{"area": areaForm, "phone": phoneForm, "cnid": idForm}[tag]
	if !ok {
		return ""
	}
	return form.String()
}

// isIdentityNumber checks form and check digit (GB 11643).
func isIdentityNumber(s string) bool {
	if !idForm.MatchString(s) {
		return false
	}
	sum, weight := 0, 1
	for i := 17; i >= 0; i-- {
		digit := int(s[i] - '0')
		if s[i] == 'X' {
			digit = 10
		}
		sum += digit * weight
		weight = weight * 2 % 11
	}
	return sum%11 == 1
}

func isReason(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	return letters >= 2 && len([]rune(s)) <= 500
}

func wireName(sf reflect.StructField) string {
	if sf.Anonymous && sf.Tag == "" {
		return embedded
	}
	for _, key := range []string{"path", "query", "file", "json"} {
		if name, _, _ := strings.Cut(sf.Tag.Get(key), ","); name != "" && name != "-" {
			return name
		}
	}
	return sf.Name
}

// Validate checks a value by its validate tags, as the chain does with every
// request. The fault is invalid and says for each field what to do.
func Validate(v any) error {
	err := validate.Struct(v)
	var all validator.ValidationErrors
	if err == nil {
		return nil
	}
	if !errors.As(err, &all) {
		return fault.Internal(err)
	}
	bad := errContent
	for _, fe := range all {
		bad = at(bad, fieldPath(fe.Namespace()), sayTag(fe))
	}
	return bad
}

// fieldPath turns "Request.~.items[0].name" into "items.0.name".
func fieldPath(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	path = strings.ReplaceAll(path, embedded+".", "")
	return strings.NewReplacer("[", ".", "]", "").Replace(path)
}
