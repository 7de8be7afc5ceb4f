package standin

import "github.com/influxdata/kapacitor/keyvalue"

// Service is any of Kapacitor's services: its configuration, and what tests set.
type Service struct {
	Config         any
	HTTPDService   *HTTPD
	StorageService *TestStore
	PersistTopics  bool
}

// NewService makes a service of its configuration.
func NewService(args ...any) *Service {
	s := &Service{}
	if len(args) > 0 {
		s.Config = args[0]
	}
	return s
}

// NewServiceOrError is NewService where Kapacitor's may fail.
func NewServiceOrError(args ...any) (*Service, error) { return NewService(args...), nil }

// Open and Close do nothing: there is nothing behind a configuration.
func (s *Service) Open() error  { return nil }
func (s *Service) Close() error { return nil }

// Handler is where services log.
type Handler struct{}

// Handler stands for each of the diagnostic service's handlers.
func (s *Service) Handler() *Handler { return &Handler{} }

// WithContext adds to what is logged.
func (h *Handler) WithContext(...keyvalue.T) *Handler { return h }

// NewDiagnosticConfig is the configuration of the diagnostic service, of which nothing matters.
func NewDiagnosticConfig() any { return nil }
