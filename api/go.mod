module lianluo/api

go 1.26.0

require lianluo/pkg v0.0.0

replace lianluo/pkg => ../pkg
