module lianluo/services/portal

go 1.26.0

require (
	github.com/a-h/templ v0.3.977
	gopkg.in/yaml.v3 v3.0.1
)

require (
	golang.org/x/net v0.60.0
	lianluo/api v0.0.0
	lianluo/pkg v0.0.0
	rsc.io/qr v0.2.0
)

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
)
