module lianluo/pkg

go 1.26.0
