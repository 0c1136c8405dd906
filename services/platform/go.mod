module lianluo/services/platform

go 1.26.0

require (
	lianluo/api v0.0.0
	lianluo/pkg v0.0.0
	lianluo/services/station v0.0.0
	lianluo/services/roster v0.0.0
	lianluo/services/casework v0.0.0
	lianluo/services/notification v0.0.0
	lianluo/services/insight v0.0.0
	lianluo/services/identity v0.0.0
	lianluo/services/gateway v0.0.0
	lianluo/services/portal v0.0.0
)

replace (
	lianluo/api => ../../api
	lianluo/pkg => ../../pkg
	lianluo/services/station => ../station
	lianluo/services/roster => ../roster
	lianluo/services/casework => ../casework
	lianluo/services/notification => ../notification
	lianluo/services/insight => ../insight
	lianluo/services/identity => ../identity
	lianluo/services/gateway => ../gateway
	lianluo/services/portal => ../portal
)
