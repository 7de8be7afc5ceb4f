package alertatest

import "time"

// Model is an alarm model.
type Model string

// The alarm models of Alerta.
const (
	ModelAlerta Model = "ALERTA"
	ModelISA    Model = "ISA_18_2"
)

// Config are the server's settings, named as in alertad.conf. The zero Config is Alerta's default: no authentication, model ALERTA.
type Config struct {
	AlarmModel           Model
	AuthRequired         bool
	AllowReadonly        bool
	CustomerViews        bool
	AdminUsers           []string
	SignupDisabled       bool
	DeleteScopes         []string
	AllowedEnvironments  []string          // regular expressions; default Production, Development
	OriginBlacklist      []string          // regular expressions
	HeartbeatEvents      []string          // default Heartbeat
	NotificationBlackout bool              // store alerts during a blackout with status blackout
	BlackoutAccept       []string          // severities that pass a blackout
	BlackoutDuration     time.Duration     // default 1 h
	AlertTimeout         time.Duration     // default 24 h
	HeartbeatTimeout     time.Duration     // default 24 h
	AckTimeout           time.Duration     // default 0: acks stay
	ShelveTimeout        time.Duration     // default 2 h
	DeleteExpiredAfter   time.Duration     // default 2 h
	DeleteInfoAfter      time.Duration     // default 12 h
	HistoryLimit         int               // default 100
	IgnoreValueChanges   bool              // HISTORY_ON_VALUE_CHANGE = False
	PageSize             int               // default 50
	HMAC                 map[string]string // access key to secret

	// BasePath is where the API is mounted; default /api.
	BasePath string
	// Clock freezes the server's time at this moment; Advance moves it. Zero: the machine's time.
	Clock time.Time
}

func (c Config) withDefaults() Config {
	def := func(p *time.Duration, d time.Duration) {
		if *p == 0 {
			*p = d
		}
	}
	if c.AlarmModel == "" {
		c.AlarmModel = ModelAlerta
	}
	if c.AllowedEnvironments == nil {
		c.AllowedEnvironments = []string{"Production", "Development"}
	}
	if c.HeartbeatEvents == nil {
		c.HeartbeatEvents = []string{"Heartbeat"}
	}
	def(&c.BlackoutDuration, time.Hour)
	def(&c.AlertTimeout, 24*time.Hour)
	def(&c.HeartbeatTimeout, 24*time.Hour)
	def(&c.ShelveTimeout, 2*time.Hour)
	def(&c.DeleteExpiredAfter, 2*time.Hour)
	def(&c.DeleteInfoAfter, 12*time.Hour)
	if c.HistoryLimit == 0 {
		c.HistoryLimit = 100
	}
	if c.PageSize == 0 {
		c.PageSize = 50
	}
	if c.BasePath == "" {
		c.BasePath = "/api"
	}
	return c
}
