module lianluo/services/platform

go 1.26.0

require (
	lianluo/api v0.0.0
	lianluo/pkg v0.0.0
	lianluo/services/casework v0.0.0
	lianluo/services/gateway v0.0.0
	lianluo/services/identity v0.0.0
	lianluo/services/insight v0.0.0
	lianluo/services/notification v0.0.0
	lianluo/services/portal v0.0.0
	lianluo/services/roster v0.0.0
	lianluo/services/station v0.0.0
)

require golang.org/x/sync v0.24.0 // indirect

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
	lianluo/services/casework => ../casework
	lianluo/services/gateway => ../gateway
	lianluo/services/identity => ../identity
	lianluo/services/insight => ../insight
	lianluo/services/notification => ../notification
	lianluo/services/portal => ../portal
	lianluo/services/roster => ../roster
	lianluo/services/station => ../station
)
