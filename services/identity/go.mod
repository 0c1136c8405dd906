module lianluo/services/identity

go 1.26.0

require (
	lianluo/api v0.0.0
	lianluo/pkg v0.0.0
)

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
)
