package kapacitor

// ServiceTests are the services that can be tested.
type ServiceTests struct {
	Link     Link          `json:"link"`
	Services []ServiceTest `json:"services"`
}

// ServiceTest is a service that can be tested, with the options a test takes and their defaults.
type ServiceTest struct {
	Link    Link           `json:"link"`
	Name    string         `json:"name"`
	Options map[string]any `json:"options"`
}

// ServiceTestResult is how a test ended. A test that failed is no error of the call.
type ServiceTestResult struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}
