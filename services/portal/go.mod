module lianluo/services/portal

go 1.26.0

require (
	github.com/a-h/templ v0.3.977
	gopkg.in/yaml.v3 v3.0.1
)

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
)
