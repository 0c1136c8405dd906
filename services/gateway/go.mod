module lianluo/services/gateway

go 1.26.0

require (
	lianluo/api v0.0.0
	lianluo/pkg v0.0.0
)

require golang.org/x/time v0.16.0 // indirect

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
)
