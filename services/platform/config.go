package platform

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/config"
	"lianluo/pkg/fault"
	"lianluo/pkg/observe"
)

// Config is everything that can be set. See `lianluo -h` and docs/operate.md.
type Config struct {
	config.Process

	BaseURL string `yaml:"base_url" validate:"omitempty,http_url" doc:"address under which people reach the portal, for links and QR codes; from -addr where empty"`
	Store   struct {
		Mongo  config.Secret `yaml:"mongo" doc:"MongoDB connection string (replica set); empty keeps data in -data"`
		Prefix string        `yaml:"prefix" default:"lianluo_" doc:"before the name of each service's MongoDB database"`
	} `yaml:"store"`
	Events struct {
		Brokers     []string      `yaml:"brokers" validate:"dive,address" doc:"Kafka brokers; empty: the embedded broker of this process"`
		Listen      string        `yaml:"listen" validate:"omitempty,address" doc:"loopback address of the embedded broker; a free port where empty, 127.0.0.1:9092 for -target=broker"`
		Partitions  int           `yaml:"partitions" default:"1" validate:"min=1,max=200" doc:"partitions of topics that are created"`
		Replication int           `yaml:"replication" default:"1" validate:"min=1,max=9" doc:"replicas of topics that are created"`
		Mechanism   string        `yaml:"mechanism" validate:"omitempty,oneof=plain scram-sha-256 scram-sha-512" doc:"SASL mechanism; with a password alone that of the embedded broker"`
		User        string        `yaml:"user" doc:"SASL user; with a password alone that of the embedded broker"`
		Password    config.Secret `yaml:"password" doc:"SASL password; -target=broker makes one in -data (secrets/events.key) on loopback"`
		TLS         bool          `yaml:"tls" doc:"speak TLS to the brokers"`
	} `yaml:"events"`
	Linger time.Duration     `yaml:"linger" validate:"min=0,max=5m" doc:"how long requests are still taken after the request to stop, until no proxy sends any here"`
	Peers  map[string]string `yaml:"peers" validate:"dive,http_url" doc:"where services of other processes are reached: NAME=URL"`
	TLS    struct {
		Cert    string   `yaml:"cert" doc:"certificate file (PEM)"`
		Key     string   `yaml:"key" doc:"key file (PEM)"`
		Proxies []string `yaml:"proxies" validate:"dive,cidr" doc:"networks of proxies that speak TLS for us and whose X-Forwarded-For is believed"`
	} `yaml:"tls"`
	Secrets struct {
		Internal config.Secret `yaml:"internal" doc:"shared by this system's services, at least 32 characters; made in -data on loopback"`
		Master   config.Secret `yaml:"master" doc:"encrypts personal data, at least 32 characters; made in -data on loopback"`
	} `yaml:"secrets"`
	Limits struct {
		PerSecond float64 `yaml:"per_second" default:"50" validate:"min=0" doc:"units a client gets back each second at the gateway (a page costs 1, a change 2, a guess 10); 0: no limit"`
		Burst     int     `yaml:"burst" default:"400" validate:"min=1" doc:"units a client has at once"`
	} `yaml:"limits"`
	Mail struct {
		Host     string        `yaml:"host" doc:"SMTP server; empty: no mail"`
		Port     int           `yaml:"port" default:"587" validate:"min=1,max=65535" doc:"SMTP port"`
		User     string        `yaml:"user" doc:"SMTP user"`
		Password config.Secret `yaml:"password" doc:"SMTP password"`
		From     string        `yaml:"from" validate:"omitempty,email" doc:"sender's address"`
		TLS      string        `yaml:"tls" default:"starttls" validate:"oneof=starttls tls none" doc:"how the connection is protected; none on loopback only"`
	} `yaml:"mail"`
	SMS struct {
		First  SMSProvider `yaml:"first"`
		Second SMSProvider `yaml:"second"`
	} `yaml:"sms"`
	WeChat   WeChat `yaml:"wechat"`
	Outbox   bool   `yaml:"outbox" doc:"catch mail and text messages on a page instead of sending them: for trials on this machine"`
	Webhooks struct {
		Loopback bool `yaml:"loopback" doc:"webhooks may go to this machine, without TLS too: for trials"`
	} `yaml:"webhooks"`
	Sessions struct {
		Idle     time.Duration `yaml:"idle" default:"30m" validate:"min=1m" doc:"a session ends when nothing happened for so long"`
		Absolute time.Duration `yaml:"absolute" default:"12h" validate:"min=1m" doc:"a session ends after so long in any case"`
		Factor   string        `yaml:"second_factor" default:"admins" validate:"oneof=admins all none" doc:"who must have a second factor: admins (who administers, secures, audits or operates), all or none"`
	} `yaml:"sessions"`
	Audit struct {
		Every   time.Duration `yaml:"every" default:"1h" validate:"min=1m" doc:"how often a signed head of the audit chain goes out"`
		Webhook string        `yaml:"webhook" validate:"omitempty,http_url" doc:"where heads are sent besides the file"`
	} `yaml:"audit"`
	Places struct {
		Villages string   `yaml:"villages" doc:"CSV file with the village level (code,name,parent)"`
		Holidays []string `yaml:"holidays" doc:"JSON files with the working days of further years, as the State Council announces them"`
	} `yaml:"places"`
	Metrics struct {
		Addr  string        `yaml:"addr" validate:"omitempty,address" doc:"address of its own for /metrics, without TLS, for the network of the monitoring"`
		Token config.Secret `yaml:"token" doc:"bearer token that /metrics asks for; without it and metrics.addr only a system on loopback without proxies shows it"`
	} `yaml:"metrics"`
	Observe observe.Config `yaml:"observe"`
}

// check refuses what fits no installation.
func (c Config) check() error {
	for _, t := range c.Target {
		if t != "all" && t != "broker" && !slices.Contains(Names(), t) {
			return fault.Invalid("target", "没有服务 %[1]s，可选：all、broker 和 %[2]v", "There is no target %[1]s; choose all, broker or of %[2]v", t, Names())
		}
	}
	if !c.loopback() && c.TLS.Cert == "" && len(c.TLS.Proxies) == 0 {
		return fault.Invalid("tls", "监听 %[1]s 不限于本机：请设置 tls.cert 和 tls.key，或在 tls.proxies 中写明负责 TLS 的代理网段",
			"%[1]s is open beyond this machine: set tls.cert and tls.key, or name the proxies that speak TLS in tls.proxies", c.Addr)
	}
	if c.ownBroker() && !c.all() && !c.loopback() && c.Events.Password == "" {
		return fault.Invalid("events.password", "对外运行的消息服务没有默认口令，请设置 events.password_file，各服务也要设置同样的口令",
			"Beyond loopback the broker has no default password: set events.password_file, and the same for the services")
	}
	if err := c.checkTelling(); err != nil {
		return err
	}
	if c.Webhooks.Loopback && !c.loopback() {
		return fault.Invalid("webhooks.loopback", "向本机推送只能用于本机试用，请关闭 webhooks.loopback", "Webhooks to this machine are for trials on this machine; leave webhooks.loopback off")
	}
	if c.Clock == "virtual" && !c.loopback() {
		return fault.Invalid("clock", "虚拟时钟只能在本机使用", "The virtual clock works on loopback only")
	}
	return nil
}

// all reports whether this process runs every service and the broker.
func (c Config) all() bool { return slices.Contains(c.Target, "all") }

// called is what this process is called in traces: its targets.
func (c Config) called() string {
	if c.all() {
		return "lianluo"
	}
	return strings.Join(c.Target, "+")
}

// names are the services of this process.
func (c Config) names() []string {
	if c.all() {
		return Names()
	}
	return slices.DeleteFunc(slices.Clone(c.Target), func(t string) bool { return t == "broker" })
}

// ownBroker reports whether this process runs the embedded broker.
func (c Config) ownBroker() bool {
	return slices.Contains(c.Target, "broker") || c.all() && len(c.Events.Brokers) == 0
}

func (c Config) proxies() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range c.TLS.Proxies {
		out = append(out, netip.MustParsePrefix(p)) // validated as CIDR
	}
	return out
}
