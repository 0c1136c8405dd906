package authz

import "errors"

var (
	errNoPolicy = errors.New("authz: no policy known yet")
	errNoKey    = errors.New("authz: no signing key known yet")
)
