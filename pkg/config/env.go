package config

import "errors"

// applyEnv sets what the environment gives. A variable that is empty counts as
// not given, as it does in compose files and charts.
func applyEnv(env func(string) (string, bool), fields []*field) error {
	var errs []error
	for _, f := range fields {
		if text, ok := env(f.env()); ok && text != "" {
			errs = append(errs, f.set(fromEnv, f.env(), text))
		}
		if !f.secret {
			continue
		}
		twin := envName(f.path + fileSuffix)
		if path, ok := env(twin); ok && path != "" {
			errs = append(errs, f.setFrom(fromEnv, twin, path))
		}
	}
	return errors.Join(errs...)
}
