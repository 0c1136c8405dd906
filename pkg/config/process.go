package config

// Process is what every process of the product is told, whichever services it
// runs. Embed it at the top of the program's configuration.
type Process struct {
	Data   string   `yaml:"data" default:"./data" validate:"required" doc:"directory of everything that is kept; one process at a time may use it"`
	Addr   string   `yaml:"addr" default:"127.0.0.1:8080" validate:"address" doc:"address to serve on; beyond loopback it needs TLS or a named trusted proxy"`
	Target []string `yaml:"target" default:"all" validate:"min=1,dive,required" doc:"what to run: all, broker, or names of services"`
	Demo   bool     `yaml:"demo" doc:"load the demonstration, once, into an empty data directory"`
	Clock  string   `yaml:"clock" default:"system" validate:"oneof=system virtual" doc:"system time, or a virtual clock on an empty data directory, for replays"`
}
