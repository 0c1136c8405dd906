module lianluo/services/identity

go 1.26.0

require (
	golang.org/x/crypto v0.58.0
	golang.org/x/text v0.43.0
	lianluo/pkg v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
)
