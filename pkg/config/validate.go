package config

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strconv"

	"github.com/go-playground/validator/v10"
)

// Validator is a configuration, or a part of one, with rules that tags cannot
// say, such as two settings that exclude each other.
type Validator interface {
	// Validate tells what is wrong and what to set instead.
	Validate() error
}

// validate checks the tags of all fields and the Validate methods of config
// and its parts, and reports everything wrong at once.
func validate(config any, fields []*field) error {
	var errs []error
	checks := rules()
	for _, f := range fields {
		if f.rules == "" {
			continue
		}
		var wrong validator.ValidationErrors
		if err := checks.Var(f.value.Interface(), f.rules); errors.As(err, &wrong) {
			errs = append(errs, f.complain(wrong[0].Tag(), wrong[0].Param()))
		}
	}
	for _, err := range validateParts(reflect.ValueOf(config).Elem()) {
		// An embedded part's method is its holder's method too.
		if !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// rules are the validator's, and `address`: HOST:PORT, where the host may be
// empty or IPv6 and port 0 asks for any free one.
func rules() *validator.Validate {
	checks := validator.New(validator.WithRequiredStructEnabled())
	err := checks.RegisterValidation("address", func(level validator.FieldLevel) bool {
		_, port, err := net.SplitHostPort(level.Field().String())
		if err != nil {
			return false
		}
		_, err = strconv.ParseUint(port, 10, 16)
		return err == nil
	})
	if err != nil {
		panic(err) // the rule's name or function is empty
	}
	return checks
}

func validateParts(part reflect.Value) []error {
	var errs []error
	for i := range part.NumField() {
		member := part.Field(i)
		if part.Type().Field(i).IsExported() && member.Kind() == reflect.Struct && !isText(member) {
			errs = append(errs, validateParts(member)...)
		}
	}
	if v, ok := part.Addr().Interface().(Validator); ok {
		if err := v.Validate(); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// complain says which rule a value breaks and where to set it.
func (f *field) complain(rule, param string) error {
	return fmt.Errorf("%s (%s): %q %s: set -%s or %s", f.path, f.source, textOf(f.value), demand(rule, param), f.flags[0], f.env())
}

// demand puts a rule of the validator into words.
func demand(rule, param string) string {
	switch rule {
	case "required":
		return "must not be empty"
	case "oneof":
		return "must be one of: " + param
	case "address", "hostname_port":
		return "must be HOST:PORT"
	case "url", "http_url":
		return "must be a URL"
	case "min", "gte":
		return "must be at least " + param
	case "max", "lte":
		return "must be at most " + param
	default:
		return fmt.Sprintf("must satisfy %s %s", rule, param)
	}
}
